"""The door to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Integer, Text, bindparam, func, null, or_, select

from identity.access import organisation_of, require
from identity.database import Statement
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import AuditRecord
from identity.rules.permissions import Permission
from identity.tables import AUDIT_ENTRIES

if TYPE_CHECKING:
    from identity.actor import Actor
    from identity.database import Reader, Row

NEWEST_FIRST = Order(None, descending=True)

_A = AUDIT_ENTRIES.c
_COLUMNS = tuple(column for column in _A if column is not _A.organisation_id)


def _if_given(column: Any, name: str) -> Any:
    value = bindparam(name, type_=Text())
    return or_(value.is_(null()), column == value)


_MATCHES = (
    _A.organisation_id == bindparam("organisation_id"),
    _if_given(_A.target_id, "target_id"),
    _if_given(_A.request_id, "request_id"),
)
_PAGES = {
    after: Statement(windowed(select(*_COLUMNS).where(*_MATCHES), _A.id, None, NEWEST_FIRST, after=after))
    for after in (False, True)
}
_COUNT = Statement(select(func.count(type_=Integer)).select_from(AUDIT_ENTRIES).where(*_MATCHES))


async def page_of_audit_entries(
    reader: Reader, actor: Actor | None, window: Window, *, target_id: str | None, request_id: str | None
) -> Page[AuditRecord]:
    """A page of the audit log, newest first, of one target or one request if given."""
    actor = require(actor, Permission.AUDIT_READ)
    rows = await reader.rows(
        _PAGES[window.is_after_cursor],
        organisation_id=organisation_of(actor),
        target_id=target_id,
        request_id=request_id,
        **window.parameters,
    )
    return page_of(rows, [_record(row) for row in rows], window)


async def count_audit_entries(
    reader: Reader, actor: Actor | None, *, target_id: str | None, request_id: str | None
) -> int:
    """How many entries that is."""
    actor = require(actor, Permission.AUDIT_READ)
    count: int = await reader.value(
        _COUNT, organisation_id=organisation_of(actor), target_id=target_id, request_id=request_id
    )
    return count


def _record(row: Row) -> AuditRecord:
    return AuditRecord(**{**row, "changes": orjson.loads(row["changes"])})
