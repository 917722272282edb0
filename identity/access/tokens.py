"""Doors to access tokens and operator tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, select

from identity.access import get_owned, require
from identity.database import Statement
from identity.errors import NotFound
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import TokenRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.tables import ACCESS_TOKENS, OPERATOR_TOKENS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Row

_T = ACCESS_TOKENS.c
_OT = OPERATOR_TOKENS.c
_TOKEN_COLUMNS = (_T.id, _T.connection_id, _T.name, _T.created_at, _T.expires_at, _T.revoked_at, _T.last_used_at)
_OF_ORGANISATION = _T.organisation_id == bindparam("organisation_id")
_PAGES = {
    after: Statement(windowed(select(*_TOKEN_COLUMNS).where(_OF_ORGANISATION), _T.id, None, Order(), after=after))
    for after in (False, True)
}
_COUNT = Statement(select(func.count(type_=Integer)).select_from(ACCESS_TOKENS).where(_OF_ORGANISATION))
_BY_ID = Statement(
    select(_T.organisation_id, *_TOKEN_COLUMNS).where(_T.id == bindparam("id")).with_for_update(key_share=True)
)
_OPERATOR_TOKEN = Statement(
    select(_OT.id, _OT.name, _OT.created_at, _OT.expires_at, _OT.revoked_at, _OT.last_used_at)
    .where(_OT.id == bindparam("id"))
    .with_for_update(key_share=True)
)


async def page_of_access_tokens(
    reader: Reader, actor: Actor | None, organisation_id: UUID, window: Window
) -> Page[TokenRecord]:
    """A page of the tokens of an organisation that the actor was let into, oldest first."""
    require(actor, Permission.ACCESS_TOKENS_READ)
    rows = await reader.rows(_PAGES[window.is_after_cursor], organisation_id=organisation_id, **window.parameters)
    return page_of(rows, [TokenRecord(**row) for row in rows], window)


async def count_access_tokens(reader: Reader, actor: Actor | None, organisation_id: UUID) -> int:
    """How many tokens that is."""
    require(actor, Permission.ACCESS_TOKENS_READ)
    count: int = await reader.value(_COUNT, organisation_id=organisation_id)
    return count


async def get_access_token_to_change(reader: Reader, actor: Actor, id_: str) -> tuple[UUID, TokenRecord]:
    """A token and its organisation, locked. Raises `NotFound`."""
    row = await get_owned(reader, actor, _BY_ID, "Access token", id_)
    return row["organisation_id"], TokenRecord(**_without_organisation(row))


async def get_operator_token_to_change(reader: Reader, id_: str) -> TokenRecord:
    """An operator token, locked. Raises `NotFound`."""
    uuid = uuid_or_none(id_)
    row = await reader.row(_OPERATOR_TOKEN, id=uuid) if uuid else None
    if row is None:
        raise NotFound("Operator token", id_)
    return TokenRecord(**row)


def _without_organisation(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "organisation_id"}
