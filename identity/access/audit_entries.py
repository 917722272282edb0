"""The door to the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Integer, Text, bindparam, column, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from identity.access import organisation_of, require
from identity.database import Statement
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import AuditRecord
from identity.rules.permissions import Permission
from identity.tables import AUDIT_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from identity.actor import Actor
    from identity.database import Reader, Row

NEWEST_FIRST = Order(None, descending=True)
MAX_OF_REQUEST = 1_000
"""A bulk request may be of as many operations, and a client may call all its requests by one id."""

_A = AUDIT_ENTRIES.c
_COLUMNS = tuple(each for each in _A if each is not _A.organisation_id)
_CLOCK_SKEW = timedelta(minutes=5)
"""How far an entry's time and the time in its id may be apart: they are read at the two ends of a transaction."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; what is given has to hold. `since` counts, `until` does not any more."""

    target_id: str | None = None
    request_id: str | None = None
    actor_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The parameters that stand in the statement: a plan for "null or equal" would use no index.

        Ids begin with the time (RFC 9562 §5.7), so that each index which ends in them leads to a span of time, too.
        """
        asked = {
            **{name: getattr(self, name) for name in _EQUAL},
            "since": self.since,
            "since_id": self.since and _id_at(self.since - _CLOCK_SKEW),
            "until": self.until,
            "until_id": self.until and _id_at(self.until + _CLOCK_SKEW),
        }
        return {name: value for name, value in asked.items() if value is not None}


_EQUAL = ("target_id", "request_id", "actor_id", "action")
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    **{name: _A[name] == bindparam(name) for name in ("organisation_id", *_EQUAL)},
    "since": _A.at >= bindparam("since", type_=_A.at.type),
    "since_id": _A.id >= bindparam("since_id", type_=_A.id.type),
    "until": _A.at < bindparam("until", type_=_A.at.type),
    "until_id": _A.id < bindparam("until_id", type_=_A.id.type),
}


@cache
def _matches(given: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    return tuple(_CONDITIONS[name] for name in ("organisation_id", *sorted(given)))


@cache
def page_statement(given: frozenset[str], *, after: bool) -> Statement:
    """A page of the entries for which these parameters of a filter are given."""
    return Statement(windowed(select(*_COLUMNS).where(*_matches(given)), _A.id, None, NEWEST_FIRST, after=after))


@cache
def _count_statement(given: frozenset[str]) -> Statement:
    return Statement(select(func.count(type_=Integer)).select_from(AUDIT_ENTRIES).where(*_matches(given)))


async def page_of_audit_entries(
    reader: Reader, actor: Actor | None, window: Window, wanted: AuditFilter
) -> Page[AuditRecord]:
    """A page of the audit log, newest first."""
    actor = require(actor, Permission.AUDIT_READ)
    given = wanted.given
    statement = page_statement(frozenset(given), after=window.is_after_cursor)
    rows = await reader.rows(statement, organisation_id=organisation_of(actor), **given, **window.parameters)
    return page_of(rows, [_record(row) for row in rows], window)


async def count_audit_entries(reader: Reader, actor: Actor | None, wanted: AuditFilter) -> int:
    """How many entries that is."""
    actor = require(actor, Permission.AUDIT_READ)
    given = wanted.given
    count: int = await reader.value(_count_statement(frozenset(given)), organisation_id=organisation_of(actor), **given)
    return count


_ASKED = (
    func.unnest(bindparam("request_ids", type_=ARRAY(Text())))
    .table_valued(column("asked", Text()))
    .render_derived(name="requests")
)


@cache
def _of_requests_statement() -> Statement:
    each = (
        select(*_COLUMNS)
        .where(_CONDITIONS["organisation_id"], _A.request_id == _ASKED.c.asked)
        .order_by(_A.id)
        .limit(literal_column(str(MAX_OF_REQUEST), Integer))
        .lateral("of_request")
    )
    return Statement(select(each).select_from(_ASKED.join(each, true())))


async def audit_entries_of_requests(
    reader: Reader, actor: Actor | None, request_ids: Sequence[str]
) -> dict[str, list[AuditRecord]]:
    """What each request changed, in the order in which it did."""
    actor = require(actor, Permission.AUDIT_READ)
    rows = await reader.rows(
        _of_requests_statement(), organisation_id=organisation_of(actor), request_ids=list(request_ids)
    )
    found: dict[str, list[AuditRecord]] = {}
    for row in rows:
        found.setdefault(row["request_id"], []).append(_record(row))
    return found


def _id_at(moment: datetime) -> UUID:
    """The least id that can have been made at a moment."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=min(max(milliseconds, 0), 2**48 - 1) << 80)


def _record(row: Row) -> AuditRecord:
    return AuditRecord(**{**row, "changes": orjson.loads(row["changes"])})
