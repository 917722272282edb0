from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entra_simulator.changes import Changes, MemberChanges
from entra_simulator.directory import AppRole, Directory, Group, Person

IDS = st.frozensets(st.sampled_from("abcd"))
MEMBER_SETS = st.lists(IDS, min_size=1, max_size=6)


def person(object_id: str, manager: str | None = None) -> Person:
    return Person(
        object_id=object_id,
        user_principal_name=f"{object_id}@x.example",
        mail_nickname=object_id,
        display_name=object_id,
        manager=manager,
    )


def directory_of(*object_ids: str) -> Directory:
    directory = Directory()
    for object_id in object_ids:
        directory.put_person(person(object_id))
    return directory


def test_everything_is_what_an_initial_cycle_reads() -> None:
    directory = directory_of("a", "b")
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset("a")))
    assert directory.everything() == Changes(
        people=("a", "b"), groups=("g",), members={"g": MemberChanges(added=frozenset("a"))}
    )


def test_changes_name_each_object_once_since_the_watermark() -> None:
    directory = directory_of("a", "b")
    watermark = directory.watermark
    directory.put_person(replace(directory.people["b"], department="Sales"))
    directory.put_person(replace(directory.people["b"], department="R&D"))
    assert directory.changes_since(watermark) == Changes(people=("b",))
    assert directory.changes_since(directory.watermark) == Changes()


def test_setting_what_is_already_so_is_no_change() -> None:
    directory = directory_of("a")
    directory.put_group(Group(object_id="g", display_name="G"))
    watermark = directory.watermark
    directory.put_person(person("a"))
    directory.put_group(Group(object_id="g", display_name="G"))
    assert directory.changes_since(watermark) == Changes()


def test_a_rename_of_a_group_says_nothing_of_its_members() -> None:
    directory = directory_of("a")
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset("a")))
    watermark = directory.watermark
    directory.put_group(Group(object_id="g", display_name="H", members=frozenset("a")))
    assert directory.changes_since(watermark) == Changes(groups=("g",))


def test_a_change_of_what_only_a_mapping_of_ones_own_reads_is_a_change_too() -> None:
    directory = directory_of("a")
    directory.put_group(Group(object_id="g", display_name="G"))
    watermark = directory.watermark
    directory.put_person(replace(directory.people["a"], app_role_assignments=(AppRole("admin", "Administrator"),)))
    directory.put_group(replace(directory.groups["g"], extension_attributes={"extension_0a_purpose": "to sell"}))
    assert directory.changes_since(watermark) == Changes(people=("a",), groups=("g",))


def test_a_purged_person_is_only_among_the_purged_and_leaves_reports_and_groups() -> None:
    directory = directory_of("a")
    directory.put_person(person("b", manager="a"))
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset("ab")))
    watermark = directory.watermark
    directory.put_person(replace(directory.people["a"], soft_deleted=True))
    directory.purge_person("a")
    assert directory.changes_since(watermark) == Changes(people=("b",), purged_people=("a",))
    assert directory.people["b"].manager is None
    assert directory.groups["g"].members == {"b"}
    assert directory.purged["a"].soft_deleted


def test_a_deleted_group_takes_its_pending_changes_with_it() -> None:
    directory = directory_of("a")
    directory.put_group(Group(object_id="g", display_name="G", members=frozenset("a")))
    directory.delete_group("g")
    assert directory.changes_since(0) == Changes(people=("a",), deleted_groups=("g",))


def test_an_object_id_is_never_used_again() -> None:
    directory = directory_of("a")
    directory.put_group(Group(object_id="g", display_name="G"))
    directory.purge_person("a")
    directory.delete_group("g")
    with pytest.raises(ValueError, match="was purged"):
        directory.put_person(person("a"))
    with pytest.raises(ValueError, match="was deleted"):
        directory.put_group(Group(object_id="g", display_name="G"))


def test_a_member_must_exist() -> None:
    with pytest.raises(ValueError, match="who do not exist"):
        directory_of("a").put_group(Group(object_id="g", display_name="G", members=frozenset("z")))


@given(history=MEMBER_SETS, cut=st.integers(0, 5))
def test_member_changes_replayed_from_any_moment_give_the_present_members(
    history: list[frozenset[str]], cut: int
) -> None:
    directory = directory_of(*"abcd")
    directory.put_group(Group(object_id="g", display_name="G"))
    moments = [(directory.watermark, frozenset[str]())]
    for members in history:
        directory.put_group(Group(object_id="g", display_name="G", members=members))
        moments.append((directory.watermark, members))
    watermark, before = moments[min(cut, len(history))]
    change = directory.changes_since(watermark).members.get("g", MemberChanges())
    assert (before - change.removed) | change.added == history[-1]
    assert change.added.isdisjoint(change.removed)


@given(first=st.tuples(IDS, IDS), second=st.tuples(IDS, IDS), third=st.tuples(IDS, IDS))
def test_combining_changes_does_not_depend_on_where_one_begins(
    first: tuple[frozenset[str], frozenset[str]],
    second: tuple[frozenset[str], frozenset[str]],
    third: tuple[frozenset[str], frozenset[str]],
) -> None:
    one, two, three = (MemberChanges(added, removed - added) for added, removed in (first, second, third))
    assert one.then(two).then(three) == one.then(two.then(three))
