"""Access tokens of connections, and tokens of the operator."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from identity.access import OPERATOR_SCOPE, require, require_no_token_of_theirs
from identity.access.organisations import get_connection
from identity.access.tokens import (
    find_living_replacement,
    get_access_token_to_change,
    get_operator_token_to_change,
)
from identity.audit import Act, Target, created, record
from identity.commands.delegated_sessions import end_sessions_of_operator_token
from identity.database import Statement
from identity.errors import InvalidInput
from identity.records import TokenRecord
from identity.rules.attributes import checked_text
from identity.rules.permissions import Permission
from identity.rules.tokens import TokenKind, hash_secret, new_secret, readable_prefix, render
from identity.tables import ACCESS_TOKENS, OPERATOR_TOKENS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Table

    from identity.database import Writer

MAX_NAME = 200
OVERLAP_SECONDS = 24 * 60 * 60
"""How long a token goes on that has been replaced, unless somebody says otherwise."""
MAX_OVERLAP_SECONDS = 30 * OVERLAP_SECONDS

_NEW = ("id", "name", "secret_hash", "created_at", "expires_at")


def _insert(table: Table, *columns: str) -> Statement:
    return Statement(insert(table).values({name: bindparam(name) for name in (*_NEW, *columns)}))


def _revoke(table: Table) -> Statement:
    return Statement(update(table).where(table.c.id == bindparam("token")).values(revoked_at=bindparam("now")))


_INSERT = {
    TokenKind.SCIM: _insert(ACCESS_TOKENS, "organisation_id", "connection_id", "replaces_id"),
    TokenKind.OPERATOR: _insert(OPERATOR_TOKENS),
}
_EXPIRE = Statement(
    update(ACCESS_TOKENS).where(ACCESS_TOKENS.c.id == bindparam("token")).values(expires_at=bindparam("at"))
)
_REVOKE = {TokenKind.SCIM: _revoke(ACCESS_TOKENS), TokenKind.OPERATOR: _revoke(OPERATOR_TOKENS)}


async def create_access_token(
    writer: Writer, act: Act, connection_id: str, name: str, expires_at: datetime | None
) -> tuple[TokenRecord, str]:
    """Make a SCIM token for a connection and return it with the bearer token, which is not kept.

    Several may live at once, so that one can be rotated without an outage. Raises `NotFound`, `InvalidInput`, and
    `PermissionDenied` for a personal token.
    """
    actor = require_no_token_of_theirs(act.actor, Permission.ACCESS_TOKENS_WRITE)
    connection = await get_connection(writer, actor, connection_id)
    token = replace(new_token(act, name, expires_at), connection_id=connection.id)
    return token, await _made(writer, act, connection.organisation_id, token)


async def rotate_access_token(
    writer: Writer, act: Act, id_: str, overlap_seconds: int, expires_at: datetime | None
) -> tuple[TokenRecord, str]:
    """Make a token in the place of another, of the same name; return it with the bearer token, which is not kept.

    The old one goes on for the overlap, and never for longer than it would have: time to tell Entra the new one. One
    that has a good replacement gets no second one, or the first, whose secret may be in use, would be forgotten.
    Raises `NotFound`, `InvalidInput`, and `PermissionDenied` for a personal token.
    """
    if not 0 <= overlap_seconds <= MAX_OVERLAP_SECONDS:
        raise InvalidInput("overlapSeconds", f"overlapSeconds is 0 to {MAX_OVERLAP_SECONDS}, which are 30 days.")
    actor = require_no_token_of_theirs(act.actor, Permission.ACCESS_TOKENS_WRITE)
    organisation_id, old = await get_access_token_to_change(writer, actor, id_)
    if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= act.now):
        ended = "was revoked" if old.revoked_at else "has expired"
        raise InvalidInput("id", f"The token '{old.name}' {ended}: nothing goes on with it. Create a new token.")
    if replacement := await find_living_replacement(writer, organisation_id, old, act.now):
        prefix = readable_prefix(TokenKind.SCIM, replacement.id)
        raise InvalidInput(
            "id", f"The token '{old.name}' has been replaced by {prefix}… already. Use that one, or revoke it first."
        )
    token = replace(new_token(act, old.name, expires_at), connection_id=old.connection_id, replaces_id=old.id)
    secret = await _made(writer, act, organisation_id, token)
    await _expire(writer, act, organisation_id, old, act.now + timedelta(seconds=overlap_seconds))
    return token, secret


async def _made(writer: Writer, act: Act, organisation_id: UUID, token: TokenRecord) -> str:
    """Store a SCIM token; return the bearer token."""
    secret = new_secret()
    await writer.rows(
        _INSERT[TokenKind.SCIM],
        organisation_id=organisation_id,
        connection_id=token.connection_id,
        replaces_id=token.replaces_id,
        **_columns(token, secret),
    )
    await _record_creation(writer, act, organisation_id, TokenKind.SCIM, token)
    return render(TokenKind.SCIM, token.id, secret)


async def _expire(writer: Writer, act: Act, organisation_id: UUID, token: TokenRecord, at: datetime) -> None:
    if token.expires_at is not None and token.expires_at <= at:
        return
    await writer.rows(_EXPIRE, token=token.id, at=at)
    before = token.expires_at.isoformat() if token.expires_at else None
    changes = [{"field": "expiresAt", "before": before, "after": at.isoformat()}]
    await record(writer, act, organisation_id, _target(TokenKind.SCIM, token), changes)


async def create_operator_token(
    writer: Writer, act: Act, name: str, expires_at: datetime | None
) -> tuple[TokenRecord, str]:
    """Make a token for whoever runs the service and return it with the bearer token, which is not kept."""
    require(act.actor, Permission.OPERATOR_TOKENS_WRITE)
    token, secret = new_token(act, name, expires_at), new_secret()
    await writer.rows(_INSERT[TokenKind.OPERATOR], **_columns(token, secret))
    await _record_creation(writer, act, OPERATOR_SCOPE, TokenKind.OPERATOR, token)
    return token, render(TokenKind.OPERATOR, token.id, secret)


async def revoke_access_token(writer: Writer, act: Act, id_: str) -> TokenRecord:
    """Revoke a SCIM token; one that is revoked stays as it is. Raises `NotFound`."""
    actor = require(act.actor, Permission.ACCESS_TOKENS_WRITE)
    organisation_id, token = await get_access_token_to_change(writer, actor, id_)
    return await _revoked(writer, act, organisation_id, TokenKind.SCIM, token)


async def revoke_operator_token(writer: Writer, act: Act, id_: str) -> TokenRecord:
    """Revoke an operator token, and end the support sessions opened with it; one that is revoked stays as it is.

    Raises `NotFound`.
    """
    require(act.actor, Permission.OPERATOR_TOKENS_WRITE)
    token = await get_operator_token_to_change(writer, id_)
    if token.revoked_at is None:
        await end_sessions_of_operator_token(writer, act, token.id)
    return await _revoked(writer, act, OPERATOR_SCOPE, TokenKind.OPERATOR, token)


async def _revoked(writer: Writer, act: Act, organisation_id: UUID, kind: TokenKind, token: TokenRecord) -> TokenRecord:
    if token.revoked_at is not None:
        return token
    await writer.rows(_REVOKE[kind], token=token.id, now=act.now)
    changes = [{"field": "revokedAt", "before": None, "after": act.now.isoformat()}]
    await record(writer, act, organisation_id, _target(kind, token), changes)
    return replace(token, revoked_at=act.now)


def new_token(act: Act, name: str, expires_at: datetime | None) -> TokenRecord:
    """A token that is not stored yet, its name and its end checked. Raises `InvalidInput`."""
    expires_at = expires_at and _future(expires_at, act.now)
    named = checked_text("name", name.strip())
    if named is None or len(named) > MAX_NAME:
        raise InvalidInput("name", f"The token needs a name of 1 to {MAX_NAME} characters.")
    return TokenRecord(
        id=act.new_id(),
        name=named,
        created_at=act.now,
        expires_at=expires_at,
        revoked_at=None,
        last_used_at=None,
    )


def _future(expires_at: datetime, now: datetime) -> datetime:
    if expires_at.tzinfo is None:
        raise InvalidInput("expiresAt", "expiresAt needs a time zone, such as 2027-01-31T12:00:00Z.")
    if expires_at <= now:
        raise InvalidInput("expiresAt", f"expiresAt is {expires_at.isoformat()}, which has passed.")
    try:
        return expires_at.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput("expiresAt", f"expiresAt is {expires_at.isoformat()}, which is no date in UTC.") from error


def _columns(token: TokenRecord, secret: str) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "secret_hash": hash_secret(secret),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }


async def _record_creation(
    writer: Writer, act: Act, organisation_id: UUID, kind: TokenKind, token: TokenRecord
) -> None:
    expires = token.expires_at.isoformat() if token.expires_at else None
    replaces = str(token.replaces_id) if token.replaces_id else None
    changes = created(name=token.name, prefix=readable_prefix(kind, token.id), expiresAt=expires, replaces=replaces)
    await record(writer, act, organisation_id, _target(kind, token), changes)


def _target(kind: TokenKind, token: TokenRecord) -> Target:
    return Target("AccessToken" if kind is TokenKind.SCIM else "OperatorToken", token.id, token.name)
