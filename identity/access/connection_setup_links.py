"""Doors to the links by which connections are set up. Who follows one has no credential but its secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sqlalchemy import Integer, bindparam, func, select

from identity.access import get_owned, require
from identity.database import Statement
from identity.rules.permissions import Permission
from identity.rules.tokens import PresentedToken, TokenKind, matches, split
from identity.tables import CONNECTION_SETUP_LINKS, ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Writer

SHOWN = 100
"""How many of an organisation's links are shown; those that can be followed first."""


@dataclass(frozen=True, slots=True)
class ConnectionSetupLinkRecord:
    """A link, without its secret. `label` says whom it is for, `created_by` who made it."""

    organisation_id: UUID
    id: UUID
    connection_id: UUID
    label: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `connection_setup_links`; what the record has no field for is left out."""
        return cls(**{name: row[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class FollowedLink:
    """A usable link as whoever holds it sees it, with the organisation it leads to."""

    link: ConnectionSetupLinkRecord
    organisation_name: str
    organisation_slug: str


_L = CONNECTION_SETUP_LINKS.c
_O = ORGANISATIONS.c
COLUMNS = tuple(_L[name] for name in ConnectionSetupLinkRecord.__slots__)
_MINE = _L.organisation_id == bindparam("organisation_id")
_USABLE = _L.revoked_at.is_(None) & (_L.expires_at > bindparam("now"))
_FOLLOW = (
    select(*COLUMNS, _L.secret_hash, _O.name.label("organisation_name"), _O.slug.label("organisation_slug"))
    .join(ORGANISATIONS, _O.id == _L.organisation_id)
    .where(_L.id == bindparam("id"), _USABLE)
)
_FIND = Statement(_FOLLOW)
# Whoever revokes the link waits, or has been waited for: no session begins that outlives it.
_HOLD = Statement(_FOLLOW.with_for_update(key_share=True, of=CONNECTION_SETUP_LINKS))
_TO_CHANGE = Statement(select(*COLUMNS).where(_L.id == bindparam("id")).with_for_update(key_share=True))
_ALL = Statement(
    select(*COLUMNS).where(_MINE).order_by(_USABLE.desc(), _L.created_at.desc(), _L.id.desc()).limit(SHOWN)
)
_COUNT_USABLE = Statement(
    select(func.count(type_=Integer))
    .select_from(CONNECTION_SETUP_LINKS)
    .where(_MINE, _L.connection_id == bindparam("connection"), _USABLE)
)


async def connection_setup_links_of(
    reader: Reader, actor: Actor | None, organisation_id: UUID, now: datetime
) -> list[ConnectionSetupLinkRecord]:
    """The links of an organisation that the actor was let into: those that can be followed, then the latest."""
    require(actor, Permission.CONNECTION_SETUP_LINKS_READ)
    rows = await reader.rows(_ALL, organisation_id=organisation_id, now=now)
    return [ConnectionSetupLinkRecord.of(row) for row in rows]


async def count_usable_links(writer: Writer, organisation_id: UUID, connection_id: UUID, now: datetime) -> int:
    """How many links of a connection the caller was let into can be followed."""
    count: int = await writer.value(_COUNT_USABLE, organisation_id=organisation_id, connection=connection_id, now=now)
    return count


async def get_link_to_change(writer: Writer, actor: Actor, id_: str) -> ConnectionSetupLinkRecord:
    """A link of the actor's organisation, or of any for the operator, locked. Raises `NotFound`."""
    return ConnectionSetupLinkRecord.of(await get_owned(writer, actor, _TO_CHANGE, "Set-up link", id_))


async def find_link_to_follow(reader: Reader, secret: str, now: datetime) -> FollowedLink | None:
    """The link that ends with this secret, while it is neither expired nor revoked."""
    return await _found(reader, _FIND, secret, now)


async def find_link_to_open(writer: Writer, secret: str, now: datetime) -> FollowedLink | None:
    """The same, locked until the transaction ends."""
    return await _found(writer, _HOLD, secret, now)


async def _found(reader: Reader, statement: Statement, secret: str, now: datetime) -> FollowedLink | None:
    match split(secret):
        case PresentedToken(TokenKind.CONNECTION_SETUP, id_, its_secret):
            row = await reader.row(statement, id=id_, now=now)
            if row is None or not matches(its_secret, row["secret_hash"]):
                return None
            return FollowedLink(ConnectionSetupLinkRecord.of(row), row["organisation_name"], row["organisation_slug"])
        case _:
            return None
