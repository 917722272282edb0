"""Users between SCIM and identity's contract."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core import users as core_users
from scim_facade.core.errors import InvalidSyntax, InvalidValue, PayloadTooLarge, ScimError
from scim_facade.core.limits import MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_STRING_LENGTH
from scim_facade.core.rules import Note, Notes
from scim_facade.core.schema import USER
from scim_facade.core.users import to_scim, user_changes, user_input

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:MyApp:2.0:User"
BASE = "https://narthex.example/scim/v2/c1"
META = {"created": "2026-01-01T00:00:00+00:00", "lastModified": "2026-01-02T03:04:05.678901Z"}


def from_identity(**attributes: object) -> dict[str, Any]:
    """A user as GraphQL answers with it: every field there, null or empty where there is no value."""
    singles = ("externalId", "name", "displayName", "nickName", "profileUrl", "title", "userType", "enterprise")
    lists = ("emails", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates")
    nothing: dict[str, Any] = dict.fromkeys(singles) | {name: [] for name in (*lists, "groups")} | {"extensions": {}}
    return nothing | {"id": "u1", "userName": "a@x.com", "active": True, "version": 3, "meta": META} | attributes


class Read(NamedTuple):
    user: dict[str, Any]
    notes: tuple[Note, ...]


def read_user(body: object) -> Read:
    notes = Notes()
    return Read(core_users.read_user(body, USER, notes), tuple(notes))


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_minimal_user_is_active() -> None:
    read = read_user({"schemas": [CORE], "userName": "eleanore@boyercorwin.biz"})
    assert read.user == {"userName": "eleanore@boyercorwin.biz"}
    assert read.notes == ()


def test_entras_live_body_is_read_without_loss() -> None:
    body = {
        "schemas": [CORE, ENTERPRISE],
        "externalId": "0a21f0f2",
        "userName": "Test_User_ab6490ee",
        "active": True,
        "displayName": "Test User",
        "preferredLanguage": "en-US",
        "name": {"formatted": "givenName familyName", "familyName": "familyName", "givenName": "givenName"},
        "emails": [{"primary": True, "type": "work", "value": "jo@contoso.com"}],
        "addresses": [{"type": "work", "locality": "Seattle", "formatted": "B18/2301"}],
        "phoneNumbers": [{"type": "work", "value": "+1 555 0100"}, {"type": "fax", "value": "+1 555 0102"}],
        ENTERPRISE: {"employeeNumber": "701984", "department": "R&D", "manager": {"value": "26118915"}},
        "roles": [],
        "meta": {"resourceType": "User"},
    }
    read = read_user(body)
    assert read.user == {key: value for key, value in body.items() if key not in {"schemas", "roles", "meta"}}
    assert read.notes == ()


def test_keys_are_known_in_any_letter_case_and_as_paths() -> None:
    read = read_user(
        {
            "USERNAME": "a@x.com",
            "Active": "False",
            "name.givenName": "G",
            f"{CORE}:title": "T",
            ENTERPRISE.lower(): {"DEPARTMENT": "D", "manager.value": "m1"},
            f"{ENTERPRISE}:division": "V",
            'emails[type eq "work"].value': "w@x.com",
        }
    )
    assert read.user == {
        "userName": "a@x.com",
        "active": False,
        "name": {"givenName": "G"},
        "title": "T",
        "emails": [{"type": "work", "value": "w@x.com"}],
        ENTERPRISE: {"department": "D", "manager": {"value": "m1"}, "division": "V"},
    }


def test_nulls_and_empty_lists_say_nothing() -> None:
    empty: dict[str, Any] = {
        "addresses": None,
        "phoneNumbers": [],
        "title": None,
        "name": {"givenName": None},
        ENTERPRISE: None,
    }
    assert read_user({"userName": "a", "active": None, **empty}).user == {"userName": "a"}
    assert read_user({"userName": "a", ENTERPRISE: {"department": None, "manager": None}}).user.keys() == {
        "userName",
    }


@pytest.mark.parametrize("manager", ["m1", {"value": "m1"}, [{"value": "m1", "$ref": "../Users/m1"}], ["m1"]])
def test_a_manager_is_read_in_every_shape(manager: object) -> None:
    assert read_user({"userName": "a", ENTERPRISE: {"manager": manager}}).user[ENTERPRISE] == {
        "manager": {"value": "m1"}
    }


def test_what_the_service_assigns_and_what_nobody_knows_is_not_the_clients_to_say() -> None:
    read = read_user(
        {
            "schemas": [CORE],
            "userName": "a",
            "id": "evil",
            "meta": {"version": "x"},
            "groups": [{"value": "g"}],
            "password": "p",
            "shoe": 1,
        }
    )
    assert read.user == {"userName": "a"}
    assert read.notes == (Note("unknown-attribute-ignored", "shoe"),)


def test_an_undeclared_extension_is_kept_as_it_came() -> None:
    extension = {"a.b": [1, {"x": None}], "flag": "True", "empty": ""}
    read = read_user({"userName": "a", CUSTOM: extension, f"{CUSTOM}2:2.0:User:tag": 7})
    assert read.user[CUSTOM] == extension
    assert read.user[f"{CUSTOM}2:2.0:User"] == {"tag": 7}


@pytest.mark.parametrize(
    "urn",
    [
        "urn:scim:schemas:extension:slack:profile:1.0",
        "urn:salesforce:schemas:extension:00D2E0000004cV",
        "URN:ietf:params:scim:schemas:extension:acme",
    ],
)
def test_an_undeclared_extension_is_kept_whatever_its_urn_ends_in(urn: str) -> None:
    assert read_user({"userName": "a", urn: {"flag": "True"}}).user[urn] == {"flag": "True"}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (None, InvalidSyntax),
        ([{"userName": "a"}], InvalidSyntax),
        ({}, InvalidValue),
        ({"userName": ""}, InvalidValue),
        ({"userName": "  "}, InvalidValue),
        ({"userName": None}, InvalidValue),
        ({"userName": {"name": "a"}}, InvalidValue),
        ({"userName": "a\0"}, InvalidValue),
        ({"userName": "\ud800"}, InvalidValue),
        ({"userName": "x" * (MAX_STRING_LENGTH + 1)}, InvalidValue),
        ({"userName": "a", "emails": [{"value": "e"}] * (MAX_ELEMENTS + 1)}, InvalidValue),
        ({"userName": "a", "active": "perhaps"}, InvalidValue),
        ({"userName": "a", CUSTOM: {"a\0": 1}}, InvalidValue),
        ({"userName": "a", **{f"x{number}": 1 for number in range(MAX_ATTRIBUTES)}}, PayloadTooLarge),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_body_that_is_no_user_is_refused(body: object, refusal: type[ScimError]) -> None:
    with pytest.raises(refusal):
        read_user(body)


# --- showing ---------------------------------------------------------------------------------------------------------


def test_a_user_without_more_shows_nothing_more() -> None:
    assert to_scim(from_identity(), BASE) == {
        "schemas": [CORE],
        "id": "u1",
        "userName": "a@x.com",
        "active": True,
        "meta": {
            "resourceType": "User",
            "created": "2026-01-01T00:00:00.000Z",
            "lastModified": "2026-01-02T03:04:05.678Z",
            "location": f"{BASE}/Users/u1",
            "version": 'W/"3"',
        },
    }


def test_an_inactive_user_says_so() -> None:
    assert to_scim(from_identity(active=False), BASE)["active"] is False


def test_everything_is_shown_where_scim_has_it() -> None:
    shown = to_scim(
        from_identity(
            externalId="e1",
            name={"givenName": "G", "familyName": None},
            emails=[{"value": "a", "display": None, "type": "work", "primary": True}],
            roles=[{"value": "r", "display": None, "type": None, "primary": False}],
            groups=[{"value": "g1", "display": "Sales", "type": "direct"}],
            enterprise={"department": "D", "division": None, "manager": {"value": "m1", "displayName": "Mo"}},
            extensions={CUSTOM: {"tag": None}, "urn:example:Empty:User": {}},
        ),
        BASE,
    )
    assert shown["schemas"] == [CORE, ENTERPRISE, CUSTOM]
    assert shown["externalId"] == "e1"
    assert shown["name"] == {"givenName": "G"}
    assert shown["emails"] == [{"value": "a", "type": "work", "primary": True}]
    assert shown["roles"] == [{"value": "r", "primary": False}]
    assert shown["groups"] == [{"value": "g1", "$ref": f"{BASE}/Groups/g1", "display": "Sales", "type": "direct"}]
    manager = {"value": "m1", "$ref": f"{BASE}/Users/m1", "displayName": "Mo"}
    assert shown[ENTERPRISE] == {"department": "D", "manager": manager}
    assert shown[CUSTOM] == {"tag": None}
    assert "urn:example:Empty:User" not in shown


def test_an_unknown_manager_is_shown_by_its_id() -> None:
    shown = to_scim(from_identity(enterprise={"manager": {"value": "m1", "displayName": None}}), BASE)
    assert shown[ENTERPRISE] == {"manager": {"value": "m1", "$ref": f"{BASE}/Users/m1"}}
    assert ENTERPRISE not in to_scim(from_identity(enterprise={"manager": None, "department": None}), BASE)


def test_groups_need_not_have_been_read() -> None:
    user = from_identity()
    del user["groups"]
    assert "groups" not in to_scim(user, BASE)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"),
        ("2026-01-01T00:00:00.5+00:00", "2026-01-01T00:00:00.500Z"),
        ("2026-01-01T00:00:00.123999Z", "2026-01-01T00:00:00.123Z"),
        ("2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00+02:00"),
    ],
)
def test_times_are_in_utc_with_milliseconds(time: str, shown: str) -> None:
    assert to_scim(from_identity(meta={"created": time, "lastModified": time}), BASE)["meta"]["created"] == shown


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_user_becomes_the_contracts_input() -> None:
    user = {
        "userName": "a",
        "active": True,
        "name": {"givenName": "G"},
        "emails": [{"value": "e", "type": "work"}],
        ENTERPRISE: {"department": "D", "manager": {"value": "m1", "$ref": "x", "displayName": "Mo"}},
        CUSTOM: {"tag": 1},
        "id": "u1",
        "schemas": [CORE],
        "meta": {},
        "groups": [{"value": "g"}],
    }
    assert user_input(user) == {
        "userName": "a",
        "active": True,
        "name": {"givenName": "G"},
        "emails": [{"value": "e", "type": "work"}],
        "enterprise": {"department": "D", "manager": "m1"},
        "extensions": {CUSTOM: {"tag": 1}},
    }


def test_changes_name_what_differs_and_null_clears() -> None:
    before = {
        "userName": "a",
        "active": True,
        "title": "T",
        "emails": [{"value": "e"}],
        ENTERPRISE: {"department": "D"},
    }
    after = {"userName": "a", "active": False, "emails": [{"value": "f"}], CUSTOM: {"tag": 1}}
    assert user_changes(before, after) == {
        "active": False,
        "title": None,
        "emails": [{"value": "f"}],
        "enterprise": None,
        "extensions": {CUSTOM: {"tag": 1}},
    }
    assert user_changes(before, before) == {}


def test_what_the_service_derives_is_no_change() -> None:
    before = to_scim(from_identity(enterprise={"manager": {"value": "m1", "displayName": "Mo"}}), BASE)
    after = {**before, ENTERPRISE: {"manager": {"value": "m1"}}, "meta": {}, "groups": [{"value": "g"}]}
    assert user_changes(before, after) == {}


# --- round trip ------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)
optional_texts = st.none() | texts
elements = st.lists(
    st.fixed_dictionaries(
        {"value": texts, "display": optional_texts, "type": optional_texts, "primary": st.sampled_from([None, False])}
    ),
    max_size=3,
)
names = st.none() | st.fixed_dictionaries({"givenName": optional_texts, "familyName": optional_texts})
managers = st.none() | st.fixed_dictionaries({"value": texts, "displayName": optional_texts})
kept = st.recursive(st.booleans() | st.integers(-9, 9) | texts, lambda inner: st.lists(inner, min_size=1, max_size=2))
users = st.fixed_dictionaries(
    {
        "userName": texts.filter(str.strip),
        "active": st.booleans(),
        "externalId": optional_texts,
        "title": optional_texts,
        "name": names,
        "emails": elements,
        "roles": elements,
        "addresses": st.lists(st.fixed_dictionaries({"locality": texts, "type": optional_texts}), max_size=2),
        "enterprise": st.none() | st.fixed_dictionaries({"department": optional_texts, "manager": managers}),
        "extensions": st.dictionaries(st.just(CUSTOM), st.dictionaries(texts, kept, min_size=1, max_size=2)),
    }
).map(lambda attributes: from_identity(**attributes))


@settings(max_examples=100)
@given(users)
def test_what_is_shown_is_read_back_without_loss(user: dict[str, Any]) -> None:
    shown = to_scim(user, BASE)
    read = read_user(shown)
    assert user_changes(shown, read.user) == {}
    assert {note.rule for note in read.notes} <= {"undeclared-extension"}
    again = from_identity(**user_input(read.user))
    if again["enterprise"] and "manager" in again["enterprise"]:
        again["enterprise"]["manager"] = user["enterprise"]["manager"]
    assert to_scim(again, BASE) == shown


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
attribute_names = st.sampled_from(
    ["userName", "active", "name", "emails", "addresses", "manager", ENTERPRISE, CUSTOM, CORE]
)


@settings(max_examples=200)
@given(json_values | st.dictionaries(attribute_names | st.text(max_size=5), json_values, max_size=5))
def test_any_body_is_a_user_or_is_refused(body: object) -> None:
    try:
        read = read_user(body)
    except ScimError:
        return
    assert read.user["userName"].strip()
    assert isinstance(read.user.get("active", True), bool)
    assert user_input(read.user)["userName"] == read.user["userName"]
