"""Doors to the review list: accounts that were not let in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, select

from identity.access import organisation_of, require
from identity.database import Statement
from identity.errors import NotFound
from identity.paging import Order, Page, SortKey, Window, page_of, windowed
from identity.records import ReviewItemRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.tables import REVIEW_ITEMS

if TYPE_CHECKING:
    from identity.actor import Actor
    from identity.database import Reader, Writer

_I = REVIEW_ITEMS.c
LATEST_FIRST = Order("lastAt", descending=True, key=SortKey(_I.last_at, optional=False))

_COLUMNS = tuple(_I[name] for name in ReviewItemRecord.__slots__)
_MINE = _I.organisation_id == bindparam("organisation_id")
_OPEN = (_MINE, _I.closed_at.is_(None))
_PAGES = {
    after: Statement(windowed(select(*_COLUMNS).where(*_OPEN), _I.id, LATEST_FIRST.key, LATEST_FIRST, after=after))
    for after in (False, True)
}
_COUNT = Statement(select(func.count(type_=Integer)).select_from(REVIEW_ITEMS).where(*_OPEN))
_TO_CHANGE = Statement(select(*_COLUMNS).where(_MINE, _I.id == bindparam("id")).with_for_update(key_share=True))


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
