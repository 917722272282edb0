"""Pages of every list: complete, stable, truly counted, walked both ways, and deaf to forged cursors."""

import base64
import json
from typing import Any

import pytest

from tests.identity.own_schema import URN, declare

LISTS = ("users", "groups", "accessTokens", "auditEntries")
ID = "00000000-0000-4000-8000-000000000000"


async def pages_by_cursor(api: Any, field: str, size: int, **arguments: Any) -> list[Any]:
    """The list as concatenated pages, each asked for after the last one's end."""
    found: list[Any] = []
    after: dict[str, Any] = {}
    while True:
        page = await api.query(field, first=size, **arguments, **after)
        found += page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is bool(after)
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = {"after": page["pageInfo"]["endCursor"]}


async def pages_by_offset(api: Any, field: str, size: int, **arguments: Any) -> list[Any]:
    """The list as concatenated pages, each asked for by its position."""
    found: list[Any] = []
    while True:
        page = await api.query(field, first=size, offset=len(found), **arguments)
        assert page["pageInfo"]["hasPreviousPage"] is bool(found)
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def a_directory(api: Any, customer: Any) -> None:
    """Seven of each thing that is listed; several share what they are sorted by."""
    for number in range(6):
        await api.user(f"user-{number}", title="same", displayName=f"{number % 2}")
        await api.group(f"group-{number}", externalId="same")
        await api.mutate("accessTokenCreate", input={"connectionId": customer.connection})
    await api.group("group-6")


@pytest.mark.parametrize("field", LISTS)
async def test_concatenated_pages_are_the_whole_list(api: Any, customer: Any, field: str) -> None:
    await a_directory(api, customer)
    whole = await api.query(field)
    for size in (1, 2, 3, 7, 100):
        assert await pages_by_cursor(api, field, size) == whole["nodes"]
        assert await pages_by_offset(api, field, size) == whole["nodes"]
    assert whole["totalCount"] == len(whole["nodes"]) >= 7


MEMBERS = """query($id: ID!, $offset: Int!, $after: String) { group(id: $id) {
    members(first: 2, offset: $offset, after: $after) {
        nodes { value } totalCount pageInfo { endCursor hasNextPage hasPreviousPage } } } }"""


@pytest.mark.parametrize("way", ["after", "offset"])
async def test_pages_of_members_are_the_whole_group(api: Any, way: str) -> None:
    users = [await api.user(f"user-{number}") for number in range(5)]
    group = await api.group("Sales", *users)
    seen: list[str] = []
    more, mark = True, {"offset": 0, "after": None}
    while more:
        page = (await api.response(MEMBERS, {"id": group["id"], **mark}))["data"]["group"]["members"]
        assert page["totalCount"] == 5
        assert page["pageInfo"]["hasPreviousPage"] is bool(seen)
        seen += [member["value"] for member in page["nodes"]]
        more = page["pageInfo"]["hasNextPage"]
        mark[way] = len(seen) if way == "offset" else page["pageInfo"]["endCursor"]
    assert seen == sorted(user["id"] for user in users)


async def test_a_first_of_zero_asks_for_the_total_alone(api: Any) -> None:
    await api.user("ada")
    page = await api.query("users", first=0)
    assert (page["nodes"], page["totalCount"]) == ([], 2)
    assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


async def test_an_offset_behind_the_end_is_an_empty_page_with_the_true_total(api: Any) -> None:
    page = await api.query("users", offset=2**31 - 1)
    assert (page["nodes"], page["totalCount"], page["pageInfo"]["hasNextPage"]) == ([], 1, False)


@pytest.mark.parametrize("field", LISTS)
async def test_a_page_outside_the_limits_is_refused(api: Any, field: str) -> None:
    for arguments in ({"first": -1}, {"first": 1_001}, {"offset": -1}, {"first": 2**31}, {"offset": 2**31}):
        assert (await api.refusal("query", field, **arguments))["code"] == "INVALID_INPUT", arguments


async def test_a_cursor_of_another_order_is_refused(api: Any) -> None:
    cursor = (await api.query("users", first=1))["pageInfo"]["endCursor"]
    for sort in ({"attribute": "userName"}, {"attribute": "id", "descending": True}, {"attribute": "meta.created"}):
        refusal = await api.refusal("query", "users", after=cursor, sort=sort)
        assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "after")
        assert "another order" in refusal["message"]


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


NO_TEXT: list[Any] = [7, 1.5, True, {}, {"a": 1}, [], ["x"], "\x00", "\ud800"]
NO_TIME = [None, "", "soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", *NO_TEXT]
NO_BOOLEAN: list[Any] = [None, "x", 1, {}, []]
NO_COUNT: list[Any] = [None, "1", True, 1.5, 2**31, -(2**70), {}, []]
NO_ID = [None, "", "x", ID[:-1], *NO_TEXT]
NO_NAME = ["", "password", "user_name_key; DROP TABLE users", *NO_TEXT]
NO_JSON = [b"null", b"7", b'"abcd"', b"{}", b'{"a":1,"b":2,"c":3,"d":4}', b"[" * 5_000]
FORGED = [
    *("", "x", "!", "\x00", "é", "🙂", "=" * 100, "A" * 100_000),
    *(base64.b64encode(content).decode() for content in NO_JSON),
    *(forged(), forged(None, False, None), forged(None, False, None, ID, 1), forged(None, False, {}, False, ID)),
    *(forged(None, False, None, id_) for id_ in NO_ID),
    *(forged("userName", False, key, ID) for key in [None, *NO_TEXT]),
    *(forged("title", False, key, ID) for key in NO_TEXT),
    *(forged("active", False, key, ID) for key in NO_BOOLEAN),
    *(forged("meta.version", False, key, ID) for key in NO_COUNT),
    *(forged("meta.created", False, key, ID) for key in NO_TIME),
    *(forged(name, False, "x", ID) for name in NO_NAME),
    *(forged(None, descending, None, ID) for descending in [None, *NO_TEXT]),
]


