"""Who is at the door: a bearer token → the actor it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, column, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access.admission import MAY_COME_IN
from identity.actor import Actor, ActorKind
from identity.database import Statement
from identity.errors import ConnectionChanged, ConnectionMismatch, RefusedToken, Unauthenticated
from identity.rules.ids import uuid_or_none
from identity.rules.last_use import is_idle, precision_seconds
from identity.rules.refused_credential import RefusalReason
from identity.rules.roles import Role
from identity.rules.sign_in import SignInMethod
from identity.rules.tokens import PresentedToken, TokenKind, matches, readable_prefix, split
from identity.tables import (
    ACCESS_TOKENS,
    CONNECTIONS,
    DELEGATED_SESSIONS,
    MEMBERSHIPS,
    OPERATOR_TOKENS,
    PERSONAL_TOKENS,
    SESSIONS,
    USERS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table

    from identity.database import Database, Reader, Row

_T = ACCESS_TOKENS.c
_O = OPERATOR_TOKENS.c
_S = SESSIONS.c
_U = USERS.c
_M = MEMBERSHIPS.c
_C = CONNECTIONS.c
_D = DELEGATED_SESSIONS.c


def _of_person(table: Table, *columns: ColumnElement[Any]) -> Statement:
    """A credential of a person, with who they are now, and with the connection they address if it is theirs."""
    of = table.c
    addressed = (_C.organisation_id == of.organisation_id) & (_C.id == bindparam("connection", type_=SQL_UUID()))
    return Statement(
        select(
            of.id,
            of.organisation_id,
            of.user_id,
            of.secret_hash,
            of.expires_at,
            of.last_used_at,
            *columns,
            _U.user_name,
            MAY_COME_IN.label("may_come_in"),
            _M.role,
            _C.id.label("connection_id"),
            _C.version.label("connection_version"),
        )
        .join(USERS, (_U.organisation_id == of.organisation_id) & (_U.id == of.user_id))
        .outerjoin(MEMBERSHIPS, (_M.organisation_id == of.organisation_id) & (_M.user_id == of.user_id))
        .outerjoin(CONNECTIONS, addressed)
        .where(of.id == bindparam("id"))
    )


_BY_KIND = {
    TokenKind.SCIM: Statement(
        select(
            _T.id,
            _T.organisation_id,
            _T.connection_id,
            _T.name,
            _T.secret_hash,
            _T.expires_at,
            _T.revoked_at,
            _T.last_used_at,
            _C.version.label("connection_version"),
        )
        .join(CONNECTIONS, (_C.organisation_id == _T.organisation_id) & (_C.id == _T.connection_id))
        .where(_T.id == bindparam("id"))
    ),
    TokenKind.OPERATOR: Statement(
        select(_O.id, _O.name, _O.secret_hash, _O.expires_at, _O.revoked_at, _O.last_used_at).where(
            _O.id == bindparam("id")
        )
    ),
    TokenKind.SESSION: _of_person(SESSIONS, _S.method, _S.created_at, _S.idle_seconds, _S.ended_at.label("revoked_at")),
    TokenKind.PERSONAL: _of_person(PERSONAL_TOKENS, PERSONAL_TOKENS.c.revoked_at),
    TokenKind.DELEGATED: Statement(
        select(
            _D.id,
            _D.organisation_id,
            _D.kind,
            _D.link_id,
            _D.connection_id,
            _D.label,
            _D.secret_hash,
            _D.created_at,
            _D.expires_at,
            _D.idle_seconds,
            _D.ended_at.label("revoked_at"),
            _D.last_used_at,
        ).where(_D.id == bindparam("id"))
    ),
}
_TABLES = {
    TokenKind.SCIM: ACCESS_TOKENS,
    TokenKind.OPERATOR: OPERATOR_TOKENS,
    TokenKind.SESSION: SESSIONS,
    TokenKind.PERSONAL: PERSONAL_TOKENS,
    TokenKind.DELEGATED: DELEGATED_SESSIONS,
}
_USED = (
    func.unnest(bindparam("ids", type_=ARRAY(SQL_UUID())), bindparam("times", type_=ARRAY(TIMESTAMP(timezone=True))))
    .table_valued(column("id", SQL_UUID()), column("time", TIMESTAMP(timezone=True)))
    .render_derived("used")
)


def _touch(table: Table) -> Statement:
    """Who holds a row is just ending it, or noting a use as well; waiting for them could stop them in a deadlock."""
    free = (
        select(table.c.id, _USED.c.time)
        .join(_USED, _USED.c.id == table.c.id)
        .with_for_update(of=table, key_share=True, skip_locked=True)
        .cte("free")
    )
    # Other processes note uses too, so the later time wins.
    later = func.greatest(table.c.last_used_at, free.c.time)
    return Statement(update(table).where(table.c.id == free.c.id).values(last_used_at=later))


_TOUCH = {kind: _touch(table) for kind, table in _TABLES.items()}


@dataclass(frozen=True, slots=True)
class Identified:
    """A verified credential: who it is, and when its token was last noted as used.

    Another use is worth a note when that one is `precision_seconds` old.
    """

    actor: Actor
    token: PresentedToken
    last_used_at: datetime | None
    precision_seconds: float


async def identify(
    reader: Reader, credential: str, connection: str | None, now: datetime, connection_version: int | None = None
) -> Identified:
    """Verify a bearer token.

    Raises `Unauthenticated` when it is unknown, expired, idle, revoked or of somebody who may not come in (always in
    the same words),
    `ConnectionMismatch` when it is good but `connection` is neither its own nor, for a person, one of their
    organisation's, whether that exists or not, and `ConnectionChanged` when the connection is past
    `connection_version`.
    """
    token = split(credential)
    row = await _row(reader, token, connection) if token and token.kind in _BY_KIND else None
    if token is None or row is None or not _is_good(token, row, now):
        raise Unauthenticated(
            "The access token is unknown, expired or revoked. Create a new one and try again.",
            _refused(token, row, now),
        )
    actor = _actor(token, row)
    addressable = None if token.kind is TokenKind.DELEGATED else actor.connection_id
    if connection is not None and str(addressable) != connection.lower():
        raise ConnectionMismatch(
            "This access token belongs to no SCIM endpoint at this address. Check the Tenant URL.",
            RefusedToken(readable_prefix(token.kind, token.id), RefusalReason.UNKNOWN, actor.organisation_id),
        )
    if connection_version is not None and row.get("connection_version") != connection_version:
        raise ConnectionChanged("The settings of the connection have changed. Read them and ask again.")
    return Identified(actor, token, row["last_used_at"], precision_seconds(row.get("idle_seconds")))


async def touch(database: Database, kind: TokenKind, used: Mapping[UUID, datetime]) -> None:
    """Note when each of these tokens was last used."""
    async with database.writing() as writer:
        await writer.rows(_TOUCH[kind], ids=list(used), times=list(used.values()))


async def _row(reader: Reader, token: PresentedToken, connection: str | None) -> Row | None:
    if token.kind in {TokenKind.SESSION, TokenKind.PERSONAL}:
        named = None if connection is None else uuid_or_none(connection.lower())
        return await reader.row(_BY_KIND[token.kind], id=token.id, connection=named)
    statement = _BY_KIND.get(token.kind)
    return await reader.row(statement, id=token.id) if statement else None


def _is_good(token: PresentedToken, row: Row, now: datetime) -> bool:
    known = matches(token.secret, row["secret_hash"])
    current = row["revoked_at"] is None and (row["expires_at"] is None or now < row["expires_at"])
    return known and current and row.get("may_come_in") is not False and not _is_idle(row, now)


def _refused(token: PresentedToken | None, row: Row | None, now: datetime) -> RefusedToken:
    if token is None:
        return RefusedToken("", RefusalReason.MALFORMED, None)
    prefix = readable_prefix(token.kind, token.id)
    if row is None or not matches(token.secret, row["secret_hash"]):
        return RefusedToken(prefix, RefusalReason.UNKNOWN, None)
    has_expired = row["expires_at"] is not None and now >= row["expires_at"] and row["revoked_at"] is None
    reason = RefusalReason.EXPIRED if has_expired else RefusalReason.REVOKED
    return RefusedToken(prefix, reason, row.get("organisation_id"))


def _is_idle(row: Row, now: datetime) -> bool:
    idle_seconds = row.get("idle_seconds")
    if idle_seconds is None:
        return False
    last_used_at = row["last_used_at"] or row["created_at"]
    return is_idle((now - last_used_at).total_seconds(), idle_seconds)


def _actor(token: PresentedToken, row: Row) -> Actor:
    assert token.kind is not TokenKind.SETUP
    assert token.kind is not TokenKind.CONNECTION_SETUP
    match token.kind:
        case TokenKind.SCIM:
            return Actor(
                ActorKind.SCIM_CLIENT,
                id=str(token.id),
                label=f"{row['name']} ({readable_prefix(token.kind, token.id)}…)",
                organisation_id=row["organisation_id"],
                connection_id=row["connection_id"],
            )
        case TokenKind.OPERATOR:
            return Actor(ActorKind.OPERATOR, id=str(token.id), label=row["name"])
        case TokenKind.SESSION:
            person = _person(row, label=row["user_name"])
            return replace(person, session_id=token.id, session_method=SignInMethod(row["method"]))
        case TokenKind.PERSONAL:
            return _person(row, label=f"{row['user_name']} ({readable_prefix(token.kind, token.id)}…)")
        case TokenKind.DELEGATED:
            return _delegate(row)


def _person(row: Row, *, label: str) -> Actor:
    return Actor(
        ActorKind.PERSON,
        id=str(row["user_id"]),
        label=label,
        organisation_id=row["organisation_id"],
        connection_id=row["connection_id"],
        user_id=row["user_id"],
        role=Role(row["role"]) if row["role"] else Role.MEMBER,
    )


def _delegate(row: Row) -> Actor:
    """Who followed a link acts as the link, whichever session they are in; the support desk, as its session."""
    return Actor(
        ActorKind(row["kind"]),
        id=str(row["link_id"] or row["id"]),
        label=row["label"],
        organisation_id=row["organisation_id"],
        connection_id=row["connection_id"],
        delegated_session_id=row["id"],
    )
