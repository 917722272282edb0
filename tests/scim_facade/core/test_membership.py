"""What a PATCH makes of the members of a group, folded into one delta."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import (
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    Mutability,
    PayloadTooLarge,
    ScimError,
    TooMany,
)
from scim_facade.core.filter_syntax import parse, print_filter
from scim_facade.core.group_patch import UNSET, GroupDelta
from scim_facade.core.groups import group_changes
from scim_facade.core.limits import MAX_FILTER_COMPARISONS, MAX_MEMBERS
from scim_facade.core.matching import matches
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import GROUP_MEMBERS
from tests.scim_facade.core.folding import PATCH_OP, fold, folded

CORE = "urn:ietf:params:scim:schemas:core:2.0:Group"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"

Operation = dict[str, Any]


def removed_where(*operations: object) -> str:
    condition = folded(*operations).remove_members_where
    return "" if condition is None else print_filter(condition)


# What the members of the model are, by their ids.
KINDS = {"a": "User", "b": "User", "c": "Group", "d": "Group", "e": "User"}
DISPLAYS = {"a": "Ada", "b": "Bea", "c": "Crew", "d": "Deck"}


def satisfies(member: str, condition: str) -> bool:
    parts = {"value": member, "type": KINDS[member]}
    display = {"display": DISPLAYS[member]} if member in DISPLAYS else {}
    return matches(parse(condition), parts | display, GROUP_MEMBERS)


def members_after(delta: GroupDelta, members: list[str]) -> set[str]:
    """What identity makes of a delta: replace, then add, then remove, then remove by the filter."""
    held = set(members if delta.replace_members is None else delta.replace_members)
    held = (held | set(delta.add_members)) - set(delta.remove_members)
    where = delta.remove_members_where
    return held if where is None else {member for member in held if not satisfies(member, print_filter(where))}


@pytest.mark.parametrize(
    "value",
    [
        "u1",
        ["u1"],
        {"value": "u1"},
        [{"value": "u1"}],
        [{"$ref": None, "value": "u1"}],
        [{"Value": "u1", "displayName": "new User", "type": "User", "display": None}],
        [{"value": "u1"}, "u1", {"value": "u1", "display": "again"}],
    ],
)
def test_members_are_understood_in_every_shape(value: object) -> None:
    assert folded({"op": "Add", "path": "members", "value": value}).add_members == ("u1",)
    assert folded({"op": "Remove", "path": "members", "value": value}).remove_members == ("u1",)
    assert folded({"op": "replace", "path": "Members", "value": value}).replace_members == ("u1",)
    assert folded({"op": "add", "value": {"members": value}}).add_members == ("u1",)
    assert folded({"op": "add", "path": f"{CORE}:members", "value": value}).add_members == ("u1",)


def test_a_number_for_an_id_is_its_digits() -> None:
    assert folded({"op": "add", "path": "members", "value": [{"value": 7}, 8]}).add_members == ("7", "8")


@pytest.mark.parametrize(
    ("path", "removed"),
    [
        ('members[value eq "u1"]', ("u1",)),
        ("MEMBERS[Value eq u1]", ("u1",)),
        ('members[value eq "u1" or value eq "u2"]', ("u1", "u2")),
        ('members[(value eq "u1" or value eq "u2") or value eq "u1"]', ("u1", "u2")),
        (f'{CORE}:members[value eq "u1"]', ("u1",)),
    ],
)
def test_a_filter_by_id_removes(path: str, removed: tuple[str, ...]) -> None:
    delta = folded({"op": "remove", "path": path})
    assert (delta.remove_members, delta.replace_members) == (removed, None)


def test_removing_without_a_value_removes_everybody() -> None:
    assert folded({"op": "remove", "path": "members"}).replace_members == ()
    assert folded({"op": "remove", "path": "members", "value": None}).replace_members == ()
    assert folded({"op": "replace", "path": "members", "value": []}).replace_members == ()
    assert folded({"op": "replace", "path": "members", "value": None}).replace_members == ()


def test_removing_or_adding_nobody_changes_nothing() -> None:
    assert group_changes(folded({"op": "remove", "path": "members", "value": []})) == {}
    assert group_changes(folded({"op": "add", "path": "members", "value": []})) == {}
    assert group_changes(folded({"op": "add", "path": "members", "value": None})) == {}


def test_a_listed_removal_is_noted_because_the_rfc_would_remove_everybody() -> None:
    notes = Notes()
    operation = {"op": "remove", "path": "members", "value": [{"value": "u1"}]}
    fold({"schemas": [PATCH_OP], "Operations": [operation]}, notes)
    assert list(notes) == [Note("remove-listed-values", "members")]


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "replace", "path": 'members[type eq "User"]', "value": {"value": "u2"}}],
        [{"op": "add", "path": 'members[display sw "J"]', "value": {"value": "u2"}}],
        [{"op": "replace", "path": 'members[not (value eq "u1")].value', "value": "u2"}],
        [{"op": "remove", "path": CORE}],
    ],
)
def test_what_could_only_be_done_by_reading_the_members_is_refused(operations: list[Operation]) -> None:
    with pytest.raises(InvalidPath) as refused:
        folded(*operations)
    assert refused.value.detail.encode()


@pytest.mark.parametrize(
    ("path", "condition"),
    [
        ('members[value ne "u1"]', 'value ne "u1"'),
        ('members[Type eq "Group" and display sw "A"]', 'type eq "Group" and display sw "A"'),
        ('members[value eq "u1" or not (display pr)]', 'value eq "u1" or not (display pr)'),
        ("members[display eq null]", "display eq null"),
    ],
)
def test_a_filter_by_anything_else_removes_whoever_satisfies_it(path: str, condition: str) -> None:
    assert removed_where({"op": "remove", "path": path}) == condition
    assert removed_where({"op": "replace", "path": path, "value": None}) == condition


def test_the_members_to_remove_are_described_in_identitys_own_filter() -> None:
    groups, ada = 'members[type eq "Group"]', 'members[display eq "Ada"]'
    delta = folded({"op": "remove", "path": groups}, {"op": "remove", "path": ada})
    assert group_changes(delta) == {
        "removeMembersWhere": {
            "or": [
                {"compare": {"attribute": "type", "operator": "EQ", "value": "Group"}},
                {"compare": {"attribute": "display", "operator": "EQ", "value": "Ada"}},
            ]
        }
    }


def test_who_is_added_after_a_removal_stays_and_a_new_membership_forgets_it() -> None:
    remove = {"op": "remove", "path": 'members[type eq "Group"]'}
    add = {"op": "add", "path": "members", "value": ["g1"]}
    assert removed_where(remove, add) == 'type eq "Group" and not (value eq "g1")'
    assert removed_where(add, remove) == 'type eq "Group"'
    assert removed_where(remove, {"op": "replace", "path": "members", "value": ["g1"]}) == ""


def test_a_removal_that_spares_too_many_is_refused() -> None:
    spared = [str(number) for number in range(MAX_FILTER_COMPARISONS)]
    delta = folded(
        {"op": "remove", "path": 'members[type eq "Group"]'}, {"op": "add", "path": "members", "value": spared}
    )
    with pytest.raises(TooMany):
        group_changes(delta)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ('members[value eq "u1"]', {"value": "u2"}),
        ('members[value eq "u1"]', [{"$ref": "https://x.example/scim/v2/c/Users/u2", "type": "User"}]),
        ('members[value eq "u1"].value', "u2"),
        ('members[$ref eq "https://x.example/scim/v2/c/Users/u1"].$ref', "https://x.example/scim/v2/c/Users/u2"),
    ],
)
def test_a_replaced_member_goes_and_the_one_in_its_place_comes(path: str, value: object) -> None:
    delta = folded({"op": "replace", "path": path, "value": value})
    assert (delta.remove_members, delta.add_members) == (("u1",), ("u2",))
    delta = folded({"op": "add", "path": path, "value": value})
    assert (delta.remove_members, delta.add_members) == ((), ("u2",))


def test_a_member_replaced_by_itself_is_in_the_group() -> None:
    path = 'members[value eq "u1"]'
    for value in ({"value": "u1"}, {"type": "User"}, {}):
        delta = folded({"op": "replace", "path": path, "value": value})
        assert (delta.remove_members, delta.add_members) == ((), ("u1",))


@pytest.mark.parametrize(
    ("member", "named"),
    [
        ({"$ref": "https://x.example/scim/v2/c/Groups/g1", "type": "Group"}, "g1"),
        ({"$REF": "../Users/u1/"}, "u1"),
        ({"value": "", "$ref": "/Users/u1"}, "u1"),
        ({"value": "u1", "$ref": "/Users/u2"}, "u1"),
    ],
)
def test_an_address_names_a_member_that_has_no_value(member: Operation, named: str) -> None:
    assert folded({"op": "add", "path": "members", "value": [member]}).add_members == (named,)


@pytest.mark.parametrize(
    ("operation", "refusal"),
    [
        ({"op": "replace", "path": 'members[value eq "u1"].type', "value": "Group"}, Mutability),
        ({"op": "replace", "path": 'members[value eq "u1"].value', "value": "u2"}, Mutability),
        ({"op": "replace", "path": 'members[value eq "u1"].display', "value": "x"}, Mutability),
        ({"op": "remove", "path": "members.type"}, Mutability),
        ({"op": "remove", "path": "members", "value": [{"value": "u1"}]}, InvalidValue),
        ({"op": "add", "path": "members", "value": {"value": "u1"}}, InvalidValue),
        ({"op": "add", "path": "members", "value": ["u1"]}, InvalidValue),
        ({"op": "add", "path": "members", "value": [{"value": "u1", "displayName": "x"}]}, InvalidSyntax),
    ],
)
def test_a_strict_connection_refuses_what_the_standard_does_not_provide_for(
    operation: Operation, refusal: type[ScimError]
) -> None:
    folded(operation)
    with pytest.raises(refusal):
        folded(operation, strict=True)


def test_a_strict_connection_takes_the_standards_own_example() -> None:
    member = {"display": "Babs", "$ref": "https://x.example/v2/Users/u1", "value": "u1"}
    assert folded({"op": "add", "path": "members", "value": [member]}, strict=True).add_members == ("u1",)
    assert folded({"op": "remove", "path": 'members[value eq "u1"]'}, strict=True).remove_members == ("u1",)


@pytest.mark.parametrize("op", ["remove"])
def test_members_cannot_lose_their_ids(op: str) -> None:
    with pytest.raises(Mutability, match=r"members\.value"):
        folded({"op": op, "path": "members.value"})
    with pytest.raises(InvalidFilter, match="position"):
        folded({"op": op, "path": "members[value]"})


@pytest.mark.parametrize(
    "value", ["", [None], [{}], {}, [{"value": ""}], [{"value": None}], [["u1"]], [True], ["a\0"], ["\ud800"], [1.5]]
)
def test_a_member_without_a_usable_id_is_refused_by_its_position(value: object) -> None:
    with pytest.raises(InvalidValue, match=r"members\[0\]"):
        folded({"op": "add", "path": "members", "value": value})


def test_a_hundred_thousand_members_are_folded_and_one_more_is_refused() -> None:
    half = [{"value": f"u{number}"} for number in range(MAX_MEMBERS // 2)]
    other = [{"value": f"v{number}"} for number in range(MAX_MEMBERS // 2)]
    add = [{"op": "add", "path": "members", "value": half}, {"op": "add", "path": "members", "value": other}]
    assert len(folded(*add).add_members) == MAX_MEMBERS
    with pytest.raises(PayloadTooLarge, match=str(MAX_MEMBERS)):
        folded(*add, {"op": "remove", "path": "members", "value": "one more"})


def test_members_keep_their_order_of_appearance() -> None:
    delta = folded(
        {"op": "add", "path": "members", "value": ["c", "a", "b"]},
        {"op": "remove", "path": "members", "value": ["a"]},
        {"op": "add", "path": "members", "value": ["a", "c"]},
    )
    assert delta.add_members == ("c", "b", "a")


# --- the fold is the operations one by one ---------------------------------------------------------------------------

ids = st.sampled_from("abcde")
id_lists = st.lists(ids, max_size=4)
conditions = st.recursive(
    st.sampled_from(
        ['type eq "User"', 'type eq "Group"', 'display sw "B"', "display pr", 'display ge "C"', 'value ne "a"']
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)


def exchange(op: str, old: str, new: str, sub: str) -> Operation:
    path = f'members[value eq "{old}"]{sub}'
    return {"op": op, "path": path, "value": new if sub else {"value": new}}


membership_operations = st.one_of(
    st.builds(lambda value: {"op": "add", "path": "members", "value": value}, id_lists),
    st.builds(lambda value: {"op": "replace", "path": "members", "value": value}, id_lists),
    st.builds(lambda value: {"op": "Remove", "path": "members", "value": value}, id_lists),
    st.builds(lambda value: {"op": "remove", "path": f'members[value eq "{value}"]'}, ids),
    st.builds(lambda condition: {"op": "remove", "path": f"members[{condition}]"}, conditions),
    st.builds(exchange, st.sampled_from(["add", "replace"]), ids, ids, st.sampled_from(["", ".value"])),
    st.builds(lambda value: {"op": "add", "value": {"members": value, "displayName": "".join(value) or "x"}}, id_lists),
    st.builds(lambda value: {"op": "replace", "path": "displayName", "value": value}, ids),
    st.builds(lambda value: {"op": "replace", "path": "externalId", "value": value}, st.none() | ids),
    st.just({"op": "remove", "path": "members"}),
    st.just({"op": "remove", "path": "externalId"}),
)


class Model:
    """A group to which operations are applied one by one, as a strict reader of the RFC would."""

    def __init__(self, members: set[str]) -> None:
        self.members = members
        self.display_name = "Sales"
        self.external_id: str | None = "e1"

    def apply(self, operation: Operation) -> None:
        op, path = operation["op"].lower(), operation.get("path", "")
        value: Any = operation.get("value")
        if not path:
            self.members |= set(value["members"])
            self.display_name = value["displayName"]
        elif path == "displayName":
            self.display_name = value
        elif path == "externalId":
            self.external_id = value
        elif "[" in path:
            self._apply_to_selected(op, path, value)
        elif op == "add":
            self.members |= set(value)
        elif op == "replace":
            self.members = set(value)
        else:
            self.members -= self.members if value is None else set(value)

    def _apply_to_selected(self, op: str, path: str, value: Any) -> None:
        condition = path.partition("[")[2].rpartition("]")[0]
        if op != "add":
            self.members = {member for member in self.members if not satisfies(member, condition)}
        if op != "remove":
            self.members.add(value["value"] if isinstance(value, dict) else value)


@settings(max_examples=300)
@given(st.sets(ids), st.lists(membership_operations, min_size=1, max_size=8))
def test_the_fold_has_the_effect_of_the_operations_one_by_one(before: set[str], operations: list[Operation]) -> None:
    model = Model(set(before))
    for operation in operations:
        model.apply(operation)
    delta = folded(*operations)
    group_changes(delta)
    assert members_after(delta, sorted(before)) == model.members
    assert (delta.display_name if delta.display_name is not UNSET else "Sales") == model.display_name
    assert (delta.external_id if delta.external_id is not UNSET else "e1") == model.external_id


@settings(max_examples=100)
@given(st.lists(membership_operations, min_size=1, max_size=8))
def test_no_id_stands_in_two_parts_of_a_delta(operations: list[Operation]) -> None:
    delta = folded(*operations)
    named = [*(delta.replace_members or ()), *delta.add_members, *delta.remove_members]
    assert len(named) == len(set(named))
