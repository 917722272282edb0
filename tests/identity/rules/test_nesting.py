"""When a group may be a member of another."""

from itertools import pairwise
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from identity.rules.nesting import MAX_LEVELS, Nesting

SIZE = 6
Edges = set[tuple[UUID, UUID]]
ids = st.integers(1, SIZE).map(lambda number: UUID(int=number))


def steps(edges: Edges, start: UUID) -> dict[UUID, int]:
    """Every group that is reached along the edges, with the length of the longest way there."""
    found = {start: 0}
    for here, there in edges:
        if here == start:
            for group, further in steps(edges, there).items():
                found[group] = max(found.get(group, 0), further + 1)
    return found


def between(edges: Edges, group: UUID, subgroup: UUID) -> Nesting:
    upwards = {(inner, outer) for outer, inner in edges}
    return Nesting({group: steps(upwards, group)}, {subgroup: max(steps(edges, subgroup).values())})


@given(st.sets(st.tuples(ids, ids)), ids, ids)
def test_a_group_may_be_a_member_unless_it_would_then_contain_itself(drawn: Edges, group: UUID, subgroup: UUID) -> None:
    edges = {(max(pair), min(pair)) for pair in drawn if len(set(pair)) == 2}
    closes = group in steps(edges, subgroup)
    obstacle = between(edges, group, subgroup).obstacle(group, subgroup)
    assert (obstacle is not None) is closes
    assert obstacle is None or (str(group) in obstacle and str(subgroup) in obstacle)


@given(st.integers(1, MAX_LEVELS), st.integers(1, MAX_LEVELS))
def test_groups_are_nested_as_deep_as_the_limit_and_no_deeper(upper: int, lower: int) -> None:
    groups = [UUID(int=number) for number in range(1, upper + lower + 1)]
    edges = set(pairwise(groups[:upper])) | set(pairwise(groups[upper:]))
    obstacle = between(edges, groups[upper - 1], groups[upper]).obstacle(groups[upper - 1], groups[upper])
    assert (obstacle is None) is (upper + lower <= MAX_LEVELS)
    assume(obstacle is not None)
    assert f"nested {upper + lower} levels deep, and at most {MAX_LEVELS} are accepted" in str(obstacle)
