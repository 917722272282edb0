"""Sessions of those who act in an organisation without being one of its people: opened, and ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from identity.access import require
from identity.access.delegated_sessions import (
    COLUMNS,
    DelegatedSessionRecord,
    beyond_the_latest,
    get_delegated_session_to_change,
    hold_operator_token,
    living,
)
from identity.access.organisations import find_organisation
from identity.audit import Act, Target, created, record
from identity.database import Statement
from identity.errors import InvalidInput, NotFound
from identity.rules.delegation import (
    MOST_SESSIONS,
    DelegationKind,
    checked_reason,
    label_of_link,
    label_of_support,
)
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.rules.tokens import TokenKind, hash_secret, new_secret, render
from identity.tables import DELEGATED_SESSIONS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.access.connection_setup_links import ConnectionSetupLinkRecord
    from identity.database import Writer
    from identity.records import OrganisationRecord

LIFETIME, IDLE = timedelta(hours=8), timedelta(hours=1)
"""How long whoever followed a link is in at most, and how long without doing anything."""
SUPPORT_LIFETIME = timedelta(hours=1)

_D = DELEGATED_SESSIONS.c
_INSERT = Statement(
    insert(DELEGATED_SESSIONS).values(
        {column: bindparam(column.name) for column in _D if column not in {_D.last_used_at, _D.ended_at}}
    )
)
_END = update(DELEGATED_SESSIONS).values(ended_at=bindparam("now"))
_END_ONE = Statement(_END.where(_D.organisation_id == bindparam("of"), _D.id == bindparam("session")))


_OF_LINK = (_D.organisation_id == bindparam("of"), _D.link_id == bindparam("link"))
_END_OF_LINK = Statement(_END.where(_OF_LINK[0], _D.id.in_(living(*_OF_LINK))).returning(_D.id))
_MAKE_ROOM = Statement(
    _END.where(_OF_LINK[0], _D.id.in_(beyond_the_latest(MOST_SESSIONS - 1, *_OF_LINK))).returning(_D.id)
)
_END_OF_OPERATOR_TOKEN = Statement(
    _END.where(_D.id.in_(living(_D.operator_token_id == bindparam("token")))).returning(*COLUMNS)
)


async def start_by_link(
    writer: Writer, act: Act, link: ConnectionSetupLinkRecord
) -> tuple[DelegatedSessionRecord, str]:
    """A session of whoever followed a link, with its token. The oldest ends where there would be too many.

    It ends with the link at the latest. The link's row is locked by the caller, so that it is not revoked meanwhile.
    """
    of = {"of": link.organisation_id, "link": link.id}
    ended = await writer.rows(_MAKE_ROOM, **of, now=act.now)
    session = DelegatedSessionRecord(
        organisation_id=link.organisation_id,
        id=act.new_id(),
        kind=DelegationKind.SETUP_LINK,
        link_id=link.id,
        label=label_of_link(link.label),
        reason=None,
        created_at=act.now,
        expires_at=min(act.now + LIFETIME, link.expires_at),
        last_used_at=None,
        ended_at=None,
    )
    token = await _insert(writer, session, idle=IDLE, connection_id=link.connection_id)
    changes = created(link=str(link.id), expiresAt=session.expires_at.isoformat())
    changes += (
        [{"field": "sessions.ended", "before": [str(row["id"]) for row in ended], "after": None}] if ended else []
    )
    await record(writer, act, link.organisation_id, _target(session), changes)
    return session, token


async def start_support(
    writer: Writer, act: Act, organisation: str, *, reason: str
) -> tuple[OrganisationRecord, DelegatedSessionRecord, str]:
    """A session in which the operator looks at a customer's pages and changes nothing, with its token.

    The reason stands in the customer's audit log. It ends with the operator's token at the latest.
    Raises `NotFound`, `InvalidInput`, and `Unauthenticated` when that was just revoked.
    """
    actor = require(act.actor, Permission.SUPPORT_SESSION_CREATE)
    kept = checked_reason(reason)
    of = await find_organisation(writer, actor, organisation)
    if of is None:
        raise NotFound("Organisation", organisation)
    # Whoever holds the database itself has no token.
    operator_token = uuid_or_none(actor.id)
    until = await hold_operator_token(writer, operator_token) if operator_token else None
    latest = act.now + SUPPORT_LIFETIME
    session = DelegatedSessionRecord(
        organisation_id=of.id,
        id=act.new_id(),
        kind=DelegationKind.SUPPORT,
        link_id=None,
        label=label_of_support(actor.label),
        reason=kept,
        created_at=act.now,
        expires_at=min(latest, until) if until else latest,
        last_used_at=None,
        ended_at=None,
    )
    token = await _insert(writer, session, idle=SUPPORT_LIFETIME, operator_token_id=operator_token)
    changes = created(reason=kept, expiresAt=session.expires_at.isoformat())
    await record(writer, act, of.id, _target(session), changes)
    return of, session, token


async def end(writer: Writer, act: Act, id_: str | None) -> DelegatedSessionRecord:
    """End a delegated session, by default the actor's own; one that has ended stays as it is.

    Raises `NotFound`, `InvalidInput`.
    """
    actor = require(act.actor, Permission.DELEGATED_SESSION_END)
    if id_ is None and actor.delegated_session_id is None:
        raise InvalidInput("id", f"{actor.label} is in no delegated session. Name the one that shall end.")
    named = str(actor.delegated_session_id) if id_ is None else id_
    session = await get_delegated_session_to_change(writer, actor, named)
    if session.ended_at is not None:
        return session
    await writer.rows(_END_ONE, of=session.organisation_id, session=session.id, now=act.now)
    await _record_end(writer, act, session)
    return replace(session, ended_at=act.now)


async def end_sessions_of_link(writer: Writer, organisation_id: UUID, link_id: UUID, now: datetime) -> list[str]:
    """End the sessions of a link, whose row is locked by the caller; return which, for the audit row."""
    rows = await writer.rows(_END_OF_LINK, of=organisation_id, link=link_id, now=now)
    return sorted(str(row["id"]) for row in rows)


async def end_sessions_of_operator_token(writer: Writer, act: Act, token_id: UUID) -> None:
    """End what was opened with an operator's token, whose row is locked by the caller. Each customer can read it."""
    for row in await writer.rows(_END_OF_OPERATOR_TOKEN, token=token_id, now=act.now):
        await _record_end(writer, act, DelegatedSessionRecord.of(row))


async def _insert(
    writer: Writer,
    session: DelegatedSessionRecord,
    *,
    idle: timedelta,
    connection_id: UUID | None = None,
    operator_token_id: UUID | None = None,
) -> str:
    secret = new_secret()
    await writer.rows(
        _INSERT,
        organisation_id=session.organisation_id,
        id=session.id,
        kind=session.kind,
        link_id=session.link_id,
        connection_id=connection_id,
        operator_token_id=operator_token_id,
        secret_hash=hash_secret(secret),
        label=session.label,
        reason=session.reason,
        created_at=session.created_at,
        expires_at=session.expires_at,
        idle_seconds=int(idle.total_seconds()),
    )
    return render(TokenKind.DELEGATED, session.id, secret)


async def _record_end(writer: Writer, act: Act, session: DelegatedSessionRecord) -> None:
    changes = [{"field": "endedAt", "before": None, "after": act.now.isoformat()}]
    await record(writer, act, session.organisation_id, _target(session), changes)


def _target(session: DelegatedSessionRecord) -> Target:
    return Target("DelegatedSession", session.id, session.label)
