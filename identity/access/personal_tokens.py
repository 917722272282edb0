"""Doors to people's own tokens."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import get_owned, organisation_of, require
from identity.database import Statement
from identity.errors import NotFound
from identity.records import TokenRecord
from identity.rules.permissions import Permission, allowed
from identity.tables import PERSONAL_TOKENS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from identity.actor import Actor
    from identity.database import Reader, Row, Writer

SHOWN = 100
"""How many of a person's tokens are shown; the living ones first."""

_P = PERSONAL_TOKENS.c
_COLUMNS = (_P.id, _P.name, _P.created_at, _P.expires_at, _P.revoked_at, _P.last_used_at)
_MINE = _P.organisation_id == bindparam("organisation_id")
_NOT_REVOKED = _P.revoked_at.is_(None)
_LIVES = _NOT_REVOKED & or_(_P.expires_at.is_(None), _P.expires_at > bindparam("now"))
_TO_CHANGE = Statement(
    select(_P.organisation_id, _P.user_id, *_COLUMNS).where(_P.id == bindparam("id")).with_for_update(key_share=True)
)
_COUNT_LIVING = Statement(
    select(func.count(type_=Integer)).select_from(PERSONAL_TOKENS).where(_MINE, _P.user_id == bindparam("user"), _LIVES)
)


def _of_people() -> Statement:
    place = func.row_number().over(partition_by=_P.user_id, order_by=(_LIVES.desc(), _P.id.desc())).label("place")
    of_people = _P.user_id == func.any(bindparam("people", type_=ARRAY(SQL_UUID())))
    ranked = select(_P.user_id, *_COLUMNS, place).where(_MINE, of_people).subquery()
    shown = tuple(column for column in ranked.c if column is not ranked.c.place)
    latest_first = (ranked.c.created_at.desc(), ranked.c.id.desc())
    return Statement(select(*shown).where(ranked.c.place <= SHOWN).order_by(*latest_first))


_OF_PEOPLE = _of_people()


def not_revoked(*which: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """Ids of those not revoked, locked in the same order by everybody, so that nobody meets a deadlock."""
    return select(_P.id).where(*which, _NOT_REVOKED).order_by(_P.id).with_for_update(key_share=True)


async def count_living_personal_tokens(writer: Writer, organisation_id: UUID, user_id: UUID, now: datetime) -> int:
    """How many tokens a person could use now, in an organisation that the caller was let into."""
    count: int = await writer.value(_COUNT_LIVING, organisation_id=organisation_id, user=user_id, now=now)
    return count


async def get_personal_token_to_change(writer: Writer, actor: Actor, id_: str) -> TokenRecord:
    """A token, locked; a member finds only their own. Raises `NotFound`."""
    row = await get_owned(writer, actor, _TO_CHANGE, "Personal token", id_)
    if row["user_id"] != actor.user_id and not allowed(actor.holder, Permission.PERSONAL_TOKENS_OF_OTHERS):
        raise NotFound("Personal token", id_)
    return _record(row)


async def personal_tokens_of(
    reader: Reader, actor: Actor | None, people: Sequence[UUID], now: datetime
) -> dict[UUID, list[TokenRecord]]:
    """The tokens of each of these people, the latest first. One's own are no secret."""
    actor = require(actor, Permission.VIEWER_READ)
    if any(person != actor.user_id for person in people):
        require(actor, Permission.PERSONAL_TOKENS_READ_OF_OTHERS)
    found = defaultdict(list)
    for row in await reader.rows(_OF_PEOPLE, organisation_id=organisation_of(actor), people=list(people), now=now):
        found[row["user_id"]].append(_record(row))
    return found


def _record(row: Row) -> TokenRecord:
    return TokenRecord(**{column.name: row[column.name] for column in _COLUMNS})
