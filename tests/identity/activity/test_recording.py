"""What a façade tells of requests: taken within bounds, written and counted at once or not at all."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from identity.rules.told_request import MAX_REQUESTS
from tests.identity.activity.telling import RECORD, request, tell

EXPLANATION = {
    "request": {"method": "PATCH", "path": "/Users/1", "body": {"Operations": []}, "bodyBytes": 20},
    "rules": [{"rule": "boolean-as-string", "subject": "active"}],
    "understood": {"operations": [{"op": "replace", "path": "active", "value": False}]},
    "operations": [
        {"name": "userUpdate", "variables": {"id": "1"}, "result": "User", "startedMs": 1.5, "durationMs": 3}
    ],
    "answer": {"status": 200, "body": None},
    "steps": [{"name": "read", "durationMs": 0.5}],
}


async def everything(api: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.query("activityEntries"))["nodes"]
    return nodes


async def test_a_request_is_kept_as_it_was_told(api: Any, scim: Any, customer: Any) -> None:
    told = request(
        explanation=EXPLANATION,
        targetType="User",
        targetId="u1",
        targetLabel="ada",
        subjects=["u1", "g1"],
        message="m",
        advice="a",
        status=404,
    )
    assert await tell(scim, customer.connection, told) == {"__typename": "ActivityRecorded", "entries": 1}
    (entry,) = await everything(api)
    assert entry["explanation"] == EXPLANATION
    assert entry["actor"]["kind"] == "SCIM_CLIENT"
    assert (entry["kind"], entry["outcome"], entry["status"]) == ("SCIM_REQUEST", "REFUSED", 404)
    assert (entry["connectionId"], entry["targetLabel"]) == (customer.connection, "ada")
    assert (entry["message"], entry["advice"], entry["missedBefore"]) == ("m", "a", 0)
    assert datetime.fromisoformat(entry["at"]) == datetime.fromisoformat(told["at"])
    assert await api.query("activityEntry", id=entry["id"]) == entry


@pytest.mark.parametrize(("status", "outcome"), [(201, "SUCCEEDED"), (409, "REFUSED"), (503, "FAILED")])
async def test_the_status_says_how_it_ended(api: Any, scim: Any, customer: Any, status: int, outcome: str) -> None:
    await tell(scim, customer.connection, request(status=status))
    assert [entry["outcome"] for entry in await everything(api)] == [outcome]


async def test_the_latest_stands_first_however_it_was_told(api: Any, scim: Any, customer: Any) -> None:
    now = datetime.now(UTC)
    told = [request(requestId=f"r{n}", at=(now + timedelta(seconds=n)).isoformat()) for n in (2, 1, 3)]
    await tell(scim, customer.connection, *told)
    assert [entry["requestId"] for entry in await everything(api)] == ["r3", "r2", "r1"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"requestId": ""}, "requestId"),
        ({"action": "x" * 2001}, "action"),
        ({"targetLabel": "x" * 2001}, "targetLabel"),
        ({"message": "a\x00b"}, "message"),
        ({"advice": "\ud800"}, "advice"),
        ({"subjects": ["x"] * 101}, "subjects"),
        ({"subjects": ["x" * 201]}, "subjects"),
        ({"status": 99}, "status"),
        ({"durationMs": -1}, "durationMs"),
        ({"requestId": 7}, "requestId"),
        ({"action": None}, "action"),
        ({"status": "200"}, "status"),
        ({"status": True}, "status"),
        ({"durationMs": True}, "durationMs"),
        ({"targetId": ["x"]}, "targetId"),
        ({"subjects": "x"}, "subjects"),
        ({"subjects": [7]}, "subjects"),
        ({"at": 1.0}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"at": "2020-01-01T00:00:00Z"}, "at"),
        ({"at": "2999-01-01T00:00:00Z"}, "at"),
        ({"explanation": []}, "explanation"),
        ({"explanation": "text"}, "explanation"),
        ({"explanation": {"request": "x" * 128 * 1024}}, "explanation"),
        ({"explanation": {"request": 2**70}}, "explanation"),
        ({"explanation": {"rules": [{"rule": 1, "subject": "x"}]}}, "explanation"),
        ({"explanation": {"steps": "x"}}, "explanation"),
        ({"explanation": {"operations": [{"name": "x"}]}}, "explanation"),
        (
            {"explanation": {"operations": [{"name": "x", "variables": None, "startedMs": 0, "durationMs": 0}]}},
            "explanation",
        ),
    ],
)
async def test_what_breaks_a_bound_is_named_and_nothing_is_written(
    api: Any, scim: Any, customer: Any, given: dict[str, Any], field: str
) -> None:
    refused = await tell(scim, customer.connection, request(), request(**given))
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", f"requests[1].{field}")
    assert refused["message"].startswith(f"requests[1].{field}")
    assert await everything(api) == []


@pytest.mark.parametrize("given", ["text", None, 7, [], {"requestID": "x", **request()}, {}])
async def test_what_is_no_request_is_refused(api: Any, scim: Any, customer: Any, given: Any) -> None:
    response = await scim.response(RECORD, {"requests": [given]}, connection=customer.connection)
    assert "requests[0]" in str(response) or "null" in str(response["errors"])
    assert await everything(api) == []


async def test_no_more_than_a_thousand_are_taken_at_once(api: Any, scim: Any, customer: Any) -> None:
    refused = await tell(scim, customer.connection, *([request()] * (MAX_REQUESTS + 1)))
    assert (refused["field"], await everything(api)) == ("requests", [])
    assert (await tell(scim, customer.connection, *([request()] * MAX_REQUESTS)))["entries"] == MAX_REQUESTS


async def test_nothing_told_is_nothing_written(scim: Any, customer: Any) -> None:
    assert (await tell(scim, customer.connection))["entries"] == 0


async def test_who_asked_is_whose_credential_it_is(api: Any, customer: Any) -> None:
    await tell(api, customer.connection, request())
    (entry,) = await everything(api)
    assert (entry["actor"]["kind"], entry["actor"]["id"]) == ("PERSON", customer.owner_id)


async def test_a_person_who_addresses_no_connection_tells_of_nothing(api: Any) -> None:
    response = await api.response(RECORD, {"requests": [request()]})
    assert response["data"]["activityRecord"]["field"] == "connection"


async def test_a_nul_in_what_was_sent_is_no_reason_to_lose_it(api: Any, scim: Any, customer: Any) -> None:
    body = {"a": "x\x00y", "b": "\\u0000", "c\x00": "\\\x00"}
    await tell(scim, customer.connection, request(explanation={"request": body}))
    (entry,) = await everything(api)
    assert entry["explanation"]["request"] == {"a": "x\ufffdy", "b": "\\u0000", "c\ufffd": "\\\ufffd"}


async def test_what_a_request_changed_is_told_with_it(api: Any, scim: Any, customer: Any) -> None:
    user = await scim.user("ada")
    await tell(
        scim, customer.connection, request(requestId="test-request"), request(requestId="test-request"), request()
    )
    with_changes = "{ nodes { requestId changes { targetId action } } }"
    nodes = (await api.query("activityEntries", with_changes))["nodes"]
    changed = [[change["action"] for change in node["changes"] if change["targetId"] == user["id"]] for node in nodes]
    assert sorted(changed) == [[], ["userCreate"], ["userCreate"]]


async def test_entries_are_counted_by_the_hour_and_by_the_day(api: Any, scim: Any, customer: Any) -> None:
    now = datetime.now(UTC)
    earlier = now - timedelta(minutes=59)
    await tell(
        scim,
        customer.connection,
        request(durationMs=10),
        request(durationMs=30),
        request(at=earlier.isoformat()),
        request(status=500),
    )
    await tell(scim, customer.connection, request(durationMs=20))
    hours = await api.query("activityCounts", since=(now - timedelta(hours=3)).isoformat())
    counted = {(hour["beginsAt"], hour["outcome"]): (hour["entries"], hour["meanDurationMs"]) for hour in hours}
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    assert sum(entries for entries, _ in counted.values()) == 5
    assert counted[this_hour.isoformat(), "FAILED"] == (1, 12.5)
    if earlier < this_hour:
        assert counted[this_hour.isoformat(), "SUCCEEDED"] == (3, 20.0)
    days = await api.query("activityCounts", since=(now - timedelta(days=300)).isoformat(), span="DAY")
    assert sum(day["entries"] for day in days) == 5


async def test_too_long_a_time_is_not_counted_by_the_hour(api: Any) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=40)).isoformat()
    refused = await api.refusal("query", "activityCounts", since=long_ago)
    assert refused["field"] == "since"
    assert await api.query("activityCounts", since=long_ago, span="DAY") == []


async def test_batches_that_meet_are_all_counted(api: Any, scim: Any, customer: Any) -> None:
    statuses = [200, 404, 503]
    batches = [
        tell(scim, customer.connection, *(request(status=statuses[(n + m) % 3]) for m in range(3))) for n in range(8)
    ]
    await asyncio.gather(*batches)
    counts = await api.query("activityCounts", since=(datetime.now(UTC) - timedelta(hours=1)).isoformat())
    assert sum(count["entries"] for count in counts) == 24


async def test_a_batch_that_is_broken_off_leaves_nothing(
    api: Any, scim: Any, customer: Any, sql: asyncpg.Connection
) -> None:
    async with sql.transaction():
        await sql.execute("LOCK TABLE activity_counts IN ACCESS EXCLUSIVE MODE")
        telling = asyncio.create_task(tell(scim, customer.connection, request()))
        await asyncio.sleep(0.1)
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
    assert await everything(api) == []
    assert await sql.fetchval("SELECT count(*) FROM activity_counts") == 0
