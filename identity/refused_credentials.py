"""Credentials that are refused at a connection's endpoint: counted in memory, written now and then.

Whoever sends nonsense without end costs a number in memory; nothing is kept of it but the readable beginning, and
nothing at all at a connection that there is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

import orjson
from orjson import Fragment
from uuid_utils.compat import uuid7

from identity.access.activity_records import ActivityRecord
from identity.commands.refused_credentials import RefusedUses, count_refused
from identity.flushing import flush_for_ever
from identity.rules.activity import ActivityKind, ActivityOutcome
from identity.rules.refused_credential import ADVICE, MESSAGES, WERE_REAL, RefusalReason

if TYPE_CHECKING:
    from datetime import datetime

    from identity.activity_log import ActivityLog
    from identity.commands.refused_credentials import Counted
    from identity.database import Database
    from identity.errors import RefusedToken

INTERVAL_SECONDS: Final = 1.0
MAX_WAITING: Final = 1_000
"""Different credentials and connections that are counted at once; of further ones nothing is.

So many in all, but for those that were real once, of which there may be as many: whoever makes up tokens and addresses
hides none of these.
"""
ENTRY_SECONDS: Final = 60
"""The activity log tells of a credential once in so many seconds."""
MAX_ENTRIES: Final = 10
"""Of one connection in that time, made up; and as many that were real once."""
_EXPLANATION = orjson.dumps(
    {"request": None, "rules": [], "understood": None, "operations": [], "answer": {"status": 401}, "steps": []}
)

Key = tuple[UUID, UUID | None, str, RefusalReason]


class RefusedCredentials:
    """Uses that are still to be counted."""

    def __init__(self, database: Database, activity: ActivityLog, *, interval: float = INTERVAL_SECONDS) -> None:
        self._database = database
        self._activity = activity
        self._interval = interval
        self._waiting: dict[Key, RefusedUses] = {}
        self._told: dict[UUID, dict[tuple[str, RefusalReason], datetime]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def note(self, connection: str, refused: RefusedToken, now: datetime) -> None:
        """Count one use of a credential at an endpoint, whose address anybody may have made up."""
        try:
            connection_id = UUID(connection)
        except ValueError:
            return
        key = (connection_id, refused.organisation_id, refused.prefix, refused.reason)
        before = self._waiting.get(key)
        if before is None and not self._has_room(refused.reason):
            return
        uses, first_at = (before.uses, before.first_at) if before else (0, now)
        self._waiting[key] = RefusedUses(*key, uses + 1, first_at, now)

    async def flush(self) -> None:
        """Write what was counted; when that fails for an outage it is kept for the next time."""
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            async with self._database.writing() as writer:
                counted = await count_refused(writer, list(waiting.values()))
        except BaseException:
            for key, uses in waiting.items():
                self._waiting.setdefault(key, uses)
            raise
        last_at = {(uses.connection_id, uses.prefix): uses.last_at for uses in waiting.values()}
        for each in counted:
            self._tell(each, last_at[each.connection_id, each.prefix])

    async def run(self) -> None:
        """Flush for ever."""
        await flush_for_ever(self.flush, self._interval, "refused credentials")

    def _has_room(self, reason: RefusalReason) -> bool:
        if len(self._waiting) < MAX_WAITING:
            return True
        if reason not in WERE_REAL:
            return False
        return sum(uses.reason in WERE_REAL for uses in self._waiting.values()) < MAX_WAITING

    def _tell(self, counted: Counted, at: datetime) -> None:
        """Have the activity log tell of it, unless it has just done so, or tells of too many."""
        told = self._told.setdefault(counted.connection_id, {})
        for key in [key for key, before in told.items() if (at - before).total_seconds() >= ENTRY_SECONDS]:
            del told[key]
        was_real = counted.reason in WERE_REAL
        alike = sum((reason in WERE_REAL) == was_real for _, reason in told)
        if (counted.prefix, counted.reason) in told or alike >= MAX_ENTRIES:
            return
        told[counted.prefix, counted.reason] = at
        shown = f" It begins with {counted.prefix}." if counted.prefix else ""
        entry = ActivityRecord(
            organisation_id=counted.organisation_id,
            id=uuid7(),
            at=at,
            kind=ActivityKind.SCIM_REQUEST,
            outcome=ActivityOutcome.REFUSED,
            request_id=str(uuid7()),
            connection_id=counted.connection_id,
            action="Refused credential",
            status=401,
            message=MESSAGES[counted.reason] + shown,
            advice=ADVICE[counted.reason],
            duration_ms=0,
            explanation=Fragment(_EXPLANATION),
        )
        self._activity.note(entry, len(_EXPLANATION))
