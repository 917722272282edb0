"""What identity itself writes into the activity log: noted in memory, written in batches, never in anybody's way."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from identity.commands.activity import write
from identity.errors import DatabaseUnavailable
from identity.flushing import flush_for_ever

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from identity.access.activity_records import ActivityRecord
    from identity.database import Database

_log = logging.getLogger("identity")

INTERVAL_SECONDS: Final = 0.25
MAX_ENTRIES: Final = 10_000
MAX_BYTES: Final = 16 * 1024 * 1024
"""Of explanations that wait; the other fields of an entry are short."""
MOST_AT_ONCE: Final = 500


class ActivityLog:
    """Entries that are still to be written; when there is no room, the newest are lost and counted."""

    def __init__(
        self,
        database: Database,
        *,
        wrote: Callable[[UUID], None],
        new_id: Callable[[], UUID],
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
        interval: float = INTERVAL_SECONDS,
    ) -> None:
        self._database = database
        self._wrote = wrote
        self._new_id = new_id
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._interval = interval
        self._waiting: deque[tuple[ActivityRecord, int]] = deque()
        self._bytes = 0
        self._lost = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def note(self, entry: ActivityRecord, size: int) -> None:
        """Have an entry written soon; `size` is how many bytes its explanation takes. It is given its id then."""
        if len(self._waiting) >= self._max_entries or self._bytes + size > self._max_bytes:
            self._lost += 1
            return
        self._waiting.append((entry, size))
        self._bytes += size

    async def flush(self) -> None:
        """Write what was noted; when that fails or is interrupted it is kept for the next time."""
        if self._lost:
            _log.warning("entries of the activity log were lost: too many waited", extra={"entries": self._lost})
            self._lost = 0
        while self._waiting:
            batch = list(islice(self._waiting, MOST_AT_ONCE))
            try:
                async with self._database.writing() as writer:
                    await write(writer, [replace(entry, id=self._new_id()) for entry, _ in batch])
            except DatabaseUnavailable:
                raise
            except Exception:  # noqa: BLE001  whatever it is, nobody would start this again
                # It would fail again, and keep the others waiting.
                _log.exception("entries of the activity log were lost", extra={"entries": len(batch)})
            self._bytes -= sum(size for _, size in batch)
            for _ in batch:
                self._waiting.popleft()
            for organisation_id in {entry.organisation_id for entry, _ in batch}:
                self._wrote(organisation_id)

    async def run(self) -> None:
        """Flush for ever."""
        await flush_for_ever(self.flush, self._interval, "activity")
