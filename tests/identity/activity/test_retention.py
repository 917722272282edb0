"""What has been kept for long enough is forgotten, a little at a time, by one process."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from identity import activity_retention
from identity.activity_retention import ActivityRetention
from identity.database import Database
from tests.identity.activity.telling import request, tell


@pytest.fixture
async def old_entries(scim: Any, customer: Any, sql: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six entries, three of them of 31 days ago, and counts of then and of long ago."""
    monkeypatch.setattr(activity_retention, "PAUSE_SECONDS", 0)
    await tell(scim, customer.connection, *(request(requestId=f"r{number}") for number in range(6)))
    old = datetime.now(UTC) - timedelta(days=31)
    await sql.execute("UPDATE activity_entries SET at = $1 WHERE request_id IN ('r0', 'r2', 'r4')", old)
    for days in (31, 401):
        await sql.execute(
            "INSERT INTO activity_counts SELECT organisation_id, hour - $1::interval, kind, outcome, 1, 1"
            " FROM activity_counts WHERE hour > now() - interval '2 hours'",
            timedelta(days=days),
        )


@pytest.mark.usefixtures("old_entries")
async def test_entries_go_with_their_time_and_counts_stay_for_a_year_and_more(
    api: Any, database: Database, sql: Any
) -> None:
    assert await ActivityRetention(database, 30).forget() == 3
    left = (await api.query("activityEntries", "{ nodes { requestId } }"))["nodes"]
    assert {node["requestId"] for node in left} == {"r1", "r3", "r5"}
    assert await sql.fetchval("SELECT count(*) FROM activity_counts") == 2
    assert await ActivityRetention(database, 30).forget() == 0


@pytest.mark.usefixtures("old_entries")
async def test_while_one_process_forgets_the_others_do_not(database: Database, sql: Any) -> None:
    async with sql.transaction():
        await sql.execute("SELECT pg_advisory_xact_lock($1::bigint)", 0x6E61_7274_6865_7801)
        assert await ActivityRetention(database, 30).forget() == 0
    one, other = await asyncio.gather(
        ActivityRetention(database, 30).forget(), ActivityRetention(database, 30).forget()
    )
    assert one + other == 3
