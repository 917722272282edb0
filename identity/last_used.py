"""When a token or a session was last used: noted in memory, written now and then, never in the way of a request."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from identity.access.credentials import Identified, touch
from identity.flushing import flush_for_ever

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.database import Database
    from identity.rules.tokens import TokenKind


class LastUsed:
    """Tokens and sessions whose use is still to be written."""

    def __init__(self, database: Database, *, interval: float = 5) -> None:
        self._database = database
        self._interval = interval
        self._used: dict[TokenKind, dict[UUID, datetime]] = defaultdict(dict)

    def note(self, identified: Identified, now: datetime) -> None:
        """Remember a use, unless a recent one is on record."""
        before = identified.last_used_at
        if before is None or (now - before).total_seconds() >= identified.precision_seconds:
            self._used[identified.token.kind][identified.token.id] = now

    async def flush(self) -> None:
        """Write what was noted; when that fails or is interrupted it is kept for the next time."""
        for kind in list(self._used):
            used = self._used.pop(kind)
            try:
                await touch(self._database, kind, used)
            except BaseException:
                # A use that was noted in the meantime is the later one.
                self._used[kind] = used | self._used[kind]
                raise

    async def run(self) -> None:
        """Flush for ever."""
        await flush_for_ever(self.flush, self._interval, "last uses")
