"""Sessions of people: opened, ended one by one, ended all at once when somebody leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from identity.access import organisation_of, require
from identity.access.microsoft_accounts import came_by_account
from identity.access.sessions import COLUMNS, get_session_among_all, get_session_to_change, living, with_lifetimes
from identity.access.users import users
from identity.actor import Actor, ActorKind
from identity.audit import Act, Target, created, record
from identity.commands.admission import get_person_to_admit
from identity.commands.personal_tokens import (
    revoke_personal_tokens_of,
    revoke_personal_tokens_of_account,
    revoke_personal_tokens_of_tenant,
)
from identity.database import Statement
from identity.errors import InvalidInput, PermissionDenied
from identity.records import SessionRecord
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInMethod
from identity.rules.tokens import TokenKind, hash_secret, new_secret, render
from identity.tables import SESSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from identity.database import Writer
    from identity.records import UserRecord

MAX_USER_AGENT = 200


@dataclass(frozen=True, slots=True)
class SessionLifetimes:
    """How long a session lives at most, and how long without being used.

    So long the operator lets it; an organisation may let its own people's live shorter.
    """

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
_GIVEN = tuple(column for column in _S if column not in {_S.expires_at, _S.idle_seconds, _S.last_used_at, _S.ended_at})
_INSERT = Statement(
    insert(SESSIONS).from_select([*_GIVEN, _S.expires_at, _S.idle_seconds], with_lifetimes(*_GIVEN)).returning(*COLUMNS)
)
_OF = _S.organisation_id == bindparam("of")
_END = update(SESSIONS).values(ended_at=bindparam("now"))
_END_ONE = Statement(_END.where(_OF, _S.id == bindparam("session"), _S.ended_at.is_(None)))
_END_OF_PERSON = Statement(_END.where(_OF, _S.id.in_(living(_OF, _S.user_id == bindparam("person")))).returning(_S.id))
_END_OTHERS_OF_PERSON = Statement(
    _END.where(_OF, _S.id.in_(living(_OF, _S.user_id == bindparam("person"), _S.id != bindparam("kept")))).returning(
        _S.id
    )
)
_END_OF_ACCOUNT = Statement(
    _END.where(_OF, _S.id.in_(living(_OF, came_by_account(_S.user_id, _S.tenant_id)))).returning(_S.id)
)
_END_OF_TENANT = Statement(
    _END.where(_OF, _S.id.in_(living(_OF, _S.tenant_id == bindparam("tenant")))).returning(_S.id)
)
_END_OF_MICROSOFT_SESSION = Statement(
    _END.where(_S.id.in_(living(_S.microsoft_sid == bindparam("sid"), _S.tenant_id == bindparam("tenant")))).returning(
        _S.organisation_id, *COLUMNS
    )
)


async def create(
    writer: Writer, act: Act, organisation: str, user_name: str, *, reason: str, lifetimes: SessionLifetimes
) -> tuple[SessionRecord, str]:
    """Open a session for a person on the operator's behalf, and return it with its token.

    The reason stands in the customer's audit log. Raises `NotFound`, `InvalidInput`.
    """
    require(act.actor, Permission.SESSION_CREATE)
    of, user = await get_person_to_admit(writer, act, organisation, user_name, reason=reason)
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
    """End a session, by default the actor's own; one that has ended stays as it is. Raises `NotFound`, `InvalidInput`.

    Ended sessions stay for the record.
    """
    actor = require(act.actor, Permission.SESSION_END)
    if id_ is None and actor.session_id is None:
        raise InvalidInput("id", f"{actor.label} is not in a session that could end. Name the one that shall.")
    organisation_id, session = await get_session_to_change(writer, actor, str(actor.session_id) if id_ is None else id_)
    if session.ended_at is not None:
        return session
    await writer.rows(_END_ONE, of=organisation_id, session=session.id, now=act.now)
    changes = [{"field": "endedAt", "before": None, "after": act.now.isoformat()}]
    await record(writer, act, organisation_id, Target("Session", session.id, str(session.user_id)), changes)
    return replace(session, ended_at=act.now)


async def end_others(writer: Writer, act: Act) -> int:
    """End every session of the person who asks but the one they ask in; return how many.

    Raises `PermissionDenied` for whoever is in no session, `Unauthenticated` when theirs was just ended.
    """
    actor = require(act.actor, Permission.SESSION_END)
    if actor.session_id is None:
        raise PermissionDenied(f"{actor.label} is in no session that could be the one to stay.")
    session = await get_session_among_all(writer, actor)
    organisation_id = organisation_of(actor)
    changes = await end_other_sessions_of(writer, organisation_id, session, act.now)
    if not changes:
        return 0
    await record(writer, act, organisation_id, Target("User", session.user_id, actor.label), changes)
    return len(changes[0]["before"])


async def end_all_of(writer: Writer, act: Act, id_: str) -> UserRecord:
    """End every session of a person; their personal tokens stay. Raises `NotFound`."""
    actor = require(act.actor, Permission.SESSION_END_OF_OTHERS)
    user = await users.get_to_change(writer, actor, id_, Permission.SESSION_END_OF_OTHERS)
    organisation_id = organisation_of(actor)
    ended = await writer.rows(_END_OF_PERSON, of=organisation_id, person=user.id, now=act.now)
    if ended:
        changes = _ended([row["id"] for row in ended], [])
        await record(writer, act, organisation_id, Target("User", user.id, user.user_name), changes)
    return user


async def end_sessions_of(writer: Writer, organisation_id: UUID, user_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """End every session and personal token of a person; return the changed fields for the audit row.

    The person's row is locked by the caller, so that nothing new begins meanwhile.
    """
    sessions = [row["id"] for row in await writer.rows(_END_OF_PERSON, of=organisation_id, person=user_id, now=now)]
    return _ended(sessions, await revoke_personal_tokens_of(writer, organisation_id, user_id, now))


async def end_sessions_of_account(
    writer: Writer, organisation_id: UUID, object_id: UUID, now: datetime
) -> list[dict[str, Any]]:
    """End what the Microsoft account with this object id opened, whomever it is linked to; likewise.

    An administrator who connected the tenant may have their account linked to the person they were before their
    directory provisioned them once more, under another name.
    """
    rows = await writer.rows(_END_OF_ACCOUNT, of=organisation_id, object_id=object_id, now=now)
    tokens = await revoke_personal_tokens_of_account(writer, organisation_id, object_id, now)
    return _ended([row["id"] for row in rows], tokens)


async def end_other_sessions_of(
    writer: Writer, organisation_id: UUID, session: SessionRecord, now: datetime
) -> list[dict[str, Any]]:
    """End every session of a person but this one; return the changed fields for the audit row.

    Personal tokens stay: they are revoked one by one.
    """
    others = {"of": organisation_id, "person": session.user_id, "kept": session.id}
    ended = await writer.rows(_END_OTHERS_OF_PERSON, **others, now=now)
    ids = sorted(str(row["id"]) for row in ended)
    return [{"field": "sessions.ended", "before": ids, "after": None}] if ids else []


async def end_sessions_of_tenant(
    writer: Writer, organisation_id: UUID, tenant_id: UUID, now: datetime
) -> list[dict[str, Any]]:
    """End every session that a tenant vouched for, and the personal tokens made in one.

    Returns the changed fields for the audit row, in which they are counted: there can be as many as people. The
    connection's row is locked by the caller, so that no new session begins meanwhile.
    """
    sessions = await writer.rows(_END_OF_TENANT, of=organisation_id, tenant=tenant_id, now=now)
    tokens = await revoke_personal_tokens_of_tenant(writer, organisation_id, tenant_id, now)
    return [
        {"field": field, "before": len(ids), "after": None}
        for field, ids in (("sessions.ended", sessions), ("personalTokens.ended", tokens))
        if ids
    ]


async def end_sessions_of_microsoft_session(
    writer: Writer, tenant_id: UUID, sid: str, now: datetime
) -> list[tuple[UUID, SessionRecord]]:
    """End the sessions that came of one session at Microsoft; return them with their organisations.

    `sid` is the ID token's claim (OpenID Connect Front-Channel Logout 1.0). Personal tokens stay: signing out takes no
    way in from anybody.
    """
    rows = await writer.rows(_END_OF_MICROSOFT_SESSION, tenant=tenant_id, sid=sid, now=now)
    return [(row["organisation_id"], SessionRecord.of(row)) for row in rows]


def _ended(sessions: Sequence[UUID], tokens: Sequence[UUID]) -> list[dict[str, Any]]:
    return [
        {"field": field, "before": [str(id_) for id_ in sorted(ids)], "after": None}
        for field, ids in (("sessions.ended", sessions), ("personalTokens.ended", tokens))
        if ids
    ]


async def _insert(
    writer: Writer, act: Act, organisation_id: UUID, user_id: UUID, *, proof: Proof, lifetimes: SessionLifetimes
) -> tuple[SessionRecord, str]:
    secret = new_secret()
    row = await writer.row(
        _INSERT,
        organisation_id=organisation_id,
        id=act.new_id(),
        user_id=user_id,
        secret_hash=hash_secret(secret),
        method=proof.method,
        tenant_id=proof.tenant_id,
        microsoft_sid=proof.microsoft_sid,
        user_agent=proof.user_agent and proof.user_agent[:MAX_USER_AGENT],
        created_at=act.now,
        most_seconds=int(lifetimes.absolute.total_seconds()),
        most_idle_seconds=int(lifetimes.idle.total_seconds()),
    )
    assert row is not None, "the person's organisation is there"
    session = SessionRecord.of(row)
    return session, render(TokenKind.SESSION, session.id, secret)
