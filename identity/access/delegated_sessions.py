"""Doors to the sessions of those who act in an organisation without being one of its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sqlalchemy import bindparam, select

from identity.access import get_owned, require
from identity.database import Statement
from identity.errors import NotFound, Unauthenticated
from identity.rules.delegation import DelegationKind
from identity.rules.permissions import Holder, Permission
from identity.tables import DELEGATED_SESSIONS, OPERATOR_TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from identity.actor import Actor
    from identity.database import Reader, Writer

SHOWN = 100
"""How many of an organisation's sessions are shown, the latest of those that live."""


@dataclass(frozen=True, slots=True)
class DelegatedSessionRecord:
    """A delegated session, without its secret."""

    organisation_id: UUID
    id: UUID
    kind: DelegationKind
    link_id: UUID | None
    label: str
    reason: str | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `delegated_sessions`; what the record has no field for is left out."""
        named = {name: row[name] for name in cls.__slots__}
        return cls(**{**named, "kind": DelegationKind(row["kind"])})


_D = DELEGATED_SESSIONS.c
_O = OPERATOR_TOKENS.c
COLUMNS = tuple(_D[name] for name in DelegatedSessionRecord.__slots__)
_BY_ID = select(*COLUMNS).where(_D.id == bindparam("id"))
_OWN = Statement(_BY_ID)
_TO_CHANGE = Statement(_BY_ID.with_for_update(key_share=True))
_LIVING = Statement(
    select(*COLUMNS)
    .where(_D.organisation_id == bindparam("organisation_id"), _D.ended_at.is_(None), _D.expires_at > bindparam("now"))
    .order_by(_D.created_at.desc(), _D.id.desc())
    .limit(SHOWN)
)
_OPERATOR_TOKEN_HELD = Statement(
    select(_O.expires_at, _O.revoked_at).where(_O.id == bindparam("id")).with_for_update(read=True)
)


def living(*which: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """Ids of those not ended, locked in the same order by everybody, so that nobody meets a deadlock."""
    return select(_D.id).where(*which, _D.ended_at.is_(None)).order_by(_D.id).with_for_update(key_share=True)


def beyond_the_latest(count: int, *which: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """Ids of those that live at `now`, but for the latest so many. Ids are in the order of time."""
    alive = (*which, _D.ended_at.is_(None), _D.expires_at > bindparam("now"))
    return select(_D.id).where(*alive).order_by(_D.id.desc()).offset(count)


async def find_own_delegated_session(reader: Reader, actor: Actor | None) -> DelegatedSessionRecord | None:
    """The delegated session the actor came with, if they did."""
    actor = require(actor, Permission.VIEWER_READ)
    if actor.delegated_session_id is None:
        return None
    row = await reader.row(_OWN, id=actor.delegated_session_id)
    return DelegatedSessionRecord.of(row) if row else None


async def living_delegated_sessions(
    reader: Reader, actor: Actor | None, organisation_id: UUID, now: datetime
) -> list[DelegatedSessionRecord]:
    """Who else acts in an organisation that the actor was let into, the latest first."""
    require(actor, Permission.CONNECTION_SETUP_LINKS_READ)
    rows = await reader.rows(_LIVING, organisation_id=organisation_id, now=now)
    return [DelegatedSessionRecord.of(row) for row in rows]


async def get_delegated_session_to_change(writer: Writer, actor: Actor, id_: str) -> DelegatedSessionRecord:
    """A delegated session, locked. Who is in one finds only their own. Raises `NotFound`."""
    row = await get_owned(writer, actor, _TO_CHANGE, "Delegated session", id_)
    if actor.holder not in {Holder.OWNER, Holder.OPERATOR} and row["id"] != actor.delegated_session_id:
        raise NotFound("Delegated session", id_)
    return DelegatedSessionRecord.of(row)


async def hold_operator_token(writer: Writer, token_id: UUID) -> datetime | None:
    """When the operator's token expires, which nobody revokes until the transaction ends.

    Raises `Unauthenticated` when it was just revoked.
    """
    row = await writer.row(_OPERATOR_TOKEN_HELD, id=token_id)
    if row is None or row["revoked_at"] is not None:
        raise Unauthenticated("The operator's token has been revoked.")
    expires_at: datetime | None = row["expires_at"]
    return expires_at
