"""The activity log is found by what stands in a filter, page by page, by whoever may read it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.identity.activity.telling import request, tell

IDS = "{ nodes { requestId } pageInfo { hasNextPage endCursor } }"


@pytest.fixture
async def log(scim: Any, api: Any, customer: Any) -> None:
    """Four requests by the token, and one by the owner."""
    early = (datetime.now(UTC) - timedelta(minutes=30)).isoformat()
    await tell(
        scim,
        customer.connection,
        request(requestId="early", at=early),
        request(requestId="person", subjects=["p1", "g1"], targetId="p1"),
        request(requestId="group", subjects=["g1", "p1", "p2"], targetId="g1", status=404),
        request(requestId="broken", status=503),
    )
    await tell(api, customer.connection, request(requestId="owner"))


async def found(api: Any, **wanted: Any) -> set[str]:
    page = await api.query("activityEntries", IDS, filter=wanted)
    return {node["requestId"] for node in page["nodes"]}


@pytest.mark.usefixtures("log")
async def test_what_is_given_has_to_hold(api: Any, customer: Any) -> None:
    recent = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    everything = {"early", "person", "group", "broken", "owner"}
    assert await found(api) == everything
    assert await found(api, kind="SCIM_REQUEST") == everything
    assert await found(api, kind="SIGN_IN") == set()
    assert await found(api, outcomes=["REFUSED", "FAILED"]) == {"group", "broken"}
    assert await found(api, outcomes=["SUCCEEDED"]) == {"early", "person", "owner"}
    assert await found(api, outcomes=[]) == set()
    assert await found(api, personId="p1") == {"person", "group"}
    assert await found(api, personId="p2") == {"group"}
    assert await found(api, groupId="g1") == {"group"}
    assert await found(api, actorId=customer.owner_id) == {"owner"}
    assert await found(api, connectionId=customer.connection) == everything
    assert await found(api, connectionId="none") == set()
    assert await found(api, requestId="broken") == {"broken"}
    assert await found(api, since=recent) == everything - {"early"}
    assert await found(api, until=recent) == {"early"}
    assert await found(api, personId="p1", outcomes=["REFUSED"], since=recent) == {"group"}
    assert await found(api, since="0001-01-01T00:00:00Z", until="9999-12-31T00:00:00Z") == everything


@pytest.mark.usefixtures("log")
async def test_pages_follow_each_other_and_nothing_slips_between_them(api: Any, scim: Any, customer: Any) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = await api.query("activityEntries", IDS, first=2, after=after)
        seen += [node["requestId"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        await tell(scim, customer.connection, request(requestId="meanwhile"))
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["owner", "broken", "group", "person", "early"]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({"first": 201}, "first"), ({"first": -1}, "first"), ({"after": "x"}, "after")],
)
async def test_a_page_has_bounds(api: Any, arguments: dict[str, Any], field: str) -> None:
    assert (await api.refusal("query", "activityEntries", **arguments))["field"] == field


@pytest.mark.parametrize("name", ["personId", "groupId", "actorId", "requestId"])
async def test_what_no_database_holds_is_not_looked_for(api: Any, name: str) -> None:
    refused = await api.refusal("query", "activityEntries", filter={name: "a\x00"})
    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", f"filter.{name}")


@pytest.mark.usefixtures("log")
async def test_another_organisation_sees_nothing_of_it(
    api: Any, other_api: Any, customer: Any, other_customer: Any
) -> None:
    page = await api.query("activityEntries", "{ nodes { id requestId } pageInfo { endCursor } }", first=1)
    assert await other_api.query("activityEntry", id=page["nodes"][0]["id"]) is None
    cursor = page["pageInfo"]["endCursor"]
    assert (await other_api.query("activityEntries", IDS, after=cursor))["nodes"] == []
    for wanted in ({"requestId": "broken"}, {"personId": "p1"}, {"connectionId": customer.connection}):
        assert await found(other_api, **wanted) == set()
    assert await other_api.query("activityCounts", since=datetime.now(UTC).isoformat()) == []
    # A request id that somebody else gave theirs, too.
    await tell(other_api, other_customer.connection, request(requestId="broken"))
    assert len((await other_api.query("activityEntries", IDS, filter={"requestId": "broken"}))["nodes"]) == 1


async def test_a_request_of_another_organisation_by_the_same_id_changed_nothing_here(
    other_api: Any, other_customer: Any, api: Any
) -> None:
    await api.user("ada")
    await tell(other_api, other_customer.connection, request(requestId="test-request"))
    (node,) = (await other_api.query("activityEntries", "{ nodes { changes { targetLabel } } }"))["nodes"]
    assert "ada" not in {change["targetLabel"] for change in node["changes"]}


async def test_whoever_may_not_read_it_is_refused(api: Any, api_of: Any, customer: Any, scim: Any) -> None:
    await api.user("member")
    member = api_of(await customer.session_of("member"))
    for reader in (member, scim):
        for field, arguments in (
            ("activityEntries", {}),
            ("activityEntry", {"id": customer.id}),
            ("activityCounts", {"since": datetime.now(UTC).isoformat()}),
        ):
            assert (await reader.refusal("query", field, **arguments))["code"] == "PERMISSION_DENIED"


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("argument", ["since", "until"])
async def test_a_time_that_is_none_in_utc_is_refused(api: Any, argument: str, time: str) -> None:
    times = {"since": "2026-01-01T00:00:00Z", argument: time}
    listed = await api.refusal("query", "activityEntries", filter={argument: time})
    counted = await api.refusal("query", "activityCounts", **times)
    assert [(each["code"], each["field"]) for each in (listed, counted)] == [
        ("INVALID_INPUT", f"filter.{argument}"),
        ("INVALID_INPUT", argument),
    ]
    assert counted["message"] == f"{argument} is further away than time is told."


async def test_a_time_without_an_offset_is_utc(api: Any) -> None:
    assert await api.query("activityCounts", since="2026-01-01T00:00:00", until="2026-01-01T01:00:00") == []
    refused = await api.refusal("query", "activityCounts", since="0001-01-01T00:00:00")
    assert refused["field"] == "since"
