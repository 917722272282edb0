"""The door to what is counted of the activity log, which outlives its entries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import BigInteger, Text, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from identity.access import organisation_of, require
from identity.access.activity_records import CountRecord
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.activity import ActivityKind, ActivityOutcome, Span
from identity.rules.permissions import Permission
from identity.tables import ACTIVITY_COUNTS

if TYPE_CHECKING:
    from datetime import datetime

    from identity.actor import Actor
    from identity.database import Reader

LONGEST: Final = {Span.HOUR: timedelta(days=31), Span.DAY: timedelta(days=401)}
"""The longest time over which entries are counted in one answer."""

_N = ACTIVITY_COUNTS.c
_TIME = TIMESTAMP(timezone=True)


def _statement(span: Span) -> Statement:
    utc = literal("UTC", Text())
    begins_at = func.date_trunc(literal(span.value.lower(), Text()), _N.hour, utc).label("begins_at")
    entries = cast(func.sum(_N.entries), BigInteger)
    since = func.date_trunc(literal("hour", Text()), bindparam("since", type_=_TIME), utc)
    return Statement(
        select(
            begins_at,
            _N.kind,
            _N.outcome,
            entries.label("entries"),
            (func.sum(_N.duration_ms) / entries).label("mean_duration_ms"),
        )
        .where(
            _N.organisation_id == bindparam("organisation_id"),
            _N.hour >= since,
            _N.hour < bindparam("until", type_=_TIME),
        )
        .group_by(begins_at, _N.kind, _N.outcome)
        .order_by(begins_at, _N.kind, _N.outcome)
    )


_STATEMENTS = {span: _statement(span) for span in Span}


async def activity_counts(
    reader: Reader, actor: Actor | None, *, since: datetime, until: datetime, span: Span
) -> list[CountRecord]:
    """Entries by span of time, kind and outcome, from the hour of `since` on. Raises `InvalidInput`.

    Days are those of UTC; so are the times.
    """
    actor = require(actor, Permission.ACTIVITY_READ)
    if until - since > LONGEST[span]:
        days = LONGEST[span].days
        raise InvalidInput("since", f"By {span.value.lower()} at most {days} days are counted in one answer.")
    rows = await reader.rows(_STATEMENTS[span], organisation_id=organisation_of(actor), since=since, until=until)
    return [
        CountRecord(
            row["begins_at"],
            ActivityKind(row["kind"]),
            ActivityOutcome(row["outcome"]),
            row["entries"],
            row["mean_duration_ms"],
        )
        for row in rows
    ]
