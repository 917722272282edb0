"""Doors to sessions of people."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import get_owned, organisation_of, require
from identity.access.admission import MAY_COME_IN
from identity.database import Statement
from identity.errors import NotFound, Unauthenticated
from identity.records import SessionRecord
from identity.rules.last_use import is_idle
from identity.rules.permissions import Permission, allowed
from identity.tables import ORGANISATIONS, SESSIONS, USERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Select

    from identity.actor import Actor
    from identity.database import Reader, Writer

_O = ORGANISATIONS.c
_S = SESSIONS.c
_U = USERS.c
COLUMNS = tuple(_S[name] for name in SessionRecord.__slots__)
_MINE = _S.organisation_id == bindparam("organisation_id")
_TO_CHANGE = Statement(
    select(_S.organisation_id, *COLUMNS).where(_S.id == bindparam("id")).with_for_update(key_share=True)
)
_PERSON_HELD = Statement(
    select(MAY_COME_IN)
    .where(_U.organisation_id == bindparam("organisation_id"), _U.id == bindparam("id"))
    .with_for_update(key_share=True)
)
_HELD = Statement(select(*COLUMNS).where(_MINE, _S.id == bindparam("id")).with_for_update(read=True))
_OF_PEOPLE = Statement(
    select(*COLUMNS)
    .where(
        _MINE,
        _S.user_id == func.any(bindparam("people", type_=ARRAY(SQL_UUID()))),
        _S.ended_at.is_(None),
        _S.expires_at > bindparam("now"),
    )
    .order_by(_S.created_at.desc(), _S.id.desc())
)


def living(*which: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """Ids of those not ended, locked in the same order by everybody, so that nobody meets a deadlock."""
    return select(_S.id).where(*which, _S.ended_at.is_(None)).order_by(_S.id).with_for_update(key_share=True)


def with_lifetimes(*given: Column[Any]) -> Select[Any]:
    """What a session to be is made of: what is given, by name, then when it ends and how long it lives unused.

    So long as the operator lets it (`most_seconds`, `most_idle_seconds`); its organisation may be stricter. `LEAST`
    passes over what is null.
    """
    most, most_idle = (bindparam(name, type_=Integer()) for name in ("most_seconds", "most_idle_seconds"))
    lifetime = func.make_interval(0, 0, 0, 0, 0, 0, func.least(_O.session_lifetime_seconds, most))
    return select(
        *(bindparam(column.name, type_=column.type) for column in given),
        bindparam("created_at", type_=_S.created_at.type) + lifetime,
        func.least(_O.session_idle_seconds, most_idle),
    ).where(_O.id == bindparam("organisation_id", type_=_O.id.type))


_ALL_HELD = Statement(living(_MINE, _S.user_id == bindparam("person")))


async def get_session_to_change(reader: Reader, actor: Actor, id_: str) -> tuple[UUID, SessionRecord]:
    """A session and its organisation, locked; a member finds only sessions of their own. Raises `NotFound`."""
    row = await get_owned(reader, actor, _TO_CHANGE, "Session", id_)
    if row["user_id"] != actor.user_id and not allowed(actor.holder, Permission.SESSION_END_OF_OTHERS):
        raise NotFound("Session", id_)
    return row["organisation_id"], SessionRecord.of(row)


async def get_session_to_build_on(writer: Writer, actor: Actor) -> SessionRecord:
    """The session the actor came with. Until the transaction ends neither does it, nor is the person deactivated.

    Whatever else is made for a person by virtue of their session is made one at a time. Raises `Unauthenticated` when
    it was just ended.
    """
    await hold_themselves(writer, actor)
    row = await writer.row(_HELD, organisation_id=organisation_of(actor), id=actor.session_id)
    if row is None or row["ended_at"] is not None:
        raise _ended()
    return SessionRecord.of(row)


async def get_session_among_all(writer: Writer, actor: Actor) -> SessionRecord:
    """Like `get_session_to_build_on`, for whoever is going to end the person's other sessions.

    All are held, in the order in which everybody holds them. Raises likewise.
    """
    await hold_themselves(writer, actor)
    await writer.rows(_ALL_HELD, organisation_id=organisation_of(actor), person=actor.user_id)
    return await get_session_to_build_on(writer, actor)


async def hold_themselves(writer: Writer, actor: Actor) -> None:
    """Hold the person who is acting, before owners and sessions. Raises `Unauthenticated` if they may not come in."""
    if not await writer.value(_PERSON_HELD, organisation_id=organisation_of(actor), id=actor.user_id):
        raise _ended()


def _ended() -> Unauthenticated:
    return Unauthenticated("The session has ended. Sign in and try again.")


async def living_sessions_of(
    reader: Reader, actor: Actor | None, people: Sequence[UUID], now: datetime
) -> dict[UUID, list[SessionRecord]]:
    """The sessions by which each of these people could act now, the latest first. One's own are no secret."""
    actor = require(actor, Permission.VIEWER_READ)
    if any(person != actor.user_id for person in people):
        require(actor, Permission.SESSIONS_READ_OF_OTHERS)
    found = defaultdict(list)
    for row in await reader.rows(_OF_PEOPLE, organisation_id=organisation_of(actor), people=list(people), now=now):
        session = SessionRecord.of(row)
        if not is_idle((now - (session.last_used_at or session.created_at)).total_seconds(), session.idle_seconds):
            found[session.user_id].append(session)
    return found
