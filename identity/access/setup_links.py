"""Doors to set-up links. The secret of one is all it takes to come here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from identity.access.admission import MAY_COME_IN
from identity.database import Statement
from identity.rules.tokens import PresentedToken, TokenKind, matches, split
from identity.tables import ORGANISATIONS, SETUP_LINKS, USERS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.database import Reader, Row, Writer

_L = SETUP_LINKS.c
_U = USERS.c
_O = ORGANISATIONS.c
_USABLE = (
    select(
        _L.organisation_id,
        _L.id,
        _L.secret_hash,
        _L.expires_at,
        _O.name.label("organisation_name"),
        _O.slug.label("organisation_slug"),
        _U.id.label("user_id"),
        _U.user_name,
    )
    .join(ORGANISATIONS, _O.id == _L.organisation_id)
    .join(USERS, (_U.organisation_id == _L.organisation_id) & (_U.id == _L.user_id))
    .where(_L.id == bindparam("id"), _L.used_at.is_(None), _L.expires_at > bindparam("now"), MAY_COME_IN)
)
_FIND = Statement(_USABLE)
# The person as well: nobody is let in who is being deactivated, and who has two links uses one after the other.
# They come first, as by everybody who holds both, so that nobody waits in a circle.
_HOLD = Statement(_USABLE.with_for_update(key_share=True, of=[USERS, SETUP_LINKS]))


@dataclass(frozen=True, slots=True)
class SetupLinkRecord:
    """A set-up link and whom it is for, without its secret."""

    organisation_id: UUID
    id: UUID
    expires_at: datetime
    organisation_name: str
    organisation_slug: str
    user_id: UUID
    user_name: str


async def find_setup_link(reader: Reader, secret: str, now: datetime) -> SetupLinkRecord | None:
    """The link that ends with this secret, while it can be used.

    It cannot once it was used, has expired or was followed by another one, or the person may not come in.
    """
    return await _found(reader, _FIND, secret, now)


async def find_setup_link_to_use(writer: Writer, secret: str, now: datetime) -> SetupLinkRecord | None:
    """The same, with the link and the person locked until the transaction ends."""
    return await _found(writer, _HOLD, secret, now)


async def _found(reader: Reader, statement: Statement, secret: str, now: datetime) -> SetupLinkRecord | None:
    match split(secret):
        case PresentedToken(TokenKind.SETUP, id_, its_secret):
            row = await reader.row(statement, id=id_, now=now)
            return _record(row) if row and matches(its_secret, row["secret_hash"]) else None
        case _:
            return None


def _record(row: Row) -> SetupLinkRecord:
    return SetupLinkRecord(**{name: row[name] for name in SetupLinkRecord.__slots__})
