"""People's own tokens: made in a session, and gone with what their maker may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from identity.access import organisation_of, require
from identity.access.microsoft_accounts import came_by_account
from identity.access.personal_tokens import count_living_personal_tokens, get_personal_token_to_change, not_revoked
from identity.access.sessions import get_session_to_build_on
from identity.audit import Act, Target, created, record
from identity.commands.tokens import new_token
from identity.database import Statement
from identity.errors import InvalidInput, PermissionDenied
from identity.rules.permissions import Permission
from identity.rules.tokens import TokenKind, hash_secret, new_secret, readable_prefix, render
from identity.tables import PERSONAL_TOKENS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.database import Writer
    from identity.records import TokenRecord

LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=366)
MOST = 20

_P = PERSONAL_TOKENS.c
_INSERT = Statement(
    insert(PERSONAL_TOKENS).values(
        {column: bindparam(column.name) for column in _P if column not in {_P.revoked_at, _P.last_used_at}}
    )
)
_OF = _P.organisation_id == bindparam("of")
_REVOKE = update(PERSONAL_TOKENS).values(revoked_at=bindparam("now"))
_REVOKE_ONE = Statement(_REVOKE.where(_OF, _P.id == bindparam("token")))
_REVOKE_OF_PERSON = Statement(
    _REVOKE.where(_OF, _P.id.in_(not_revoked(_OF, _P.user_id == bindparam("person")))).returning(_P.id)
)
_REVOKE_OF_ACCOUNT = Statement(
    _REVOKE.where(_OF, _P.id.in_(not_revoked(_OF, came_by_account(_P.user_id, _P.tenant_id)))).returning(_P.id)
)
_REVOKE_OF_TENANT = Statement(
    _REVOKE.where(_OF, _P.id.in_(not_revoked(_OF, _P.tenant_id == bindparam("tenant")))).returning(_P.id)
)


async def create(writer: Writer, act: Act, name: str, expires_at: datetime | None) -> tuple[TokenRecord, str]:
    """Make a token for the person who is signed in, and return it with the bearer token, which is not kept.

    It lives for `LIFETIME` unless told otherwise. Neither a token nor the operator makes one: what came of a way in is
    none itself. Raises `PermissionDenied`, `InvalidInput`, and `Unauthenticated` when the session has just ended.
    """
    actor = require(act.actor, Permission.PERSONAL_TOKENS_WRITE)
    if not actor.signed_in_themselves or actor.user_id is None:
        raise PermissionDenied(f"{actor.label} may not do this: personal tokens are made by whoever has signed in.")
    token = new_token(act, name, act.now + LIFETIME if expires_at is None else expires_at)
    if token.expires_at is not None and token.expires_at > act.now + LONGEST_LIFETIME:
        raise InvalidInput("expiresAt", f"A personal token lives for {LONGEST_LIFETIME.days} days at most.")
    organisation_id = organisation_of(actor)
    session = await get_session_to_build_on(writer, actor)
    if await count_living_personal_tokens(writer, organisation_id, actor.user_id, act.now) >= MOST:
        raise InvalidInput("name", f"There are {MOST} personal tokens already; revoke one that is not needed.")
    secret = new_secret()
    await writer.rows(
        _INSERT,
        organisation_id=organisation_id,
        id=token.id,
        user_id=actor.user_id,
        name=token.name,
        secret_hash=hash_secret(secret),
        tenant_id=session.tenant_id,
        created_at=token.created_at,
        expires_at=token.expires_at,
    )
    expires = token.expires_at.isoformat() if token.expires_at else None
    changes = created(name=token.name, prefix=readable_prefix(TokenKind.PERSONAL, token.id), expiresAt=expires)
    await record(writer, act, organisation_id, _target(token), changes)
    return token, render(TokenKind.PERSONAL, token.id, secret)


async def revoke(writer: Writer, act: Act, id_: str) -> TokenRecord:
    """Revoke a token of one's own, or, as an admin, of anybody; one that is revoked stays as it is.

    Raises `NotFound`.
    """
    actor = require(act.actor, Permission.PERSONAL_TOKENS_WRITE)
    token = await get_personal_token_to_change(writer, actor, id_)
    if token.revoked_at is not None:
        return token
    organisation_id = organisation_of(actor)
    await writer.rows(_REVOKE_ONE, of=organisation_id, token=token.id, now=act.now)
    changes = [{"field": "revokedAt", "before": None, "after": act.now.isoformat()}]
    await record(writer, act, organisation_id, _target(token), changes)
    return replace(token, revoked_at=act.now)


async def revoke_personal_tokens_of(writer: Writer, organisation_id: UUID, user_id: UUID, now: datetime) -> list[UUID]:
    """Revoke every token of a person; return which."""
    return [row["id"] for row in await writer.rows(_REVOKE_OF_PERSON, of=organisation_id, person=user_id, now=now)]


async def revoke_personal_tokens_of_account(
    writer: Writer, organisation_id: UUID, object_id: UUID, now: datetime
) -> list[UUID]:
    """Revoke every token that was made in a session which this Microsoft account opened; return which."""
    rows = await writer.rows(_REVOKE_OF_ACCOUNT, of=organisation_id, object_id=object_id, now=now)
    return [row["id"] for row in rows]


async def revoke_personal_tokens_of_tenant(
    writer: Writer, organisation_id: UUID, tenant_id: UUID, now: datetime
) -> list[UUID]:
    """Revoke every token that was made in a session a tenant vouched for; return which."""
    return [row["id"] for row in await writer.rows(_REVOKE_OF_TENANT, of=organisation_id, tenant=tenant_id, now=now)]


def _target(token: TokenRecord) -> Target:
    return Target("PersonalToken", token.id, token.name)
