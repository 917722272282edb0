"""Groups between SCIM and identity's contract."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core import groups, schema
from scim_facade.core.errors import InvalidSyntax, InvalidValue, ScimError
from scim_facade.core.group_patch import GroupDelta
from scim_facade.core.groups import group_changes, group_input, to_scim
from scim_facade.core.rules import Note, Notes

CORE = "urn:ietf:params:scim:schemas:core:2.0:Group"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:Group"
BASE = "https://narthex.example/scim/v2/c1"
META = {"created": "2026-01-01T00:00:00Z", "lastModified": "2026-01-02T00:00:00Z"}
GROUP: dict[str, Any] = {
    "id": "g1",
    "externalId": None,
    "displayName": "Sales",
    "version": 1,
    "meta": META,
    "extensions": {},
}


class Read(NamedTuple):
    group: dict[str, Any]
    notes: tuple[Note, ...]


def read_group(body: object) -> Read:
    notes = Notes()
    return Read(groups.read_group(body, schema.GROUP, notes), tuple(notes))


def test_entras_live_body_is_read() -> None:
    read = read_group(
        {
            "schemas": [CORE, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
            "externalId": "8aa1a0c0",
            "displayName": "displayName",
            "meta": {"resourceType": "Group"},
        }
    )
    assert read.group == {"displayName": "displayName", "externalId": "8aa1a0c0"}
    assert read.notes == ()


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([], []),
        ([{"value": "u1", "display": "VP"}, "u2", {"value": "u1"}], [{"value": "u1"}, {"value": "u2"}]),
        ("u1", [{"value": "u1"}]),
    ],
)
def test_members_are_there_when_the_body_has_them(members: object, expected: list[Any]) -> None:
    assert read_group({"displayName": "S", "members": members}).group["members"] == expected


@pytest.mark.parametrize("body", [{"displayName": "S"}, {"displayName": "S", "members": None, "externalId": None}])
def test_members_that_are_not_spoken_of_are_not_there(body: object) -> None:
    assert read_group(body).group == {"displayName": "S"}


def test_keys_in_any_letter_case_unknown_attributes_and_extensions_are_read_as_for_users() -> None:
    read = read_group(
        {"schemas": [CORE, CUSTOM], "DisplayName": "S", "id": "x", "colour": "red", CUSTOM: {"a.b": 1, "gone": None}}
    )
    assert read.group == {"displayName": "S", CUSTOM: {"a.b": 1}}
    assert read.notes == (
        Note("key-letter-case", "DisplayName"),
        Note("unknown-attribute-ignored", "colour"),
        Note("undeclared-extension", CUSTOM),
    )


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (None, InvalidSyntax),
        ("displayName", InvalidSyntax),
        ({}, InvalidValue),
        ({"displayName": ""}, InvalidValue),
        ({"displayName": None}, InvalidValue),
        ({"displayName": " "}, InvalidValue),
        ({"displayName": {}}, InvalidValue),
        ({"displayName": "S", "members": [{}]}, InvalidValue),
        ({"displayName": "S", "externalId": "a\0"}, InvalidValue),
    ],
)
def test_a_body_that_is_no_group_is_refused(body: object, refusal: type[ScimError]) -> None:
    with pytest.raises(refusal):
        read_group(body)


def test_a_group_without_its_members_has_no_members_key() -> None:
    assert to_scim(GROUP, BASE, None) == {
        "schemas": [CORE],
        "id": "g1",
        "displayName": "Sales",
        "meta": {
            "resourceType": "Group",
            "created": "2026-01-01T00:00:00.000Z",
            "lastModified": "2026-01-02T00:00:00.000Z",
            "location": f"{BASE}/Groups/g1",
            "version": 'W/"1"',
        },
    }


def test_a_group_shows_its_members_and_extensions() -> None:
    members: list[dict[str, Any]] = [
        {"value": "u1", "display": "Ada", "type": "User"},
        {"value": "g2", "display": "Team", "type": "Group"},
        {"value": "u9", "display": None, "type": "User"},
    ]
    shown = to_scim({**GROUP, "externalId": "e1", "extensions": {CUSTOM: {"tag": 1}}}, BASE, members)
    assert shown["schemas"] == [CORE, CUSTOM]
    assert (shown["externalId"], shown[CUSTOM]) == ("e1", {"tag": 1})
    assert shown["members"] == [
        {"value": "u1", "$ref": f"{BASE}/Users/u1", "display": "Ada", "type": "User"},
        {"value": "g2", "$ref": f"{BASE}/Groups/g2", "display": "Team", "type": "Group"},
        {"value": "u9", "$ref": f"{BASE}/Users/u9", "type": "User"},
    ]
    assert to_scim(GROUP, BASE, [])["members"] == []


def test_a_group_becomes_the_contracts_input() -> None:
    group = {"displayName": "S", "externalId": "e1", "members": [{"value": "u1"}], CUSTOM: {"tag": 1}}
    assert group_input(group) == {
        "displayName": "S",
        "externalId": "e1",
        "members": ["u1"],
        "extensions": {CUSTOM: {"tag": 1}},
    }
    assert group_input({"displayName": "S"}) == {"displayName": "S"}


def test_a_delta_becomes_the_contracts_changes_and_says_no_more_than_it_must() -> None:
    assert group_changes(GroupDelta()) == {}
    assert group_changes(GroupDelta(external_id=None, replace_members=())) == {"externalId": None, "replaceMembers": []}
    delta = GroupDelta("New", "e1", {CUSTOM: None}, None, ("a", "b"), ("c",))
    assert group_changes(delta) == {
        "displayName": "New",
        "externalId": "e1",
        "extensions": {CUSTOM: None},
        "addMembers": ["a", "b"],
        "removeMembers": ["c"],
    }


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)


@settings(max_examples=50)
@given(texts.filter(str.strip), st.none() | texts, st.none() | st.lists(texts, max_size=4, unique=True))
def test_what_is_shown_is_read_back_without_loss(name: str, external_id: str | None, ids: list[str] | None) -> None:
    members = None if ids is None else [{"value": member, "display": None, "type": "User"} for member in ids]
    group = {**GROUP, "displayName": name, "externalId": external_id, "extensions": {CUSTOM: {"tag": name}}}
    wanted = {
        "displayName": name,
        "externalId": external_id,
        "members": ids,
        "extensions": {CUSTOM: {"tag": name}},
    }
    read = read_group(to_scim(group, BASE, members))
    assert group_input(read.group) == {key: value for key, value in wanted.items() if value is not None}
