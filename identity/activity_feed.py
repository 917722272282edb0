"""Entries of the activity log as they come, to whoever watches, whichever process wrote them.

While somebody watches an organisation, one task of this process asks the database for what is new; its own writes wake
it at once. Neither notifications nor a connection of its own are needed, so that a pooler may stand in between.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from identity.access.activity_entries import entries_by_id, first_id_written, ids_from
from identity.errors import DatabaseUnavailable, InvalidInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from uuid import UUID

    from identity.access.activity_records import ActivityFilter, ActivityRecord
    from identity.database import Database


def _utc_now() -> datetime:
    return datetime.now(UTC)


_log = logging.getLogger("identity")

INTERVAL_SECONDS: Final = 0.4
LEAST_GAP_SECONDS: Final = 0.05
"""Between two questions, however often this process writes."""
OVERLAP: Final = timedelta(seconds=5)
"""How much later than its id was made an entry may become visible, and how far clocks of processes may differ."""
MAX_WATCHERS: Final = 20
"""Of one organisation in one process."""
MAX_WAITING: Final = 1_000
"""Entries that wait for one watcher; the oldest make room."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came since the last one, the earliest first, after `missed` entries for which there was no room."""

    entries: Sequence[ActivityRecord]
    missed: int


class Watcher:
    """Somebody who watches: what waits for them."""

    def __init__(self, wanted: ActivityFilter, *, explained: bool) -> None:
        self._wanted = wanted
        self.explained = explained
        self._waiting: deque[ActivityRecord] = deque()
        self._missed = 0
        self._has_some = asyncio.Event()

    def put(self, entries: Sequence[ActivityRecord], missed: int) -> None:
        """Let those wait that are wanted; `missed` are some nobody knows more of."""
        self._waiting.extend(entry for entry in entries if self._wanted.lets(entry))
        self._missed += missed
        while len(self._waiting) > MAX_WAITING:
            self._waiting.popleft()
            self._missed += 1
        if self._waiting:
            self._has_some.set()

    async def next(self, patience: float) -> Batch:
        """What waits, or comes first; nothing, when nothing came for so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_some.wait(), patience)
        batch = Batch(tuple(self._waiting), self._missed if self._waiting else 0)
        if self._waiting:
            self._waiting.clear()
            self._missed = 0
        self._has_some.clear()
        return batch


class _Channel:
    """One organisation that is watched."""

    def __init__(self, database: Database, organisation_id: UUID, now: Callable[[], datetime]) -> None:
        self.watchers: set[Watcher] = set()
        self.woken = asyncio.Event()
        self._database = database
        self._organisation_id = organisation_id
        self._now = now
        self._asked_at = now()
        self._seen: set[UUID] = set()
        self.beginning = asyncio.create_task(self._ask())
        self._running = asyncio.create_task(self._run())

    async def aclose(self) -> None:
        """Ask no more."""
        for task in (self.beginning, self._running):
            task.cancel()
        await asyncio.gather(self.beginning, self._running, return_exceptions=True)

    async def _run(self) -> None:
        await asyncio.wait({self.beginning})
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), INTERVAL_SECONDS)
            self.woken.clear()
            try:
                await self._deliver(await self._ask())
            except DatabaseUnavailable:
                _log.warning("nothing new of the activity log: the database is unavailable")
            except Exception:  # noqa: BLE001  whatever it is, somebody still watches
                _log.exception("nothing new of the activity log")
            await asyncio.sleep(LEAST_GAP_SECONDS)

    async def _ask(self) -> list[UUID]:
        """Ids that are new since the last time."""
        asked_at, least = self._now(), first_id_written(self._asked_at, -OVERLAP)
        async with self._database.reading() as reader:
            ids = await ids_from(reader, self._organisation_id, least)
        new = [id_ for id_ in ids if id_ not in self._seen]
        self._seen = {id_ for id_ in self._seen if id_ >= least}.union(ids)
        self._asked_at = asked_at
        return new

    async def _deliver(self, new: Sequence[UUID]) -> None:
        if not new:
            return
        wanted, missed = new[-MAX_WAITING:], max(0, len(new) - MAX_WAITING)
        explained = any(watcher.explained for watcher in self.watchers)
        async with self._database.reading() as reader:
            entries = await entries_by_id(reader, self._organisation_id, wanted, explained=explained)
        for watcher in self.watchers:
            watcher.put(entries, missed)


class ActivityFeed:
    """Who watches which organisation in this process."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now
        self._channels: dict[UUID, _Channel] = {}

    @property
    def watched(self) -> set[str]:
        """Ids of the organisations that somebody watches."""
        return {str(organisation_id) for organisation_id in self._channels}

    def wake(self, organisation_id: UUID) -> None:
        """Ask at once: entries of the organisation have just been written by this process."""
        if channel := self._channels.get(organisation_id):
            channel.woken.set()

    @asynccontextmanager
    async def watching(
        self, organisation_id: UUID, wanted: ActivityFilter, *, explained: bool
    ) -> AsyncIterator[Watcher]:
        """Watch entries that are written from now on, with their explanations if they are asked for.

        Raises `InvalidInput` when `MAX_WATCHERS` watch already, and `DatabaseUnavailable`.
        """
        channel = self._channels.get(organisation_id)
        if channel is None:
            channel = self._channels[organisation_id] = _Channel(self._database, organisation_id, self._now)
        if len(channel.watchers) >= MAX_WATCHERS:
            raise InvalidInput(
                "activityAdded", f"{MAX_WATCHERS} already watch the activity here. Close one of them and try again."
            )
        watcher = Watcher(wanted, explained=explained)
        channel.watchers.add(watcher)
        try:
            # What there is by now is known to whoever asks for a list.
            await asyncio.shield(channel.beginning)
            yield watcher
        finally:
            channel.watchers.discard(watcher)
            if not channel.watchers:
                del self._channels[organisation_id]
                await channel.aclose()
