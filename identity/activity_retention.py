"""Forgetting what the activity log has kept for long enough: a little at a time, by one process at a time."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from identity.commands.activity_retention import forget_counts, forget_entries
from identity.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.database import Database

_log = logging.getLogger("identity")

INTERVAL_SECONDS: Final = 10 * 60.0
PAUSE_SECONDS: Final = 0.2
"""Between two batches, in which others have the database to themselves."""
COUNTS_KEPT: Final = timedelta(days=400)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ActivityRetention:
    """Keeps entries for so many days, and their counts for `COUNTS_KEPT`."""

    def __init__(self, database: Database, days: int, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._kept = timedelta(days=days)
        self._now = now

    async def forget(self) -> int:
        """Forget what is too old now; return how many entries. Does nothing while another process is at it."""
        before = self._now() - self._kept
        forgotten = 0
        while True:
            async with self._database.writing() as writer:
                batch = await forget_entries(writer, before)
            forgotten += batch
            if not batch:
                break
            await asyncio.sleep(PAUSE_SECONDS)
        async with self._database.writing() as writer:
            await forget_counts(writer, self._now() - COUNTS_KEPT)
        return forgotten

    async def run(self) -> None:
        """Forget for ever."""
        while True:
            try:
                if forgotten := await self.forget():
                    _log.info("activity forgotten", extra={"entries": forgotten})
            except DatabaseUnavailable:
                _log.warning("no activity forgotten: the database is unavailable")
            except Exception:  # noqa: BLE001  whatever it is, nobody would start this again
                _log.exception("no activity forgotten")
            await asyncio.sleep(INTERVAL_SECONDS)
