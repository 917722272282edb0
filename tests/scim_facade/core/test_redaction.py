"""Of what a client sent, nothing is kept that the schemas do not permit to show."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim_facade.core.attributes import Attribute, Schema
from scim_facade.core.profile import Profile
from scim_facade.core.redaction import NOT_UNDERSTOOD, SECRET, UNKNOWN, Cuts, Redaction, Uncut
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.shown import shown_body, shown_query

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OWN = Schema("urn:x:scim:schemas:extension:Acme:2.0:User", "Acme", "", (Attribute("badge"),))
UNDECLARED = "urn:x:scim:schemas:extension:Other:2.0:User"
LENIENT = Profile(user=USER.extended([OWN]))
STRICT = Profile(strict=True, user=USER.extended([OWN]))
HIDDEN = "s3cr3t-w0rd"


def shown(body: object, method: str = "POST", address: str = "/Users", profile: Profile = LENIENT) -> Any:
    return shown_body(body, method, address, Redaction(profile, Cuts()), filter_=None)


def patched(*operations: object, profile: Profile = LENIENT) -> Any:
    return shown({"Operations": list(operations)}, "PATCH", "/Users/{id}", profile)["Operations"]


def test_what_a_schema_knows_is_shown_as_it_came() -> None:
    person = {
        "schemas": [CORE],
        "userName": "a@x.com",
        "Active": "True",
        "name": {"givenName": "Ada"},
        "emails": [{"type": "work", "value": "a@x.com", "primary": True}],
        ENTERPRISE: {"department": "D", "manager": {"value": "m1"}},
        OWN.urn: {"badge": "7"},
        UNDECLARED: {"anything": [1, {"at": "all"}]},
        'emails[type eq "home"].value': "h@x.com",
    }
    assert shown(person) == person


def test_a_password_is_named_and_withheld() -> None:
    assert shown({"userName": "a", "password": HIDDEN}) == {"userName": "a", "password": SECRET}
    assert patched({"op": "replace", "path": "password", "value": HIDDEN})[0]["value"] == SECRET
    assert patched({"op": "replace", "value": {"PassWord": HIDDEN}})[0]["value"] == {"PassWord": SECRET}
    assert shown({f"{CORE}:password": HIDDEN}) == {f"{CORE}:password": SECRET}


@pytest.mark.parametrize(
    "body",
    [
        {"shoeSize": HIDDEN},
        {"name": {"nickname": HIDDEN}},
        {"name": HIDDEN},
        {"userName": {"token": HIDDEN}},
        {"emails": [{"secret": HIDDEN}, [HIDDEN]]},
        {ENTERPRISE: {"salary": HIDDEN}},
        {ENTERPRISE: HIDDEN},
        {f"{ENTERPRISE}:salary": HIDDEN},
        {"schemas": [HIDDEN], "userName": "a"},
        {"schemas": HIDDEN},
        {f'foo[bar eq "{HIDDEN}"].value': 1},
        [HIDDEN],
        HIDDEN,
    ],
)
def test_what_no_schema_knows_is_withheld(body: object) -> None:
    for redacted in (shown(body), patched({"op": "add", "value": body})):
        assert HIDDEN not in json.dumps(redacted)
        assert UNKNOWN in json.dumps(redacted) or "[…]" in json.dumps(redacted)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": HIDDEN, "path": "title", "value": "T"},
        {"op": "add", "path": "foo", "value": HIDDEN},
        {"op": "add", "path": f'foo[bar eq "{HIDDEN}"]', "value": 1},
        {"op": "add", "path": f'password[value eq "{HIDDEN}"]', "value": HIDDEN},
        {"op": "add", "path": f'emails[secret eq "{HIDDEN}"].value', "value": 1},
        {"op": "add", "path": {"title": HIDDEN}, "value": "T"},
        {"op": "add", "path": "title", "value": "T", "token": HIDDEN},
        HIDDEN,
    ],
)
def test_of_an_operation_only_what_leads_to_an_attribute_is_shown(operation: object) -> None:
    assert HIDDEN not in json.dumps(patched(operation))


def test_a_path_and_its_filter_are_shown_where_a_schema_knows_them() -> None:
    operation = {"op": "Add", "path": 'emails[type eq "work"].value', "value": "n@x.com"}
    assert patched(operation) == [operation]
    pointer = {"op": "add", "path": "/name/givenName", "value": "Z"}
    assert patched(pointer) == [pointer]


def test_an_undeclared_extension_is_kept_and_shown_unless_the_connection_is_strict() -> None:
    body = {UNDECLARED: {"x": HIDDEN}}
    assert shown(body) == body
    assert shown(body, profile=STRICT) == {UNDECLARED: UNKNOWN}


def test_long_values_and_lists_are_cut_with_how_much_is_missing() -> None:
    body = {"displayName": "Sales", "members": [{"value": f"u{number}"} for number in range(100_000)]}
    cut = shown(body, address="/Groups")
    assert len(cut["members"]) == 21
    assert cut["members"][-1] == "[99,980 more]"
    assert shown({"title": "x" * 700})["title"].endswith("… [200 more characters]")


def test_a_filter_is_shown_in_normal_form_or_not_at_all() -> None:
    query = {"filter": f'userName eq "{HIDDEN}', "count": "5", "startindex": HIDDEN, "sortorder": HIDDEN}
    redaction = Redaction(LENIENT, Cuts())
    assert shown_query(query, ["token"], redaction, filter_=None) == {
        "filter": NOT_UNDERSTOOD,
        "count": "5",
        "startIndex": NOT_UNDERSTOOD,
        "sortOrder": NOT_UNDERSTOOD,
        "token": UNKNOWN,
    }
    assert shown_query(query, [], redaction, filter_="id pr")["filter"] == "id pr"
    asked = {"filter": HIDDEN, "count": 5, "attributes": ["id"], "token": HIDDEN, "cursor": [HIDDEN]}
    assert HIDDEN not in json.dumps(shown(asked, "POST", "/Users/.search"))


def test_a_bulk_request_is_shown_operation_by_operation() -> None:
    body = {
        "failOnErrors": 1,
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "b", "data": {"userName": "a", "password": HIDDEN}},
            {"method": "PATCH", "path": "/Groups/g1", "data": {"Operations": [{"op": "add", "path": "x", "value": 1}]}},
            {"method": HIDDEN, "path": HIDDEN, "data": HIDDEN},
        ],
    }
    first, second, third = shown(body, "POST", "/Bulk")["Operations"]
    assert first["data"] == {"userName": "a", "password": SECRET}
    assert second["data"] == {"Operations": [{"op": "add", "path": "x", "value": UNKNOWN}]}
    assert HIDDEN not in json.dumps(third)


KNOWN = st.sampled_from(["userName", "name", "emails", "active", "meta", "groups", ENTERPRISE, OWN.urn, "roles", CORE])
STRANGE = st.sampled_from(["token", "password", "x-api-key", "shoeSize", "secret", "Pass Word", "$ref", "@odata"])
HARMLESS = st.none() | st.booleans() | st.integers(0, 9) | st.just("fine")


def hiding(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value that hides the secret behind a name that no schema has in any place, however deep."""
    behind = st.builds(lambda key, value: {key: value}, STRANGE.filter(lambda key: key != "$ref"), inner)
    return behind | st.lists(behind, min_size=1, max_size=3)


