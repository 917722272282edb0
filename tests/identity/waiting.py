"""Waiting until somebody waits for a lock."""

import asyncio

import asyncpg


async def somebody_waits(sql: asyncpg.Connection) -> None:
    """Return as soon as a statement in this database waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while not await sql.fetchval(waiting):  # noqa: ASYNC110  the server tells nobody who waits
        await asyncio.sleep(0.005)
