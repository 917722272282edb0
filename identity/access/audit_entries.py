"""The door to the audit log."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import Integer, bindparam, func, select

from identity.access import organisation_of, require
from identity.database import Statement
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import AuditRecord
from identity.rules.permissions import Permission
from identity.tables import AUDIT_ENTRIES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader, Row

NEWEST_FIRST = Order(None, descending=True)

_A = AUDIT_ENTRIES.c
_COLUMNS = tuple(column for column in _A if column is not _A.organisation_id)


@cache
def _matches(given: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    """What is not given does not stand in the statement: a plan for "null or equal" would use no index."""
    return tuple(_A[name] == bindparam(name) for name in ("organisation_id", *sorted(given)))


@cache
def _page_statement(given: frozenset[str], *, after: bool) -> Statement:
    return Statement(windowed(select(*_COLUMNS).where(*_matches(given)), _A.id, None, NEWEST_FIRST, after=after))


@cache
def _count_statement(given: frozenset[str]) -> Statement:
    return Statement(select(func.count(type_=Integer)).select_from(AUDIT_ENTRIES).where(*_matches(given)))


async def page_of_audit_entries(
    reader: Reader, actor: Actor | None, window: Window, *, target_id: str | None, request_id: str | None
) -> Page[AuditRecord]:
    """A page of the audit log, newest first, of one target or one request if given."""
    actor = require(actor, Permission.AUDIT_READ)
    given = _given(target_id=target_id, request_id=request_id)
    statement = _page_statement(frozenset(given), after=window.is_after_cursor)
    rows = await reader.rows(statement, organisation_id=organisation_of(actor), **given, **window.parameters)
    return page_of(rows, [_record(row) for row in rows], window)


async def count_audit_entries(
    reader: Reader, actor: Actor | None, *, target_id: str | None, request_id: str | None
) -> int:
    """How many entries that is."""
    actor = require(actor, Permission.AUDIT_READ)
    given = _given(target_id=target_id, request_id=request_id)
    count: int = await reader.value(_count_statement(frozenset(given)), organisation_id=organisation_of(actor), **given)
    return count


def _given(**asked: str | None) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value is not None}


def _record(row: Row) -> AuditRecord:
    return AuditRecord(**{**row, "changes": orjson.loads(row["changes"])})
