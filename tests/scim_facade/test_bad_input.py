"""Hostile and broken requests: each gets a SCIM error that says why, never a server error, and nothing changes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Resource = dict[str, Any]
Snapshot = Callable[[], Awaitable[tuple[Any, Any]]]

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MEBIBYTE = 1024 * 1024

BROKEN_BODIES = [
    b"",
    b" ",
    b"{",
    b"[]",
    b"null",
    b"42",
    b'"text"',
    b"<html></html>",
    b"userName=a",
    b'{"userName":"a"}}',
    b'{"userName":NaN}',
    b'{"userName":"\xff\xfe"}',
    b'{"userName":"\\ud800"}',
    b'{"userName":"a","userName":"b"}',
    b"[" * 50_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    '{"userName":"a"}'.encode("utf-16"),
]
BAD_USERS: list[object] = [
    {},
    {"userName": None},
    {"userName": ""},
    {"userName": "   "},
    {"userName": {"value": "a", "display": "A"}},
    {"userName": ["a", "b"]},
    {"userName": "nul\x00character"},
    {"userName": "x" * 100_000},
    {"userName": "a@x.com", "active": "perhaps"},
    {"userName": "a@x.com", "active": 17},
    {"userName": "a@x.com", "name": "just text"},
    {"userName": "a@x.com", "emails": "just text " * 2000},
    {"userName": "a@x.com", "emails": [[["deep"]]]},
    {"userName": "a@x.com", "emails": [{"value": "x"}] * 5000},
    {"userName": "a@x.com", "title": "nul\x00character"},
    {"userName": "a@x.com", "title": {"nested": {"too": "much"}}},
    {"userName": "a@x.com", "displayName": ["a", "b"]},
    {"userName": "a@x.com", "urn:contoso:x": {"text": "nul\x00character"}},
    {"userName": "a@x.com", "urn:contoso:x": {"nul\x00key": 1}},
    {"USERNAME": "a@x.com", "userName": "b@x.com"},
]
BAD_OPERATIONS: list[object] = [
    {},
    {"Operations": None},
    {"Operations": {}},
    {"Operations": [None]},
    {"Operations": ["replace"]},
    {"Operations": [{}]},
    {"Operations": [{"op": "explode", "path": "title"}]},
    {"Operations": [{"op": 7, "path": "title", "value": "x"}]},
    {"Operations": [{"op": "replace", "path": 7, "value": "x"}]},
    {"Operations": [{"op": "replace", "path": "emails[", "value": "x"}]},
    {"Operations": [{"op": "replace", "path": "emails[type eq]", "value": "x"}]},
    {"Operations": [{"op": "replace", "path": "emails[" + "(" * 10_000, "value": "x"}]},
    {"Operations": [{"op": "replace", "value": "no path, no object"}]},
    {"Operations": [{"op": "remove"}]},
    {"Operations": [{"op": "replace", "path": "userName", "value": None}]},
    {"Operations": [{"op": "replace", "path": "userName", "value": ""}]},
    {"Operations": [{"op": "remove", "path": "userName"}]},
    {"Operations": [{"op": "replace", "path": "active", "value": "perhaps"}]},
    {"Operations": [{"op": "replace", "path": "title", "value": "nul\x00character"}]},
    {"Operations": [{"op": "replace", "path": "title", "value": "x"}] * 20_000},
    {
        "Operations": [
            {"op": "replace", "path": "title", "value": "must not stay"},
            {"op": "replace", "path": "active", "value": "perhaps"},
        ]
    },
]
BAD_GROUPS: list[object] = [
    {},
    {"displayName": None},
    {"displayName": ""},
    {"displayName": {"x": 1}},
    {"displayName": "nul\x00character"},
    {"displayName": "x" * 100_000},
    {"displayName": "G", "members": "text " * 5000},
    {"displayName": "G", "members": [{"display": "no value"}]},
    {"displayName": "G", "members": [{"value": {"nested": 1}}]},
    {"displayName": "G", "members": [{"value": "nul\x00character"}]},
    {"displayName": "G", "members": [[["deep"]]]},
]
BAD_MEMBER_OPERATIONS: list[object] = [
    {"op": "add", "path": "members", "value": [{"display": "no value"}]},
    {"op": "add", "path": "members", "value": [{"value": "nul\x00character"}]},
    {"op": "add", "path": "members", "value": [[["deep"]]]},
    {"op": "replace", "path": 'members[display co "x"]', "value": {"value": "u1"}},
    {"op": "remove", "path": "members[value eq"},
    {"op": "remove", "path": "displayName"},
    {"op": "replace", "path": "displayName", "value": ""},
    {"op": "replace", "value": {"displayName": None}},
]
BAD_FILTERS = [
    "",
    " ",
    "userName",
    "userName eq",
    'eq "a"',
    'userName eq "unterminated',
    'userName is "a"',
    'favouriteColour eq "blue"',
    'emails[type eq "work"',
    'emails[favouriteColour eq "x"].value eq "y"',
    'userName eq "a" and',
    'userName eq "a" userName eq "b"',
    'meta.created gt "not a date"',
    "active gt true",
    'active eq "perhaps"',
    'active co "r"',
    "(" * 10_000 + 'userName eq "a"' + ")" * 10_000,
    "not (" * 6_000,
    "emails[" * 6_000,
    "userName eq " + "9" * 5_000 + " and",
    'userName eq "nul\x00character"',
    " and ".join(['userName eq "a"'] * 2_000),
    "members.value eq 'x' or 1=1; drop table users",
]


def assert_refused(response: Any) -> None:
    assert 400 <= response.status_code < 500, response.text
    assert response.headers["Content-Type"] == "application/scim+json"
    body = response.json()
    assert body["schemas"] == [ERROR]
    assert body["status"] == str(response.status_code)
    assert len(body["detail"]) < 1000
    assert body["detail"].endswith(f"(request {response.headers['X-Request-Id']})")


@pytest.fixture
async def snapshot(scim: Any) -> Snapshot:
    async def taken() -> tuple[Any, Any]:
        return (await scim.get("/Users")).json(), (await scim.get("/Groups")).json()

    return taken


@pytest.fixture
async def unchanged(user: Resource, group: Resource, snapshot: Snapshot) -> AsyncIterator[tuple[Resource, Resource]]:
    """A user and a group; whatever the test does, all users and groups must be the same afterwards."""
    before = await snapshot()
    yield user, group
    assert await snapshot() == before


@pytest.mark.parametrize("body", BROKEN_BODIES)
async def test_a_broken_body_is_refused_by_every_route(
    scim: Any, unchanged: tuple[Resource, Resource], body: bytes
) -> None:
    user, group = unchanged
    for method, path in (
        ("POST", "/Users"),
        ("PUT", f"/Users/{user['id']}"),
        ("PATCH", f"/Users/{user['id']}"),
        ("POST", "/Groups"),
        ("PUT", f"/Groups/{group['id']}"),
        ("PATCH", f"/Groups/{group['id']}"),
    ):
        assert_refused(await scim.raw(method, path, content=body))


@pytest.mark.parametrize("body", BAD_USERS)
async def test_a_user_that_cannot_be_is_refused(scim: Any, unchanged: tuple[Resource, Resource], body: object) -> None:
    user, _ = unchanged

    assert_refused(await scim.post("/Users", json=body))
    assert_refused(await scim.put(f"/Users/{user['id']}", json=body))


@pytest.mark.parametrize("body", BAD_OPERATIONS)
async def test_operations_that_cannot_be_carried_out_are_refused_whole(
    scim: Any, unchanged: tuple[Resource, Resource], body: object
) -> None:
    user, _ = unchanged

    assert_refused(await scim.patch(f"/Users/{user['id']}", json=body))


@pytest.mark.parametrize("body", BAD_GROUPS)
async def test_a_group_that_cannot_be_is_refused(scim: Any, unchanged: tuple[Resource, Resource], body: object) -> None:
    _, group = unchanged

    assert_refused(await scim.post("/Groups", json=body))
    assert_refused(await scim.put(f"/Groups/{group['id']}", json=body))


@pytest.mark.parametrize("operation", BAD_MEMBER_OPERATIONS)
async def test_member_operations_that_cannot_be_carried_out_are_refused_whole(
    scim: Any, unchanged: tuple[Resource, Resource], operation: object
) -> None:
    _, group = unchanged
    first = {"op": "remove", "path": "members"}

    assert_refused(await scim.patch(f"/Groups/{group['id']}", json={"Operations": [first, operation]}))


@pytest.mark.parametrize("path", ["/Users", "/Groups"])
@pytest.mark.parametrize("expression", BAD_FILTERS)
async def test_a_filter_that_cannot_be_answered_is_refused_and_never_ignored(
    scim: Any, path: str, expression: str
) -> None:
    response = await scim.get(path, params={"filter": expression})

    assert_refused(response)
    assert response.json()["scimType"] in {"invalidFilter", "tooMany"}


@pytest.mark.parametrize(
    "query",
    [
        "startIndex=first",
        "count=many",
        "startIndex=99999999999999999999",
        "count=" + "9" * 5_000,
        "startIndex=1.5",
        "filter=%ff",
        "filter=userName+pr&filter=active+pr",
    ],
)
async def test_a_query_that_cannot_be_read_is_refused(scim: Any, query: str) -> None:
    assert_refused(await scim.get(f"/Users?{query}"))


async def test_positions_outside_the_list_are_no_error(scim: Any, user: Resource) -> None:
    for query in ({"startIndex": "-5"}, {"startIndex": "0"}, {"count": "-1"}, {"startIndex": "2000000000"}):
        response = await scim.get("/Users", params=query)
        assert response.status_code == 200
        assert response.json()["totalResults"] >= 1
    assert user["id"]


async def test_a_body_below_the_limit_is_judged_by_what_it_says(
    scim: Any, unchanged: tuple[Resource, Resource]
) -> None:
    body = orjson.dumps({"userName": "big@x.com", "title": "x" * (5 * MEBIBYTE)})

    response = await scim.raw("POST", "/Users", content=body)

    assert_refused(response)
    assert response.status_code in {400, 413}
    assert unchanged


async def test_a_body_beyond_the_limit_is_too_large_whether_or_not_it_admits_its_length(
    scim: Any, unchanged: tuple[Resource, Resource]
) -> None:
    body = orjson.dumps({"userName": "big@x.com", "title": "x" * (9 * MEBIBYTE)})

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    for content in (body, chunks()):
        response = await scim.raw("POST", "/Users", content=content)
        assert response.status_code == 413
        assert_refused(response)
    assert unchanged


async def test_a_change_of_very_many_members_fits_or_is_refused_with_the_limit(scim: Any, group: Resource) -> None:
    def change(count: int) -> Resource:
        value = [{"value": f"unknown-{number}"} for number in range(count)]
        return {"schemas": [PATCH_OP], "Operations": [{"op": "add", "path": "members", "value": value}]}

    refused = await scim.patch(f"/Groups/{group['id']}", json=change(100_001))

    assert refused.status_code == 413
    assert_refused(refused)
    assert "100000" in refused.json()["detail"].replace(",", "").replace("_", "")


async def test_the_admin_is_told_which_value_is_wrong(scim: Any, user: Resource) -> None:
    body = {"Operations": [{"op": "replace", "path": "active", "value": "perhaps"}]}

    response = await scim.patch(f"/Users/{user['id']}", json=body)

    assert response.json()["scimType"] == "invalidValue"
    assert "active" in response.json()["detail"]
    assert "perhaps" in response.json()["detail"]


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ATTRIBUTES = st.sampled_from(
    ["userName", "active", "name", "emails", "members", "displayName", "externalId", "roles", "schemas", "id", "meta"]
)
PATHS = st.sampled_from(
    ["title", "emails", "name.givenName", 'emails[type eq "work"].value', "members", 'members[value eq "x"]', "manager"]
) | st.text(max_size=15)
RESOURCES = st.dictionaries(ATTRIBUTES | st.text(max_size=8), JSON_VALUES, max_size=4)
OPERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "op": st.sampled_from(["add", "Replace", "remove", "x"]) | JSON_VALUES,
        "path": PATHS | JSON_VALUES,
        "value": JSON_VALUES | RESOURCES,
    },
)
BODIES = RESOURCES | JSON_VALUES | st.fixed_dictionaries({"Operations": st.lists(OPERATIONS, max_size=3)})


@given(body=BODIES, call=st.tuples(st.sampled_from(["Users", "Groups"]), st.sampled_from(["POST", "PUT", "PATCH"])))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_json_whatever_makes_a_server_error(
    scim: Any, user: Resource, group: Resource, body: Any, call: tuple[str, str]
) -> None:
    kind, method = call
    resource = user if kind == "Users" else group
    path = f"/{kind}" if method == "POST" else f"/{kind}/{resource['id']}"

    response = await scim.raw(method, path, content=orjson.dumps(body))

    assert response.status_code < 500, (method, path, body, response.text)


@given(text=st.text(max_size=60) | st.text(alphabet='userName()[]".: eqandort', max_size=60))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_filter_whatever_makes_a_server_error(scim: Any, text: str) -> None:
    response = await scim.get("/Users", params={"filter": text})

    assert response.status_code in {200, 400}, response.text


@pytest.mark.parametrize("path", ["/Users", "/Groups"])
async def test_a_password_in_an_address_is_refused_as_sensitive(scim: Any, path: str) -> None:
    response = await scim.get(path, params={"filter": 'not (Password eq "guess")'})
    assert response.status_code == 403
    assert response.json()["scimType"] == "sensitive"
