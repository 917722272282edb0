"""The door to the activity log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Text, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.access.activity_records import ActivityFilter, ActivityRecord
from identity.database import Statement
from identity.paging import Order, Page, Window, page_of, windowed
from identity.rules.activity import ActivityKind, ActivityOutcome
from identity.rules.ids import first_id_at, uuid_or_none
from identity.rules.permissions import Permission
from identity.rules.told_request import AHEAD_SECONDS, OLDEST_SECONDS
from identity.tables import ACTIVITY_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from identity.actor import Actor
    from identity.database import Reader

NEWEST_FIRST = Order(None, descending=True)
MAX_PAGE: Final = 200
MAX_NEW: Final = 20_000
"""Entries that are looked through for new ones at once."""

_E = ACTIVITY_ENTRIES.c
_WITHOUT_EXPLANATION = tuple(column for column in _E if column is not _E.explanation)
_SUCCEEDED = ActivityOutcome.SUCCEEDED
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = TIMESTAMP(timezone=True)
# An entry's id is of when it was written: a while after `at`, or before it by a clock that is ahead.
_WRITTEN_LATER: Final = timedelta(seconds=OLDEST_SECONDS)
_WRITTEN_EARLIER: Final = timedelta(seconds=AHEAD_SECONDS)

_CONDITIONS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "outcomes": (_E.outcome == bindparam("outcomes", type_=ARRAY(Text())).any_(),),
    "group_id": (_E.target_id == bindparam("group_id"),),
    "actor_id": (_E.actor_id == bindparam("actor_id"),),
    "connection_id": (_E.connection_id == bindparam("connection_id"),),
    "request_id": (_E.request_id == bindparam("request_id"),),
    "since": (
        _E.at >= bindparam("since", type_=_TIME),
        _E.id >= bindparam("first_id", type_=SQL_UUID()),
    ),
    "until": (
        _E.at < bindparam("until", type_=_TIME),
        _E.id < bindparam("end_id", type_=SQL_UUID()),
    ),
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a filter decides its statement.

    What is not given does not stand in it, and what partial indexes are made by stands in it as a word: a plan for
    "null or equal" would use no index.
    """

    given: frozenset[str]
    kind: ActivityKind | None
    is_trouble: bool

    @classmethod
    def of(cls, wanted: ActivityFilter) -> _Shape:
        given = frozenset(name for name in (*_CONDITIONS, "person_id") if getattr(wanted, name) is not None)
        is_trouble = wanted.outcomes is not None and _SUCCEEDED not in wanted.outcomes
        return cls(given, wanted.kind, is_trouble)

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        found = [_E.organisation_id == bindparam("organisation_id")]
        if self.kind is not None:
            found.append(_E.kind == literal_column(f"'{self.kind}'", Text()))
        if self.is_trouble:
            found.append(_E.outcome != literal_column(f"'{_SUCCEEDED}'", Text()))
        for name in sorted(self.given & _CONDITIONS.keys()):
            found.extend(_CONDITIONS[name])
        return tuple(found)


def _selected(columns: tuple[ColumnElement[Any], ...], shape: _Shape) -> Select[Any]:
    statement = select(*columns).where(*shape.conditions)
    if "person_id" not in shape.given:
        return statement
    # By themselves: a plan that walks the whole log until it has met a page of them must not be thought of.
    about = (
        select(_E.id)
        .where(
            _E.organisation_id == bindparam("organisation_id"),
            _E.subjects.contains(bindparam("subjects", type_=ARRAY(Text()))),
        )
        .cte("about")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return statement.where(_E.id.in_(select(about.c.id)))


@cache
def page_statement(shape: _Shape, *, after: bool, explained: bool) -> Statement:
    """A page of entries, the newest first."""
    columns = tuple(_E) if explained else _WITHOUT_EXPLANATION
    return Statement(windowed(_selected(columns, shape), _E.id, None, NEWEST_FIRST, after=after))


_OF = _E.organisation_id == bindparam("of")
_ONE = Statement(select(*_E).where(_OF, _E.id == bindparam("entry")))
_IDS_FROM = Statement(
    select(_E.id).where(_OF, _E.id >= bindparam("least", type_=SQL_UUID())).order_by(_E.id.desc()).limit(MAX_NEW)
)
_BY_ID = {
    explained: Statement(
        select(*(_E if explained else _WITHOUT_EXPLANATION))
        .where(_OF, _E.id == bindparam("ids", type_=ARRAY(SQL_UUID())).any_())
        .order_by(_E.id)
    )
    for explained in (False, True)
}


def parameters_of(wanted: ActivityFilter) -> dict[str, Any]:
    """The values of a filter for its statement."""
    return {
        "outcomes": sorted(wanted.outcomes or ()),
        "subjects": [wanted.person_id],
        "group_id": wanted.group_id,
        "actor_id": wanted.actor_id,
        "connection_id": wanted.connection_id,
        "request_id": wanted.request_id,
        "since": wanted.since,
        "first_id": wanted.since and first_id_written(wanted.since, -_WRITTEN_EARLIER),
        "until": wanted.until,
        "end_id": wanted.until and first_id_written(wanted.until, _WRITTEN_LATER),
    }


def shape_of(wanted: ActivityFilter) -> _Shape:
    """What of a filter decides its statement."""
    return _Shape.of(wanted)


def first_id_written(at: datetime, moved: timedelta) -> UUID:
    """The least id that an entry has which was written so long after a time, or before it."""
    # In two steps: the sum may lie outside the years that a datetime knows.
    return first_id_at((at - _EPOCH) // timedelta(milliseconds=1) + moved // timedelta(milliseconds=1))


async def page_of_activity(
    reader: Reader, actor: Actor | None, wanted: ActivityFilter, window: Window, *, explained: bool
) -> Page[ActivityRecord]:
    """A page of the activity log, newest first, with the explanations if they are asked for."""
    actor = require(actor, Permission.ACTIVITY_READ)
    statement = page_statement(_Shape.of(wanted), after=window.is_after_cursor, explained=explained)
    given = {"organisation_id": organisation_of(actor), **parameters_of(wanted), **window.parameters}
    rows = await reader.rows(statement, **given)
    return page_of(rows, [ActivityRecord.of(row) for row in rows], window)


async def find_activity(reader: Reader, actor: Actor | None, id_: str) -> ActivityRecord | None:
    """One entry, if it is of the actor's organisation."""
    actor = require(actor, Permission.ACTIVITY_READ)
    uuid = uuid_or_none(id_)
    row = await reader.row(_ONE, of=organisation_of(actor), entry=uuid) if uuid else None
    return ActivityRecord.of(row) if row else None


async def ids_from(reader: Reader, organisation_id: UUID, least: UUID) -> list[UUID]:
    """Ids of an organisation's entries from one on, of the latest `MAX_NEW`, in their order."""
    rows = await reader.rows(_IDS_FROM, of=organisation_id, least=least)
    return [row["id"] for row in reversed(rows)]


async def entries_by_id(
    reader: Reader, organisation_id: UUID, ids: Sequence[UUID], *, explained: bool
) -> list[ActivityRecord]:
    """These entries of an organisation, in their order."""
    rows = await reader.rows(_BY_ID[explained], of=organisation_id, ids=list(ids))
    return [ActivityRecord.of(row) for row in rows]
