"""Each rule of leniency, by a payload that needs it."""

from typing import Any, NamedTuple

import pytest

from scim_facade.core.dialect import RULES, is_tombstone
from scim_facade.core.errors import InvalidPath, InvalidSyntax, InvalidValue, ScimError
from scim_facade.core.limits import MAX_NOTES
from scim_facade.core.operations import read_operations
from scim_facade.core.patch import apply_patch
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import USER
from scim_facade.core.value_rules import rewritten

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
    return Patched(apply_patch(PERSON, read_operations(body, USER, notes), USER, notes), tuple(notes))


def replaced(path: str, value: object) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def test_what_rfc_7644_provides_for_needs_no_rule() -> None:
    result = patched(
        {"op": "add", "path": "nickName", "value": "B"},
        {"op": "replace", "path": "name", "value": {"familyName": "F", "givenName": None}},
        {"op": "replace", "path": "name.givenName", "value": "G"},
        {"op": "add", "path": "roles", "value": [{"value": "r3", "primary": True}]},
        {"op": "replace", "path": 'roles[value eq "r1"].display', "value": "First"},
        {"op": "replace", "path": ENTERPRISE, "value": {"manager": {"value": "m1"}}},
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


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (replaced("shoeSize", 7), InvalidPath),
        (replaced("name", {"shoeSize": 7}), InvalidSyntax),
        (replaced(ENTERPRISE, {"shoeSize": 7}), InvalidSyntax),
    ],
)
def test_a_strict_refusal_tells_an_unknown_path_from_an_unknown_key(
    operation: dict[str, Any], error: type[ScimError]
) -> None:
    with pytest.raises(error, match="unknown-attribute-ignored"):
        apply_patch(
            PERSON,
            read_operations({"schemas": [PATCH_OP], "Operations": [operation]}, USER, Notes(strict=True)),
            USER,
            Notes(strict=True),
        )


@pytest.mark.parametrize("value", [2**63, -(2**63), 10**300, 1.2345678901234568e22, float("nan"), float("inf")])
def test_a_number_that_has_no_short_digits_is_no_string(value: float) -> None:
    title = USER.find("title")
    assert title is not None
    assert rewritten(title.attribute, value, "title", Notes()) is value


@pytest.mark.parametrize("value", [[{"$ref": None, "value": "False"}], [{"value": "False"}], {"value": False}])
def test_who_is_deactivated_by_a_value_in_an_object_is(value: object) -> None:
    assert patched(replaced("active", value)).user["active"] is False
    assert patched({"op": "Replace", "value": {"active": value}}).user["active"] is False


@pytest.mark.parametrize(
    "value", [{}, {"active": False}, {"value": False, "type": "x"}, {"$ref": "/Users/1", "value": False}]
)
def test_an_object_that_says_more_than_a_value_is_none(value: object) -> None:
    with pytest.raises(InvalidValue, match="active must be true or false, not an object"):
        patched(replaced("active", value))


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


@pytest.mark.parametrize("path", ["/active", "/ACTIVE"])
def test_a_leaver_named_as_json_patch_would_is_a_leaver(path: str) -> None:
    assert patched(replaced(path, value=False)).user["active"] is False
