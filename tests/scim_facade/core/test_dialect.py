"""Each rule of leniency, by a payload that needs it."""

from typing import Any, NamedTuple

import pytest

from scim_facade.core.dialect import RULES, is_tombstone, rewritten
from scim_facade.core.limits import MAX_NOTES
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import USER

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
PERSON: dict[str, Any] = {
    "userName": "a@x.com",
    "active": True,
    "title": "Engineer",
    "roles": [{"value": "r1"}, {"value": "r2"}],
}


class Patched(NamedTuple):
    user: dict[str, Any]
    notes: tuple[Note, ...]


def patched(*operations: object, **beside: object) -> Patched:
    notes = Notes()
    body = {"schemas": [PATCH_OP], "Operations": list(operations), **beside}
    return Patched(apply_patch(PERSON, body, USER, notes), tuple(notes))


def replaced(path: str, value: object) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


NEEDS: dict[str, tuple[tuple[dict[str, Any], ...], dict[str, Any]]] = {
    "op-letter-case": (({"op": "Replace", "path": "title", "value": "T"},), {"title": "T"}),
    "key-letter-case": (({"Op": "replace", "Path": "title", "Value": "T"},), {"title": "T"}),
    "extra-key-ignored": (({**replaced("title", "T"), "name": "setTitle"},), {"title": "T"}),
    "path-in-key": (({"op": "replace", "value": {"name.givenName": "G"}},), {"name": {"givenName": "G"}}),
    "unprefixed-extension": ((replaced("department", "D"),), {ENTERPRISE: {"department": "D"}}),
    "undeclared-extension": ((replaced(f"{CUSTOM}:tag", "7"),), {CUSTOM: {"tag": "7"}}),
    "unknown-attribute-ignored": ((replaced("foo.bar", "x"), replaced("title", "T")), {"title": "T"}),
    "read-only-ignored": (({"op": "replace", "value": {"id": "evil", "title": "T"}},), {"title": "T"}),
    "remove-listed-values": (
        ({"op": "remove", "path": "roles", "value": [{"value": "r1"}]},),
        {"roles": [{"value": "r2"}]},
    ),
    "missing-element-created": (
        ({"op": "add", "path": 'emails[type eq "work"].value', "value": "n@x.com"},),
        {"emails": [{"type": "work", "value": "n@x.com"}]},
    ),
    "several-primaries": (
        (replaced("roles", [{"value": "a", "primary": True}, {"value": "b", "primary": True}]),),
        {"roles": [{"value": "a", "primary": True}, {"value": "b", "primary": False}]},
    ),
    "tombstone-user-name": (
        ({"op": "replace", "value": {"active": False, "userName": "0123456789abcdef0123456789ABCDEFa@x.com"}},),
        {"active": False},
    ),
    "list-for-single": ((replaced("title", ["T"]),), {"title": "T"}),
    "empty-string-clears": ((replaced("title", ""),), {"title": None}),
    "single-for-list": ((replaced("roles", {"value": "r3"}),), {"roles": [{"value": "r3"}]}),
    "scalar-for-complex": ((replaced(f"{ENTERPRISE}:manager", "m1"),), {ENTERPRISE: {"manager": {"value": "m1"}}}),
    "boolean-as-string": ((replaced("active", " fAlSe "),), {"active": False}),
    "number-as-string": ((replaced("title", 7),), {"title": "7"}),
}


@pytest.mark.parametrize("name", NEEDS)
def test_a_rule_is_applied_where_it_is_needed_and_leaves_a_note(name: str) -> None:
    operations, expected = NEEDS[name]
    result = patched(*operations)
    wanted = {key: value for key, value in (PERSON | expected).items() if value is not None}
    assert result.user == wanted
    assert name in {note.rule for note in result.notes}


def test_a_patch_that_does_not_say_it_is_one_is_understood() -> None:
    notes = Notes()
    user = apply_patch(PERSON, {"Operations": [replaced("title", "T")]}, USER, notes)
    assert user["title"] == "T"
    assert list(notes) == [Note("missing-patch-schema", "schemas")]


def test_every_rule_has_its_test_a_unique_name_a_source_and_a_meaning() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted([*NEEDS, "missing-patch-schema"])
    assert all(rule.source and rule.meaning for rule in RULES)


def test_what_rfc_7644_provides_for_needs_no_rule() -> None:
    result = patched(
        {"op": "add", "path": "nickName", "value": "B"},
        {"op": "replace", "path": "name", "value": {"familyName": "F", "givenName": None}},
        {"op": "replace", "path": "name.givenName", "value": "G"},
        {"op": "add", "path": "roles", "value": [{"value": "r3", "primary": True}]},
        {"op": "replace", "path": 'roles[value eq "r1"].display', "value": "First"},
        {"op": "replace", "value": {"title": "T", "active": False, ENTERPRISE: {"manager": {"value": "m1"}}}},
        {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "D"},
        {"op": "remove", "path": "title"},
    )
    assert result.notes == ()


def test_a_note_is_taken_once_and_names_what_it_was_taken_of() -> None:
    result = patched(replaced("active", "True"), replaced("active", "False"), replaced("foo", 1))
    assert result.notes == (Note("unknown-attribute-ignored", "foo"), Note("boolean-as-string", "active"))


def test_notes_stay_few_and_short_and_can_be_written_down() -> None:
    notes = Notes()
    for number in range(MAX_NOTES * 2):
        notes.use(RULES[0], f"{number}\ud800" + "x" * 10_000)
    taken = list(notes)
    assert len(taken) == MAX_NOTES
    assert all(len(note.attribute.encode()) < 200 for note in taken)


@pytest.mark.parametrize("value", [2**63, -(2**63), 10**300, float("nan"), float("inf")])
def test_a_number_that_has_no_short_digits_is_no_string(value: float) -> None:
    title = USER.find("title")
    assert title is not None
    assert rewritten(title.attribute, value, "title", Notes()) is value


@pytest.mark.parametrize(
    ("new", "old", "is_one"),
    [
        ("0123456789abcdef0123456789abcdefjo@x.com", "jo@x.com", True),
        ("0123456789ABCDEF0123456789ABCDEFJO@x.com", "jo@x.com", True),
        ("0123456789abcdef0123456789abcdefjo@x.com", "mo@x.com", False),
        ("x123456789abcdef0123456789abcdefjo@x.com", "jo@x.com", False),
        ("123jo@x.com", "jo@x.com", False),
        ("jo@x.com", "jo@x.com", False),
        ("o@x.com", "jo@x.com", False),
    ],
)
def test_a_tombstone_is_an_object_id_before_the_old_name(new: str, old: str, *, is_one: bool) -> None:
    assert is_tombstone(new, old) is is_one
