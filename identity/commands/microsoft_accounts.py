"""Linking a Microsoft account to the one person it stands for, for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy.dialects.postgresql import insert

from identity.access import organisation_of, require
from identity.access.microsoft_accounts import microsoft_accounts_of
from identity.access.users import users
from identity.actor import Actor, ActorKind
from identity.audit import Act, Target, created, record
from identity.commands.owners import expect_to_rank_above, keep_an_owner
from identity.commands.sessions import end_sessions_of_account
from identity.database import Statement
from identity.errors import NotFound
from identity.rules.permissions import Permission
from identity.tables import MICROSOFT_ACCOUNTS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.database import Writer
    from identity.id_tokens import MicrosoftClaims
    from identity.records import UserRecord
    from identity.rules.linking import LinkedBy
    from identity.rules.owners import Owner

_A = MICROSOFT_ACCOUNTS.c
_LINK = Statement(
    insert(MICROSOFT_ACCOUNTS)
    .values({column: bindparam(column.name) for column in _A})
    # Of the account with somebody else, or of the person with another account: either way there is a link already.
    .on_conflict_do_nothing()
    .returning(_A.user_id)
)
_UNLINK = Statement(
    delete(MICROSOFT_ACCOUNTS)
    .where(
        _A.organisation_id == bindparam("of"),
        _A.user_id == bindparam("person"),
        _A.tenant_id == bindparam("tenant"),
    )
    .returning(_A.object_id)
)
_NOTE_SIGN_IN = Statement(
    update(MICROSOFT_ACCOUNTS)
    .where(_A.organisation_id == bindparam("of"), _A.tenant_id == bindparam("tenant"), _A.object_id == bindparam("oid"))
    .values(last_sign_in_at=func.greatest(_A.last_sign_in_at, bindparam("now", type_=_A.last_sign_in_at.type)))
)


def account_id(claims: MicrosoftClaims) -> str:
    """The account as the audit log names it: its tenant and its object id."""
    return f"{claims.tenant_id}/{claims.object_id}"


def account_label(claims: MicrosoftClaims) -> str:
    """What the account is called, for people to read."""
    return claims.preferred_username or str(claims.object_id)


def account(organisation_id: UUID, claims: MicrosoftClaims) -> Actor:
    """The account as the actor of what is done before it is known whose it is."""
    return Actor(
        ActorKind.MICROSOFT_ACCOUNT,
        id=account_id(claims),
        label=account_label(claims),
        organisation_id=organisation_id,
    )


async def link(
    writer: Writer, act: Act, organisation_id: UUID, user: UserRecord, claims: MicrosoftClaims, *, linked_by: LinkedBy
) -> bool:
    """Link the account of somebody who signs in; `False` when it or the person is linked already, even since now."""
    proved = (claims.tenant_id, claims.object_id)
    return await link_account(writer, act, organisation_id, user, proved, linked_by=linked_by, last_sign_in_at=act.now)


async def link_account(
    writer: Writer,
    act: Act,
    organisation_id: UUID,
    user: UserRecord,
    account: tuple[UUID, UUID],
    *,
    linked_by: LinkedBy,
    last_sign_in_at: datetime,
) -> bool:
    """Link an account, a tenant's id and an object id, to a person, likewise."""
    tenant_id, object_id = account
    row = await writer.row(
        _LINK,
        organisation_id=organisation_id,
        tenant_id=tenant_id,
        object_id=object_id,
        user_id=user.id,
        linked_at=act.now,
        linked_by=linked_by,
        last_sign_in_at=last_sign_in_at,
    )
    if row is None:
        return False
    changes = created(tenant=str(tenant_id), objectId=str(object_id), linkedBy=linked_by)
    await record(writer, act, organisation_id, Target("User", user.id, user.user_name), changes)
    return True


async def unlink_account_of(writer: Writer, organisation_id: UUID, user_id: UUID, tenant_id: UUID) -> UUID | None:
    """Take from a person the account of a tenant that they are linked to; return its object id, if there was one.

    What the account opened is the caller's to end before.
    """
    object_id: UUID | None = await writer.value(_UNLINK, of=organisation_id, person=user_id, tenant=tenant_id)
    return object_id


async def unlink(writer: Writer, act: Act, user_id: str, tenant_id: str, object_id: str) -> UserRecord:
    """Take an account from a person, and end what it opened; the rules of sign-in may link it anew.

    Raises `NotFound`, `LastOwner`, and `PermissionDenied` when an admin would do it to an owner.
    """
    actor = require(act.actor, Permission.MICROSOFT_ACCOUNTS_WRITE)
    organisation_id = organisation_of(actor)
    user = await users.get_to_change(writer, actor, user_id, Permission.MICROSOFT_ACCOUNTS_WRITE)
    await expect_to_rank_above(writer, actor, user)
    linked = (await microsoft_accounts_of(writer, actor, [user.id])).get(user.id, [])
    account = next(
        (each for each in linked if (str(each.tenant_id), str(each.object_id)) == (tenant_id, object_id)), None
    )
    if account is None:
        raise NotFound("MicrosoftAccount", f"{tenant_id}/{object_id}")

    def without(owner: Owner) -> Owner:
        is_theirs = owner.user_id == user.id
        return replace(owner, tenants=owner.tenants - {account.tenant_id}) if is_theirs else owner

    await keep_an_owner(writer, organisation_id, without)
    ended = await end_sessions_of_account(writer, organisation_id, account.object_id, act.now)
    await unlink_account_of(writer, organisation_id, user.id, account.tenant_id)
    changes = [{"field": "microsoftAccount", "before": f"{tenant_id}/{object_id}", "after": None}, *ended]
    await record(writer, act, organisation_id, Target("User", user.id, user.user_name), changes)
    return user


async def note_sign_in(writer: Writer, act: Act, organisation_id: UUID, claims: MicrosoftClaims) -> None:
    """Remember when the account was last signed in with."""
    await writer.rows(_NOTE_SIGN_IN, of=organisation_id, tenant=claims.tenant_id, oid=claims.object_id, now=act.now)
