"""Whose a Microsoft tenant is: connected by an administrator who proves it, to one connection at most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from identity.access import require, require_themselves
from identity.access.microsoft_accounts import candidates_for, get_person_to_admit
from identity.access.organisations import get_connection_to_change, get_organisation
from identity.access.roles import roles_in
from identity.access.sessions import get_session_to_build_on
from identity.access.tenants import connections_to_change, find_connection_of_tenant
from identity.actor import ActorKind
from identity.audit import Act, Target, record
from identity.commands import sessions
from identity.commands.microsoft_accounts import account_label, link
from identity.commands.microsoft_sign_in import SignedIn, admit, note_refusal
from identity.commands.owners import keep_an_owner
from identity.commands.passwords import expect_unchanged
from identity.database import Statement, UniquenessViolated
from identity.errors import SignInRefused
from identity.rules.attributes import differences
from identity.rules.linking import LinkedBy, is_free_for
from identity.rules.permissions import Permission
from identity.rules.roles import Role
from identity.rules.sign_in import SignInMethod, SignInRefusal
from identity.tables import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from identity.actor import Actor
    from identity.commands.passwords import AuthenticatedPerson
    from identity.commands.sessions import SessionLifetimes
    from identity.commands.sign_in_transactions import SignInTransactionRecord
    from identity.database import Writer
    from identity.id_tokens import MicrosoftClaims
    from identity.records import ConnectionRecord, UserRecord

_C = CONNECTIONS.c
_SET = ("tenant_id", "tenant_domain", "tenant_connected_at", "tenant_connected_by", "admin_consented_at")
_UPDATE = Statement(
    update(CONNECTIONS)
    .where(_C.organisation_id == bindparam("of"), _C.id == bindparam("connection"))
    .values({name: bindparam(f"new_{name}", type_=_C[name].type) for name in _SET})
)
_DISCONNECTED: dict[str, Any] = dict.fromkeys(_SET)


async def connect(
    writer: Writer,
    act: Act,
    transaction: SignInTransactionRecord,
    claims: MicrosoftClaims,
    *,
    admin_consented: bool,
    replacing: UUID | None = None,
) -> ConnectionRecord | SignInRefused:
    """Connect the tenant of a verified ID token, as whoever began the transaction.

    Whether people sign in with Microsoft stays as it is. An administrator has proved both themselves and the account:
    it becomes theirs, unless one of them is linked otherwise. Who followed a link to set up the connection is nobody
    here, so the account stays nobody's. A tenant that is connected makes room if it is the one named by `replacing`:
    whoever came in by it is shut out. A refusal that leaves something behind is returned.
    Raises `PermissionDenied`, `Unauthenticated`, `NotFound`, `LastOwner`, `SignInRefused`.
    """
    actor = _connector(act)
    connection = await get_connection_to_change(writer, actor, str(transaction.connection_id))
    session = await get_session_to_build_on(writer, actor) if actor.kind is ActorKind.PERSON else None
    if refused := _mismatch(transaction, connection, claims, replacing):
        return await note_refusal(writer, act, connection.organisation_id, claims, refused)
    after = await _bound(writer, act, connection, claims, consented=admin_consented)
    if session is not None and not isinstance(after, SignInRefused):
        administrator = await get_person_to_admit(writer, connection.organisation_id, session.user_id)
        await _link_own(writer, act, connection.organisation_id, administrator, claims)
    return after


async def confirm(
    writer: Writer,
    act: Act,
    person: AuthenticatedPerson,
    claims: MicrosoftClaims,
    *,
    user_agent: str | None,
    lifetimes: SessionLifetimes,
) -> SignedIn | SignInRefused:
    """Say whose a tenant is that nobody had connected, or whose an account, as an administrator who gave a password.

    The tenant goes to the connection on which people are to sign in with Microsoft and that has no tenant yet. They are
    signed in as themselves, by the account unless one of the two is linked otherwise. Refusals are like those of
    `connect`.
    """
    organisation_id = person.organisation_id
    act = replace(act, actor=sessions.person(organisation_id, person.user))
    connections = await connections_to_change(writer, organisation_id)
    await expect_unchanged(writer, person)
    role = (await roles_in(writer, organisation_id, [person.user.id])).get(person.user.id, Role.MEMBER)
    chosen = _connection_for(role, connections, claims)
    if isinstance(chosen, SignInRefused):
        return await note_refusal(writer, act, organisation_id, claims, chosen)
    bound = await _bound(writer, act, chosen, claims, consented=False)
    if isinstance(bound, SignInRefused):
        return bound
    if await _link_own(writer, act, organisation_id, person.user, claims):
        return await admit(
            writer, act, organisation_id, person.user, claims, user_agent=user_agent, lifetimes=lifetimes
        )
    proof = sessions.Proof(SignInMethod.PASSWORD, user_agent=user_agent)
    session, secret = await sessions.start(writer, act, organisation_id, person.user, proof=proof, lifetimes=lifetimes)
    return SignedIn(await get_organisation(writer, organisation_id), person.user, session, secret)


async def disconnect(writer: Writer, act: Act, connection_id: str) -> ConnectionRecord:
    """Nobody comes in by the connection's tenant any more; whose account is whose is kept, and SCIM goes on.

    Raises `NotFound`, `LastOwner`.
    """
    actor = require(act.actor, Permission.CONNECTIONS_WRITE)
    before = await get_connection_to_change(writer, actor, connection_id)
    if before.tenant_id is None:
        return before
    ended = await shut_out(writer, act, before)
    return await _store(writer, act, before, replace(before, **_DISCONNECTED), ended)


async def shut_out(writer: Writer, act: Act, connection: ConnectionRecord) -> list[dict[str, Any]]:
    """End what people came in with by the connection's tenant; return the changed fields for the audit row.

    To be asked before the connection is written. Raises `LastOwner` when an owner would be left without any way in.
    """
    tenant_id = connection.tenant_id
    if tenant_id is None:
        return []
    await keep_an_owner(
        writer, connection.organisation_id, lambda owner: replace(owner, tenants=owner.tenants - {tenant_id})
    )
    return await sessions.end_sessions_of_tenant(writer, connection.organisation_id, tenant_id, act.now)


def _connector(act: Act) -> Actor:
    """Who may connect a tenant: a person in a session they opened, or who followed a link made for just that."""
    actor = require(act.actor, Permission.CONNECTIONS_WRITE)
    return actor if actor.kind is ActorKind.SETUP_LINK else require_themselves(actor, Permission.CONNECTIONS_WRITE)


def _mismatch(
    transaction: SignInTransactionRecord,
    connection: ConnectionRecord,
    claims: MicrosoftClaims,
    replacing: UUID | None,
) -> SignInRefused | None:
    if transaction.expected_tenant_id not in {None, claims.tenant_id}:
        return SignInRefused(
            SignInRefusal.TENANT_MISMATCH,
            f"Permission was given for another tenant than {account_label(claims)} is of. Sign in with an account of "
            "the tenant that is to be connected.",
        )
    if connection.tenant_id not in {None, claims.tenant_id, replacing}:
        return SignInRefused(
            SignInRefusal.TENANT_MISMATCH,
            f"This connection has the tenant {connection.tenant_id}, and {account_label(claims)} is of another one. "
            "Disconnect the tenant first, or sign in with an account of it.",
        )
    return None


def _connection_for(
    role: Role, connections: Sequence[ConnectionRecord], claims: MicrosoftClaims
) -> ConnectionRecord | SignInRefused:
    if not role.manages:
        return SignInRefused(
            SignInRefusal.NOT_AN_ADMIN, "Only an administrator of your organisation can connect its Microsoft tenant."
        )
    switched_on = [each for each in connections if each.microsoft_sign_in]
    if not switched_on:
        return SignInRefused(
            SignInRefusal.SIGN_IN_SWITCHED_OFF,
            "Signing in with Microsoft is switched off in your organisation. Sign in with your password and switch it "
            "on first, under Account > Authentication.",
        )
    for tenant_id in (claims.tenant_id, None):
        for each in switched_on:
            if each.tenant_id == tenant_id:
                return each
    return SignInRefused(
        SignInRefusal.TENANT_NOT_AVAILABLE,
        "Your organisation has another Microsoft tenant connected. Disconnect that first, under Account > "
        "Authentication.",
    )


async def _bound(
    writer: Writer, act: Act, connection: ConnectionRecord, claims: MicrosoftClaims, *, consented: bool
) -> ConnectionRecord | SignInRefused:
    """The connection with the tenant. Of two who connect one tenant at the same time, the index lets one."""
    assert act.actor is not None
    if claims.is_guest and connection.tenant_id != claims.tenant_id:
        sentence = f"{account_label(claims)} is a guest there. Sign in with an account of the tenant's own."
        refused = SignInRefused(SignInRefusal.TENANT_MISMATCH, sentence)
        return await note_refusal(writer, act, connection.organisation_id, claims, refused)
    refused = SignInRefused(
        SignInRefusal.TENANT_NOT_AVAILABLE,
        "This Microsoft tenant cannot be connected here. If it is yours, ask whoever runs this service.",
    )
    holder = await find_connection_of_tenant(writer, claims.tenant_id)
    if holder is not None and holder.id != connection.id:
        return await note_refusal(writer, act, connection.organisation_id, claims, refused)
    after, ended = connection, []
    if holder is None:
        ended = await shut_out(writer, act, connection)
        after = replace(
            after,
            admin_consented_at=None,
            tenant_id=claims.tenant_id,
            tenant_domain=_domain(claims),
            tenant_connected_at=act.now,
            tenant_connected_by=act.actor.label,
        )
    if consented:
        after = replace(after, admin_consented_at=act.now)
    try:
        return await _store(writer, act, connection, after, ended)
    except UniquenessViolated as error:
        raise refused from error


async def _link_own(
    writer: Writer, act: Act, organisation_id: UUID, administrator: UserRecord, claims: MicrosoftClaims
) -> bool:
    """Whether the account is the administrator's, linked now if it was not."""
    candidates = await candidates_for(writer, organisation_id, claims.tenant_id, claims.object_id, None)
    if candidates.linked is not None or not is_free_for(administrator.id, candidates):
        return candidates.linked is not None and candidates.linked.user_id == administrator.id
    return await link(writer, act, organisation_id, administrator, claims, linked_by=LinkedBy.ADMINISTRATOR)


async def _store(
    writer: Writer, act: Act, before: ConnectionRecord, after: ConnectionRecord, ended: list[dict[str, Any]]
) -> ConnectionRecord:
    changes = differences(_fields(before), _fields(after)) + ended
    if not changes:
        return before
    new = {f"new_{name}": getattr(after, name) for name in _SET}
    await writer.rows(_UPDATE, of=after.organisation_id, connection=after.id, **new)
    await record(writer, act, after.organisation_id, Target("Connection", after.id, after.name), changes)
    return after


def _fields(connection: ConnectionRecord) -> dict[str, str | None]:
    consented_at = connection.admin_consented_at
    return {
        "tenant.id": str(connection.tenant_id) if connection.tenant_id else None,
        "tenant.domain": connection.tenant_domain,
        "adminConsentedAt": consented_at.isoformat() if consented_at else None,
    }


def _domain(claims: MicrosoftClaims) -> str | None:
    """That of the account's name, if it has one."""
    _, _, domain = (claims.preferred_username or "").rpartition("@")
    return domain or None