SECRETS = hiding(
    st.just(HIDDEN) | st.lists(st.just(HIDDEN), min_size=1) | st.just({"value": HIDDEN, HIDDEN[:2]: HIDDEN})
)


@settings(max_examples=100)
@given(st.dictionaries(KNOWN, SECRETS | HARMLESS, max_size=4), st.dictionaries(STRANGE, SECRETS | st.just(HIDDEN)))
def test_a_secret_where_no_schema_has_a_place_for_it_never_appears(
    known: dict[str, Any], strange: dict[str, Any]
) -> None:
    body = {**known, **strange}
    operations = [
        {"op": "add", "value": body},
        *({"op": "replace", "path": name, "value": value} for name, value in body.items()),
    ]
    # What is declared for people is an undeclared extension of a group, and so shown.
    of_group = {name: value for name, value in body.items() if name != OWN.urn}
    for profile in (LENIENT, STRICT):
        for redaction in (Redaction(profile, Cuts()), Uncut(profile, Cuts())):
            for method, address, given_ in (
                ("POST", "/Users", body),
                ("PUT", "/Groups/{id}", of_group),
                ("PATCH", "/Users/{id}", {"Operations": operations, **strange}),
                ("PATCH", "/Groups/{id}", {"Operations": [{"op": "add", "value": of_group}]}),
                ("POST", "/.search", body),
                ("POST", "/Bulk", {"Operations": [{"method": "POST", "path": "/Users", "data": body}, body]}),
            ):
                assert HIDDEN not in json.dumps(shown_body(given_, method, address, redaction, filter_=None))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KNOWN | STRANGE | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(
    JSON_VALUES,
    st.sampled_from([("POST", "/Users"), ("PATCH", "/Groups/{id}"), ("POST", "/Bulk"), ("POST", "/.search")]),
)
def test_whatever_came_can_be_shown(body: Any, asked: tuple[str, str]) -> None:
    for value in (body, {"Operations": body}, {"Operations": [{"op": "add", "path": "emails", "value": body}]}):
        json.dumps(shown(value, *asked))


def test_groups_have_members_that_are_shown_however_they_are_written() -> None:
    redaction = Redaction(LENIENT, Cuts())
    for value in ("u1", [{"value": "u1"}], [{"$ref": None, "value": "u1"}], ["u1"]):
        assert redaction.resource({"members": value}, GROUP) == {"members": value}
