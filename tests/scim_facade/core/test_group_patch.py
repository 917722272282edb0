"""PATCH of a group, folded into one delta."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.errors import InvalidPath, InvalidSyntax, InvalidValue, NoTarget, PayloadTooLarge, ScimError
from scim_facade.core.group_patch import UNSET, GroupDelta, fold
from scim_facade.core.groups import group_changes
from scim_facade.core.limits import MAX_MEMBERS
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import GROUP

CORE = "urn:ietf:params:scim:schemas:core:2.0:Group"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Operation = dict[str, Any]


def folded(*operations: object) -> GroupDelta:
    return fold({"schemas": [PATCH_OP], "Operations": list(operations)}, GROUP, Notes())


def members_after(delta: GroupDelta, members: list[str]) -> set[str]:
    """What identity makes of a delta: replace, then add, then remove."""
    held = set(members if delta.replace_members is None else delta.replace_members)
    return (held | set(delta.add_members)) - set(delta.remove_members)


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
    fold({"schemas": [PATCH_OP], "Operations": [operation]}, GROUP, notes)
    assert list(notes) == [Note("remove-listed-values", "members")]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "displayName", "value": "New"},
        {"op": "replace", "value": {"displayName": "New"}},
        {"op": "Replace", "value": {"id": "g1", "displayName": "New"}},
        {"op": "add", "path": f"{CORE}:DISPLAYNAME", "value": "New"},
        {"op": "replace", "path": CORE, "value": {"displayName": "New"}},
    ],
)
def test_a_group_is_renamed(operation: Operation) -> None:
    delta = folded(operation)
    assert delta.display_name == "New"
    assert (delta.external_id, delta.replace_members, delta.add_members) == (UNSET, None, ())


@pytest.mark.parametrize("value", ["", " ", None])
def test_a_group_cannot_lose_its_name(value: object) -> None:
    with pytest.raises(InvalidValue, match="displayName is required"):
        folded({"op": "replace", "path": "displayName", "value": value})
    with pytest.raises(InvalidValue, match="displayName is required"):
        folded({"op": "remove", "path": "displayName"})


def test_an_external_id_is_set_and_cleared() -> None:
    assert folded({"op": "add", "path": "externalId", "value": "e1"}).external_id == "e1"
    assert folded({"op": "replace", "value": {"externalId": ""}}).external_id is None
    assert folded({"op": "remove", "path": "externalId"}).external_id is None


def test_what_a_group_does_not_have_is_passed_over_and_noted() -> None:
    notes = Notes()
    delta = fold(
        {
            "schemas": [PATCH_OP],
            "id": "g1",
            "Operations": [
                {"name": "addMember", "op": "add", "path": "members", "value": [{"value": "u1"}]},
                {"op": "replace", "value": {"description": "x", "id": "g1", "meta": {}}},
                {"op": "replace", "path": 'members[value eq "u1"].display', "value": "x"},
            ],
        },
        GROUP,
        notes,
    )
    assert delta.add_members == ("u1",)
    assert {note.rule for note in notes} == {
        "extra-key-ignored",
        "unknown-attribute-ignored",
        "read-only-ignored",
    }


def test_an_extension_is_a_delta_of_its_own() -> None:
    delta = folded(
        {"op": "add", "path": f"{CUSTOM}:tag", "value": "x"},
        {"op": "replace", "path": CUSTOM, "value": {"tag": "y", "other": [1]}},
        {"op": "remove", "path": f"{CUSTOM}:gone"},
    )
    assert delta.extensions == {CUSTOM: {"tag": "y", "other": [1], "gone": None}}
    assert folded({"op": "remove", "path": CUSTOM}).extensions == {CUSTOM: None}
    assert group_changes(delta) != {}


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "replace", "path": 'members[value eq "u1"]', "value": {"value": "u2"}}],
        [{"op": "add", "path": 'members[value eq "u1"].value', "value": "u1"}],
        [{"op": "remove", "path": 'members[value eq "u1"].value'}],
        [{"op": "remove", "path": 'members[value ne "u1"]'}],
        [{"op": "remove", "path": 'members[value eq "u1" and type eq "User"]'}],
        [{"op": "remove", "path": 'members[display eq "Jo"]'}],
        [{"op": "remove", "path": 'members[value eq "u1" or type eq "User"]'}],
        [{"op": "remove", "path": "members[value eq null]"}],
        [{"op": "remove", "path": "members.value"}],
        [{"op": "remove", "path": CORE}],
        [{"op": "add", "path": f"{CUSTOM}:desk.floor", "value": 3}],
        [{"op": "remove", "path": f'{CUSTOM}:tags[type eq "x"]'}],
        [{"op": "remove", "path": f"{CUSTOM}:tags", "value": ["x"]}],
        [{"op": "remove", "path": CUSTOM}, {"op": "add", "path": f"{CUSTOM}:tag", "value": "x"}],
    ],
)
def test_what_could_only_be_done_by_reading_the_group_is_refused(operations: list[Operation]) -> None:
    with pytest.raises(InvalidPath) as refused:
        folded(*operations)
    assert refused.value.detail.encode()


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("text", InvalidSyntax),
        ({"Operations": []}, InvalidSyntax),
        ({"Operations": [{"op": "remove"}]}, NoTarget),
        ({"Operations": [{"op": "remove", "value": {"members": ["u1"]}}]}, NoTarget),
    ],
)
def test_a_body_that_cannot_be_carried_out_is_refused(body: object, refusal: type[ScimError]) -> None:
    with pytest.raises(refusal):
        fold(body, GROUP, Notes())


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
membership_operations = st.one_of(
    st.builds(lambda value: {"op": "add", "path": "members", "value": value}, id_lists),
    st.builds(lambda value: {"op": "replace", "path": "members", "value": value}, id_lists),
    st.builds(lambda value: {"op": "Remove", "path": "members", "value": value}, id_lists),
    st.builds(lambda value: {"op": "remove", "path": f'members[value eq "{value}"]'}, ids),
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
            self.members.discard(path.split('"')[1])
        elif op == "add":
            self.members |= set(value)
        elif op == "replace":
            self.members = set(value)
        else:
            self.members -= self.members if value is None else set(value)


@settings(max_examples=300)
@given(st.sets(ids), st.lists(membership_operations, min_size=1, max_size=8))
def test_the_fold_has_the_effect_of_the_operations_one_by_one(before: set[str], operations: list[Operation]) -> None:
    model = Model(set(before))
    for operation in operations:
        model.apply(operation)
    delta = folded(*operations)
    assert members_after(delta, sorted(before)) == model.members
    assert (delta.display_name if delta.display_name is not UNSET else "Sales") == model.display_name
    assert (delta.external_id if delta.external_id is not UNSET else "e1") == model.external_id


@settings(max_examples=100)
@given(st.lists(membership_operations, min_size=1, max_size=8))
def test_no_id_stands_in_two_parts_of_a_delta(operations: list[Operation]) -> None:
    delta = folded(*operations)
    named = [*(delta.replace_members or ()), *delta.add_members, *delta.remove_members]
    assert len(named) == len(set(named))
