"""The door to all organisations, for whoever runs the service: how each is set up, and nothing of its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Text, bindparam, cast, exists, func, or_, select

from identity.access import require
from identity.database import Statement
from identity.errors import InvalidInput
from identity.paging import Order, Page, SortKey, Window, page_of, windowed
from identity.records import OrganisationRecord
from identity.rules.activity import ActivityKind, ActivityOutcome
from identity.rules.permissions import Permission
from identity.rules.text import unstorable
from identity.tables import ACCESS_TOKENS, ACTIVITY_COUNTS, CONNECTIONS, ORGANISATIONS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader, Row

MAX_SEARCH = 200
TROUBLE_SPAN = timedelta(hours=24)

_O = ORGANISATIONS.c
_C = CONNECTIONS.c
_T = ACCESS_TOKENS.c
_N = ACTIVITY_COUNTS.c
_NAME = func.lower(_O.name, type_=_O.name.type)
BY_NAME = Order("name", key=SortKey(_NAME, optional=False))


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """An organisation, and the state of its connection.

    `requests` and `troubled_requests` are SCIM requests of the last `TROUBLE_SPAN`, all of them and those that did not
    succeed.
    """

    organisation: OrganisationRecord
    microsoft_sign_in: bool
    tenant_connected: bool
    last_scim_request_at: datetime | None
    requests: int
    troubled_requests: int


_ITS_CONNECTIONS = select(_C.id).where(_C.organisation_id == _O.id)
_LAST_SCIM_REQUEST = select(func.max(_T.last_used_at)).where(_T.organisation_id == _O.id).scalar_subquery()
_ITS_REQUESTS = (_N.organisation_id == _O.id, _N.kind == ActivityKind.SCIM_REQUEST, _N.hour > bindparam("since"))


def _counted(*which: ColumnElement[bool]) -> ColumnElement[int]:
    entries = func.coalesce(func.sum(_N.entries), 0)
    return cast(select(entries).where(*_ITS_REQUESTS, *which).scalar_subquery(), BigInteger)


_STATE = (
    exists(_ITS_CONNECTIONS.where(_C.microsoft_sign_in)).label("microsoft_sign_in"),
    exists(_ITS_CONNECTIONS.where(_C.tenant_id.is_not(None))).label("tenant_connected"),
    _LAST_SCIM_REQUEST.label("last_scim_request_at"),
    _counted().label("requests"),
    _counted(_N.outcome != ActivityOutcome.SUCCEEDED).label("troubled_requests"),
)


def _pages(*, after: bool) -> Statement:
    term = bindparam("term", type_=Text())
    found = or_(func.strpos(_NAME, term) > 0, func.strpos(_O.slug, term) > 0)
    return Statement(windowed(select(*_O, *_STATE).where(found), _O.id, BY_NAME.key, BY_NAME, after=after))


_PAGES = {after: _pages(after=after) for after in (False, True)}


async def page_of_customers(
    reader: Reader, actor: Actor | None, window: Window, search: str | None, now: datetime
) -> Page[CustomerRecord]:
    """A page of the organisations whose name or slug contains what is searched for, by name. Raises `InvalidInput`."""
    require(actor, Permission.ORGANISATIONS_READ)
    term = (search or "").strip().lower()
    if reason := unstorable(term, MAX_SEARCH):
        raise InvalidInput("search", f"The value of search {reason}.")
    statement = _PAGES[window.is_after_cursor]
    rows = await reader.rows(statement, term=term, since=now - TROUBLE_SPAN, **window.parameters)
    return page_of(rows, [_record(row) for row in rows], window)


def _record(row: Row) -> CustomerRecord:
    organisation = OrganisationRecord(**{column.name: row[column.name] for column in _O})
    return CustomerRecord(organisation, **{column.name: row[column.name] for column in _STATE})
