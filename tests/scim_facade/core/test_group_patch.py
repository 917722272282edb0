"""What a PATCH makes of a group besides its members, folded into one delta."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core import group_patch
from scim_facade.core.attributes import Attribute, Schema
from scim_facade.core.errors import (
    InvalidSyntax,
    InvalidValue,
    Mutability,
    NoTarget,
    ScimError,
)
from scim_facade.core.group_patch import UNSET, depends_on_extensions
from scim_facade.core.groups import group_changes
from scim_facade.core.operations import read_operations
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP
from tests.scim_facade.core.folding import PATCH_OP, fold, folded

CORE = "urn:ietf:params:scim:schemas:core:2.0:Group"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"

Operation = dict[str, Any]


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
    with pytest.raises(Mutability, match="displayName is required"):
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
        notes,
    )
    assert delta.add_members == ("u1",)
    assert {note.rule for note in notes} == {
        "pathless-operation",
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


# --- extensions ------------------------------------------------------------------------------------------------------

DECLARED = "urn:ietf:params:scim:schemas:extension:Team:2.0:Group"
TEAM = GROUP.extended(
    [
        Schema(
            DECLARED,
            "Team",
            "",
            (
                Attribute("code", required=True),
                Attribute("size", "integer"),
                Attribute("tags", multi_valued=True),
                Attribute("desk", "complex", sub_attributes=(Attribute("floor", "integer"), Attribute("room"))),
            ),
        )
    ]
)
DESK = {"floor": 1}
HELD = {DECLARED: {"code": "T", "size": 3, "tags": ["x", "y"], "desk": DESK}, CUSTOM: {"tags": [1]}}


def team_change(*operations: Operation) -> Any:
    notes = Notes()
    read = read_operations({"schemas": [PATCH_OP], "Operations": list(operations)}, TEAM, notes)
    held = HELD if depends_on_extensions(read) else None
    return group_patch.folded(read, TEAM, notes, held).extensions


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": f"{DECLARED}:SIZE", "value": "5"},
        {"op": "add", "path": DECLARED.lower(), "value": {"code": "U"}},
        {"op": "remove", "path": f"{DECLARED}:tags"},
        {"op": "replace", "path": f"{DECLARED}:tags", "value": ["z"]},
        {"op": "remove", "path": DECLARED},
        {"op": "add", "path": f"{CUSTOM}:tag", "value": "x"},
        {"op": "replace", "path": "displayName", "value": "x"},
    ],
)
def test_a_change_that_says_all_there_is_to_say_needs_no_reading(operation: Operation) -> None:
    notes = Notes()
    read = read_operations({"schemas": [PATCH_OP], "Operations": [operation]}, TEAM, notes)
    assert not depends_on_extensions(read)
    assert group_patch.folded(read, TEAM, notes).extensions == group_patch.folded(read, TEAM, notes, HELD).extensions


@pytest.mark.parametrize(
    ("operations", "change"),
    [
        ([{"op": "add", "path": f"{DECLARED}:tags", "value": ["z", "X"]}], {DECLARED: {"tags": ["X", "y", "z"]}}),
        ([{"op": "add", "path": f"{DECLARED}:tags", "value": ["y"]}], {}),
        ([{"op": "remove", "path": f'{DECLARED}:tags[value sw "x"]'}], {DECLARED: {"tags": ["y"]}}),
        ([{"op": "remove", "path": f"{DECLARED}:tags", "value": ["x", "y"]}], {DECLARED: {"tags": None}}),
        ([{"op": "add", "path": f"{DECLARED}:desk.room", "value": "R"}], {DECLARED: {"desk": DESK | {"room": "R"}}}),
        ([{"op": "remove", "path": f"{DECLARED}:desk[floor gt 0]"}], {DECLARED: {"desk": None}}),
        ([{"op": "add", "path": f"{CUSTOM}:tags", "value": [2]}], {CUSTOM: {"tags": [1, 2]}}),
        (
            [{"op": "remove", "path": DECLARED}, {"op": "add", "path": f"{DECLARED}:code", "value": "N"}],
            {DECLARED: {"code": "N", "size": None, "tags": None, "desk": None}},
        ),
    ],
)  # fmt: skip
def test_a_change_of_a_part_is_worked_out_on_what_the_group_holds(operations: list[Operation], change: object) -> None:
    assert team_change(*operations) == change


def test_what_an_extension_requires_stays_in_it() -> None:
    with pytest.raises(Mutability, match="code is required"):
        team_change({"op": "remove", "path": f"{DECLARED}:code"})
    with pytest.raises(InvalidValue, match="code is required"):
        team_change({"op": "replace", "path": f"{DECLARED}:code", "value": ""})
    with pytest.raises(InvalidValue, match="size must be a number without a fraction"):
        team_change({"op": "replace", "path": f"{DECLARED}:size", "value": "many"})


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
        fold(body, Notes())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "/Users/b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "$ref", "type", "code", "tags", "members"]), inner, max_size=3)
    ),
    max_leaves=6,
)
anywhere = st.sampled_from(
    [
        "members",
        "members.value",
        "members.type",
        'members[value eq "a"]',
        'members[type eq "Group"].value',
        "members[",
        "displayName",
        "externalId",
        DECLARED,
        f"{DECLARED}:tags",
        f'{DECLARED}:tags[value eq "x"]',
        f"{CUSTOM}:tags.a",
    ]
)
whatever = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "replace", "remove"])}, optional={"path": anywhere, "value": anything}
)


@settings(max_examples=100)
@given(listed=st.lists(whatever, min_size=1, max_size=4), strict=st.booleans())
def test_any_patch_of_a_group_is_folded_or_refused(listed: list[Operation], *, strict: bool) -> None:
    notes = Notes(strict=strict)
    try:
        read = read_operations({"schemas": [PATCH_OP], "Operations": listed}, TEAM, notes)
        held = HELD if depends_on_extensions(read) else None
        changes = group_changes(group_patch.folded(read, TEAM, notes, held))
    except ScimError:
        return
    assert changes.get("displayName", "x")
    named = [*changes.get("replaceMembers", []), *changes.get("addMembers", []), *changes.get("removeMembers", [])]
    assert all(isinstance(member, str) and member for member in named)
