"""Sessions of people: opened, ended one by one, ended all at once when somebody leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from identity.access import require
from identity.access.organisations import find_organisation
from identity.access.tokens import get_session_to_change
from identity.access.users import find_user_to_admit
from identity.actor import Actor, ActorKind
from identity.audit import Act, Target, created, record
from identity.database import Statement
from identity.errors import InvalidInput, NotFound
from identity.records import SessionRecord
from identity.rules.attributes import checked_text
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInMethod
from identity.rules.tokens import TokenKind, hash_secret, new_secret, render
from identity.tables import SESSIONS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.database import Writer
    from identity.records import UserRecord

MAX_USER_AGENT = 200


@dataclass(frozen=True, slots=True)
class SessionLifetimes:
    """How long a session lives at most, and how long without being used."""

    absolute: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """How somebody proved who they are, and what is known of the way they came.

    `microsoft_sid` is the ID token's `sid`; `user_agent` is what the browser calls itself.
    """

    method: SignInMethod
    tenant_id: UUID | None = None
    microsoft_sid: str | None = None
    user_agent: str | None = None


_S = SESSIONS.c
_INSERT = Statement(
    insert(SESSIONS).values(
        {column: bindparam(column.name) for column in _S if column not in {_S.last_used_at, _S.ended_at}}
    )
)
_END_ONE = Statement(
    update(SESSIONS)
    .where(_S.organisation_id == bindparam("of"), _S.id == bindparam("session"), _S.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)
_END_ALL = Statement(
    update(SESSIONS)
    .where(_S.organisation_id == bindparam("of"), _S.user_id == bindparam("person"), _S.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
    .returning(_S.id)
)


async def create(
    writer: Writer, act: Act, organisation: str, user_name: str, *, reason: str, lifetimes: SessionLifetimes
) -> tuple[SessionRecord, str]:
    """Open a session for a person on the operator's behalf, and return it with its token.

    The reason stands in the customer's audit log. Raises `NotFound`, `InvalidInput`.
    """
    require(act.actor, Permission.SESSION_CREATE)
    if checked_text("reason", reason.strip()) is None:
        raise InvalidInput("reason", "Say why this person's session is opened; their organisation can read it.")
    of = await find_organisation(writer, act.actor, organisation)
    if of is None:
        raise NotFound("Organisation", organisation)
    user = await find_user_to_admit(writer, of.id, user_name)
    if user is None:
        raise NotFound("User", user_name)
    if not user.active:
        raise InvalidInput("userName", f"{user.user_name} is deactivated and cannot have a session.")
    session, token = await _insert(writer, act, of.id, user.id, proof=Proof(SignInMethod.OPERATOR), lifetimes=lifetimes)
    changes = created(user=user.user_name, reason=reason.strip(), expiresAt=session.expires_at.isoformat())
    await record(writer, act, of.id, Target("Session", session.id, user.user_name), changes)
    return session, token


async def start(
    writer: Writer, act: Act, organisation_id: UUID, user: UserRecord, *, proof: Proof, lifetimes: SessionLifetimes
) -> tuple[SessionRecord, str]:
    """Open a session for a person who has proved who they are, and return it with its token.

    The person's row is locked by the caller, so that nobody who is being deactivated slips in. They are the actor in
    the audit log.
    """
    session, token = await _insert(writer, act, organisation_id, user.id, proof=proof, lifetimes=lifetimes)
    tenant = str(proof.tenant_id) if proof.tenant_id else None
    changes = created(method=proof.method, tenant=tenant, expiresAt=session.expires_at.isoformat())
    by_themselves = replace(act, actor=person(organisation_id, user))
    await record(writer, by_themselves, organisation_id, Target("Session", session.id, user.user_name), changes)
    return session, token


def person(organisation_id: UUID, user: UserRecord) -> Actor:
    """The user as the actor of what they do while they sign in."""
    return Actor(
        ActorKind.PERSON, id=str(user.id), label=user.user_name, organisation_id=organisation_id, user_id=user.id
    )


async def end(writer: Writer, act: Act, id_: str | None) -> SessionRecord:
    """End a session, by default the actor's own; one that has ended stays as it is. Raises `NotFound`."""
    actor = require(act.actor, Permission.SESSION_END)
    named = str(actor.session_id) if id_ is None else id_
    organisation_id, session = await get_session_to_change(writer, actor, named)
    if session.ended_at is not None:
        return session
    await writer.rows(_END_ONE, of=organisation_id, session=session.id, now=act.now)
    changes = [{"field": "endedAt", "before": None, "after": act.now.isoformat()}]
    await record(writer, act, organisation_id, Target("Session", session.id, str(session.user_id)), changes)
    return replace(session, ended_at=act.now)


async def end_sessions_of(writer: Writer, organisation_id: UUID, user_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """End every session of a person; return the changed fields for the audit row."""
    ended = await writer.rows(_END_ALL, of=organisation_id, person=user_id, now=now)
    ids = [str(row["id"]) for row in ended]
    return [{"field": "sessions.ended", "before": ids, "after": None}] if ids else []


async def _insert(
    writer: Writer, act: Act, organisation_id: UUID, user_id: UUID, *, proof: Proof, lifetimes: SessionLifetimes
) -> tuple[SessionRecord, str]:
    session = SessionRecord(
        id=act.new_id(),
        user_id=user_id,
        method=proof.method,
        tenant_id=proof.tenant_id,
        user_agent=proof.user_agent and proof.user_agent[:MAX_USER_AGENT],
        created_at=act.now,
        expires_at=act.now + lifetimes.absolute,
        idle_seconds=int(lifetimes.idle.total_seconds()),
        last_used_at=None,
        ended_at=None,
    )
    secret = new_secret()
    await writer.rows(
        _INSERT,
        organisation_id=organisation_id,
        id=session.id,
        user_id=session.user_id,
        secret_hash=hash_secret(secret),
        method=session.method,
        tenant_id=session.tenant_id,
        microsoft_sid=proof.microsoft_sid,
        user_agent=session.user_agent,
        created_at=session.created_at,
        expires_at=session.expires_at,
        idle_seconds=session.idle_seconds,
    )
    return session, render(TokenKind.SESSION, session.id, secret)
