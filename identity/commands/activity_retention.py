"""Deleting what the activity log has kept for long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, bindparam, cast, column, delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from identity.database import Statement
from identity.tables import ACTIVITY_COUNTS, ACTIVITY_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnClause

    from identity.database import Writer

BATCH: Final = 2_000
"""Entries that one statement deletes, so that none lasts."""
_LOCK: Final = 0x6E61_7274_6865_7801
"""A number among PostgreSQL's advisory locks that nobody else takes."""

_BEFORE = bindparam("before", type_=TIMESTAMP(timezone=True))
_IS_ALONE = Statement(select(func.pg_try_advisory_xact_lock(cast(literal_column(str(_LOCK)), BigInteger))))
# Where a row stands is the shortest way to it, and holds for as long as the statement.
_PLACE: ColumnClause[Any] = column("ctid")
_OLD = select(_PLACE).select_from(ACTIVITY_ENTRIES).where(ACTIVITY_ENTRIES.c.at < _BEFORE).limit(BATCH)
_FORGET = Statement(
    delete(ACTIVITY_ENTRIES)
    .where(literal_column("activity_entries.ctid") == func.any(func.array(_OLD.scalar_subquery())))
    .returning(literal_column("1"))
)
_FORGET_COUNTS = Statement(delete(ACTIVITY_COUNTS).where(ACTIVITY_COUNTS.c.hour < _BEFORE))


async def forget_entries(writer: Writer, before: datetime) -> int:
    """Delete up to `BATCH` entries of before a time; none, while another process deletes. Returns how many."""
    if not await writer.value(_IS_ALONE):
        return 0
    return len(await writer.rows(_FORGET, before=before))


async def forget_counts(writer: Writer, before: datetime) -> None:
    """Delete the counts of hours that began before a time."""
    await writer.rows(_FORGET_COUNTS, before=before)
