"""Who is at the door: a bearer token → the actor it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, column, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.actor import Actor, ActorKind
from identity.database import Statement
from identity.errors import ConnectionChanged, ConnectionMismatch, Unauthenticated
from identity.rules.ids import uuid_or_none
from identity.rules.roles import Role
from identity.rules.sign_in import SignInMethod
from identity.rules.tokens import PresentedToken, TokenKind, matches, readable_prefix, split
from identity.tables import ACCESS_TOKENS, CONNECTIONS, MEMBERSHIPS, OPERATOR_TOKENS, SESSIONS, USERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from identity.database import Database, Reader, Row

_T = ACCESS_TOKENS.c
_O = OPERATOR_TOKENS.c
_S = SESSIONS.c
_U = USERS.c
_M = MEMBERSHIPS.c
_C = CONNECTIONS.c

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
    TokenKind.SESSION: Statement(
        select(
            _S.id,
            _S.organisation_id,
            _S.user_id,
            _U.user_name,
            _U.active,
            _M.role,
            _S.method,
            _S.secret_hash,
            _S.expires_at,
            _S.ended_at.label("revoked_at"),
            _C.id.label("connection_id"),
            _C.version.label("connection_version"),
        )
        .join(USERS, (_U.organisation_id == _S.organisation_id) & (_U.id == _S.user_id))
        .outerjoin(MEMBERSHIPS, (_M.organisation_id == _S.organisation_id) & (_M.user_id == _S.user_id))
        .outerjoin(
            CONNECTIONS,
            (_C.organisation_id == _S.organisation_id) & (_C.id == bindparam("connection", type_=SQL_UUID())),
        )
        .where(_S.id == bindparam("id"))
    ),
}
_USED = (
    func.unnest(bindparam("ids", type_=ARRAY(SQL_UUID())), bindparam("times", type_=ARRAY(TIMESTAMP(timezone=True))))
    .table_valued(column("id", SQL_UUID()), column("time", TIMESTAMP(timezone=True)))
    .render_derived("used")
)
_TOUCH = {
    # Other processes note uses too, so the later time wins.
    kind: Statement(
        update(table)
        .where(table.c.id == _USED.c.id)
        .values(last_used_at=func.greatest(table.c.last_used_at, _USED.c.time))
    )
    for kind, table in ((TokenKind.SCIM, ACCESS_TOKENS), (TokenKind.OPERATOR, OPERATOR_TOKENS))
}


@dataclass(frozen=True, slots=True)
class Identified:
    """A verified credential: who it is, and when its token was last noted as used."""

    actor: Actor
    token: PresentedToken
    last_used_at: datetime | None

    @property
    def records_use(self) -> bool:
        """Whether this kind of token has a column for its last use."""
        return self.token.kind in _TOUCH


async def identify(
    reader: Reader, credential: str, connection: str | None, now: datetime, connection_version: int | None = None
) -> Identified:
    """Verify a bearer token.

    Raises `Unauthenticated` when it is unknown, expired or revoked (always in the same words),
    `ConnectionMismatch` when it is good but `connection` is neither its own nor, for a person, one of their
    organisation's, whether that exists or not, and `ConnectionChanged` when the connection is past
    `connection_version`.
    """
    token = split(credential)
    row = await _row(reader, token, connection) if token else None
    if token is None or row is None or not _is_good(token, row, now):
        raise Unauthenticated("The access token is unknown, expired or revoked. Create a new one and try again.")
    actor = _actor(token, row)
    if connection is not None and str(actor.connection_id) != connection.lower():
        raise ConnectionMismatch("This access token belongs to no SCIM endpoint at this address. Check the Tenant URL.")
    if connection_version is not None and row.get("connection_version") != connection_version:
        raise ConnectionChanged("The settings of the connection have changed. Read them and ask again.")
    return Identified(actor, token, row.get("last_used_at"))


async def touch(database: Database, kind: TokenKind, used: Mapping[UUID, datetime]) -> None:
    """Note when each of these tokens was last used."""
    async with database.writing() as writer:
        await writer.rows(_TOUCH[kind], ids=list(used), times=list(used.values()))


async def _row(reader: Reader, token: PresentedToken, connection: str | None) -> Row | None:
    if token.kind is TokenKind.SESSION:
        named = None if connection is None else uuid_or_none(connection.lower())
        return await reader.row(_BY_KIND[token.kind], id=token.id, connection=named)
    return await reader.row(_BY_KIND[token.kind], id=token.id)


def _is_good(token: PresentedToken, row: Row, now: datetime) -> bool:
    known = matches(token.secret, row["secret_hash"])
    current = row["revoked_at"] is None and (row["expires_at"] is None or now < row["expires_at"])
    return known and current and row.get("active") is not False


def _actor(token: PresentedToken, row: Row) -> Actor:
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
            return Actor(
                ActorKind.PERSON,
                id=str(row["user_id"]),
                label=row["user_name"],
                organisation_id=row["organisation_id"],
                connection_id=row["connection_id"],
                user_id=row["user_id"],
                role=Role(row["role"]) if row["role"] else Role.MEMBER,
                session_id=token.id,
                session_method=SignInMethod(row["method"]),
            )
