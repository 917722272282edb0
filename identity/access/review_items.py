"""Doors to what waits for an admin's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, case, exists, func, select

from identity.access import organisation_of, require
from identity.database import Statement
from identity.errors import NotFound
from identity.paging import Order, Page, SortKey, Window, page_of, windowed
from identity.records import ReviewItemRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.rules.review import ReviewReason
from identity.tables import GROUPS, MICROSOFT_ACCOUNTS, REVIEW_ITEMS, USERS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader, Writer

_I = REVIEW_ITEMS.c
_U = USERS.c
_G = GROUPS.c
_A = MICROSOFT_ACCOUNTS.c
LATEST_FIRST = Order("lastAt", descending=True, key=SortKey(_I.last_at, optional=False))


def _is_taken(holder: ColumnElement[bool], external_id: ColumnElement[str | None]) -> ColumnElement[bool]:
    return exists(select(1).where(holder, external_id.is_distinct_from(_I.external_id)))


_IS_LINKED = exists(
    select(1).where(
        _A.organisation_id == _I.organisation_id, _A.tenant_id == _I.tenant_id, _A.object_id == _I.object_id
    )
)
# The subject of a name is its key.
_NAME_OF_USER = (_U.organisation_id == _I.organisation_id) & (_U.user_name_key == _I.subject)
_NAME_OF_GROUP = (_G.organisation_id == _I.organisation_id) & (_G.display_name_key == _I.subject)
_IS_SETTLED = case(
    (_I.reason == ReviewReason.USER_NAME_TAKEN, ~_is_taken(_NAME_OF_USER, _U.external_id)),
    (_I.reason == ReviewReason.GROUP_NAME_TAKEN, ~_is_taken(_NAME_OF_GROUP, _G.external_id)),
    else_=_IS_LINKED,
).label("is_settled")

_COLUMNS = (*(_I[name] for name in ReviewItemRecord.__slots__ if name != "is_settled"), _IS_SETTLED)
_MINE = _I.organisation_id == bindparam("organisation_id")
_OPEN = (_MINE, _I.closed_at.is_(None))
_PAGES = {
    after: Statement(windowed(select(*_COLUMNS).where(*_OPEN), _I.id, LATEST_FIRST.key, LATEST_FIRST, after=after))
    for after in (False, True)
}
_COUNT = Statement(select(func.count(type_=Integer)).select_from(REVIEW_ITEMS).where(*_OPEN))
_TO_CHANGE = Statement(
    select(*_COLUMNS).where(_MINE, _I.id == bindparam("id")).with_for_update(key_share=True, of=REVIEW_ITEMS)
)


async def page_of_review_items(reader: Reader, actor: Actor | None, window: Window) -> Page[ReviewItemRecord]:
    """A page of the open ones of the actor's organisation, the latest attempt first."""
    actor = require(actor, Permission.REVIEW_ITEMS_READ)
    statement = _PAGES[window.is_after_cursor]
    rows = await reader.rows(statement, organisation_id=organisation_of(actor), **window.parameters)
    return page_of(rows, [ReviewItemRecord.of(row) for row in rows], window)


async def count_review_items(reader: Reader, actor: Actor | None) -> int:
    """How many are open."""
    actor = require(actor, Permission.REVIEW_ITEMS_READ)
    count: int = await reader.value(_COUNT, organisation_id=organisation_of(actor))
    return count


async def get_review_item_to_change(writer: Writer, actor: Actor, id_: str) -> ReviewItemRecord:
    """One of the actor's organisation, open or closed, locked until the transaction ends. Raises `NotFound`."""
    uuid = uuid_or_none(id_)
    row = await writer.row(_TO_CHANGE, organisation_id=organisation_of(actor), id=uuid) if uuid else None
    if row is None:
        raise NotFound("Review item", id_)
    return ReviewItemRecord.of(row)