SORTED = [None, "userName", "title", "active", "meta.created", "meta.version"]


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("attribute", SORTED)
async def test_a_forged_cursor_is_refused(api: Any, attribute: str | None, argument: str) -> None:
    sort = {"attribute": attribute} if attribute else None
    for cursor in FORGED:
        refusal = await api.refusal("query", "users", sort=sort, **{argument: cursor})
        assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", argument), cursor


NO_NUMBER: list[Any] = [
    *("", "x", "nan", "sNaN", "-inf", "1e999999999", "1e-999999999", "1e401", "9" * 401, f"0.{'1' * 20_000}"),
    *NO_TEXT,
]


async def test_a_forged_cursor_into_an_order_by_an_own_schema_is_refused(api: Any) -> None:
    await declare(api, {"name": "score", "type": "decimal"})
    name = f"{URN}:score"
    for key in NO_NUMBER:
        cursor = forged(name, False, key, ID)
        refusal = await api.refusal("query", "users", sort={"attribute": name}, after=cursor)
        assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", "after"), key


@pytest.mark.parametrize("score", [1.7976931348623157e308, -5e-324, 2.2250738585072014e-308, 2**64 - 1, -(2**63), 0.1])
async def test_a_cursor_stands_at_any_number_that_can_be_stored(api: Any, score: float) -> None:
    await declare(api, {"name": "score", "type": "decimal"})
    for name in ("first", "second"):
        await api.user(name, extensions={URN: {"score": score}})
    sort = {"attribute": f"{URN}:score"}
    first = await api.query("users", sort=sort, first=1)
    second = await api.query("users", sort=sort, first=1, after=first["pageInfo"]["endCursor"])
    assert [user["userName"] for page in (first, second) for user in page["nodes"]] == ["first", "second"]


@pytest.mark.parametrize("field", LISTS)
async def test_a_forged_cursor_is_refused_by_every_list(api: Any, field: str) -> None:
    for cursor in (forged(None, False, None, {}), forged("userName", False, "x", ID)):
        assert (await api.refusal("query", field, after=cursor))["field"] == "after"


BOTH_WAYS = ("users", "groups", "resources")
ONE_WAY = "walks forwards and cannot be given with last or before"


@pytest.mark.parametrize("field", BOTH_WAYS)
async def test_a_list_is_walked_one_way_at_a_time(api: Any, field: str) -> None:
    await api.group("Sales")
    cursor = (await api.query(field, first=1))["pageInfo"]["endCursor"]
    for forwards in ({"first": 1}, {"after": cursor}, {"offset": 1}):
        for backwards in ({"last": 1}, {"before": cursor}, {"last": 1, "before": cursor}):
            refusal = await api.refusal("query", field, **forwards, **backwards)
            assert (refusal["code"], [refusal["field"]]) == ("INVALID_INPUT", list(forwards))
            assert ONE_WAY in refusal["message"]
    for last in (-1, 1_001):
        assert (await api.refusal("query", field, last=last))["field"] == "last"


async def test_last_alone_is_the_end_of_the_list_and_before_alone_a_page_of_the_usual_size(api: Any) -> None:
    for number in range(3):
        await api.user(f"user-{number}")
    whole = await api.query("users")
    end = await api.query("users", last=2)
    assert end["nodes"] == whole["nodes"][-2:]
    assert end["pageInfo"]["hasPreviousPage"]
    assert not end["pageInfo"]["hasNextPage"]
    assert end["totalCount"] == 4
    beginning = await api.query("users", before=end["pageInfo"]["startCursor"])
    assert beginning["nodes"] == whole["nodes"][:2]
    assert not beginning["pageInfo"]["hasPreviousPage"]
    assert beginning["pageInfo"]["hasNextPage"]
    nothing = await api.query("users", last=0)
    assert (nothing["nodes"], nothing["totalCount"], nothing["pageInfo"]["hasPreviousPage"]) == ([], 4, False)


async def test_a_cursor_to_a_row_that_is_gone_goes_on_from_where_it_stood(api: Any) -> None:
    users = [await api.user(f"user-{number}") for number in range(3)]
    sort = {"attribute": "meta.created"}
    cursor = (await api.query("users", first=2, sort=sort))["pageInfo"]["endCursor"]
    await api.mutate("userDelete", id=users[0]["id"])
    page = await api.query("users", after=cursor, sort=sort)
    assert [user["id"] for user in page["nodes"]] == [users[1]["id"], users[2]["id"]]
