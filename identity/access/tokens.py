"""Doors to access tokens and operator tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import get_owned, may_reach, only_connection_of, require
from identity.database import Statement
from identity.errors import NotFound
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import TokenRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.tables import ACCESS_TOKENS, OPERATOR_TOKENS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Row

_T = ACCESS_TOKENS.c
_OT = OPERATOR_TOKENS.c
_LATER = ACCESS_TOKENS.alias("later")
_REPLACEMENT = (
    select(_LATER.c.id)
    .where(_LATER.c.organisation_id == _T.organisation_id, _LATER.c.replaces_id == _T.id)
    .order_by(_LATER.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("replaced_by_id")
)
_TOKEN_COLUMNS = (
    *(_T.id, _T.connection_id, _T.name, _T.created_at, _T.expires_at, _T.revoked_at, _T.last_used_at, _T.replaces_id),
    _REPLACEMENT,
)
_OF_ORGANISATION = _T.organisation_id == bindparam("organisation_id")
_ONLY = bindparam("only", type_=SQL_UUID())
_REACHED = _OF_ORGANISATION & or_(_ONLY.is_(None), _T.connection_id == _ONLY)
_PAGES = {
    after: Statement(windowed(select(*_TOKEN_COLUMNS).where(_REACHED), _T.id, None, Order(), after=after))
    for after in (False, True)
}
_COUNT = Statement(select(func.count(type_=Integer)).select_from(ACCESS_TOKENS).where(_REACHED))
_BY_ID = Statement(
    select(_T.organisation_id, *_TOKEN_COLUMNS).where(_T.id == bindparam("id")).with_for_update(key_share=True)
)
_LIVING_REPLACEMENT = Statement(
    select(*_TOKEN_COLUMNS)
    .where(
        _OF_ORGANISATION,
        _T.replaces_id == bindparam("replaced"),
        _T.revoked_at.is_(None),
        _T.expires_at.is_(None) | (_T.expires_at > bindparam("now", type_=TIMESTAMP(timezone=True))),
    )
    .order_by(_T.id.desc())
    .limit(1)
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
    only = only_connection_of(require(actor, Permission.ACCESS_TOKENS_READ))
    statement = _PAGES[window.is_after_cursor]
    rows = await reader.rows(statement, organisation_id=organisation_id, only=only, **window.parameters)
    return page_of(rows, [TokenRecord(**row) for row in rows], window)


async def count_access_tokens(reader: Reader, actor: Actor | None, organisation_id: UUID) -> int:
    """How many tokens that is."""
    only = only_connection_of(require(actor, Permission.ACCESS_TOKENS_READ))
    count: int = await reader.value(_COUNT, organisation_id=organisation_id, only=only)
    return count


async def get_access_token_to_change(reader: Reader, actor: Actor, id_: str) -> tuple[UUID, TokenRecord]:
    """A token and its organisation, locked. Raises `NotFound`."""
    row = await get_owned(reader, actor, _BY_ID, "Access token", id_)
    if not may_reach(actor, row["connection_id"]):
        raise NotFound("Access token", id_)
    return row["organisation_id"], TokenRecord(**_without_organisation(row))


async def find_living_replacement(
    reader: Reader, organisation_id: UUID, token: TokenRecord, now: datetime
) -> TokenRecord | None:
    """The token that was made in the place of one that `get_access_token_to_change` returned, while it is good.

    It is asked for once that one is locked: what somebody else has made in the meantime is then seen.
    """
    row = await reader.row(_LIVING_REPLACEMENT, organisation_id=organisation_id, replaced=token.id, now=now)
    return TokenRecord(**row) if row else None


async def get_operator_token_to_change(reader: Reader, id_: str) -> TokenRecord:
    """An operator token, locked. Raises `NotFound`."""
    uuid = uuid_or_none(id_)
    row = await reader.row(_OPERATOR_TOKEN, id=uuid) if uuid else None
    if row is None:
        raise NotFound("Operator token", id_)
    return TokenRecord(**row)


def _without_organisation(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "organisation_id"}
