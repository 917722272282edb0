"""Sign-in with Microsoft, and whose tenant is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from identity import errors
from identity.commands import microsoft_sign_in, microsoft_sign_out, passwords, sign_in_transactions, tenants
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import LastOwner, NotFound, PermissionDenied, SignInRefused
from identity.graphql.types.organisations import Connection
from identity.graphql.types.sessions import SessionStarted
from identity.rules.ids import uuid_or_none
from identity.rules.linking import ToBeConfirmed
from identity.rules.sign_in import SignInPurpose, SignInRefusal

if TYPE_CHECKING:
    from identity.audit import Act
    from identity.commands.sign_in_transactions import SignInTransactionRecord
    from identity.graphql.context import Context
    from identity.id_tokens import MicrosoftClaims


@strawberry.input
class MicrosoftSignInInput:
    browser: str = strawberry.field(description="The secret of the browser that redeemed the transaction.")
    id_token: str
    user_agent: str | None = None


@strawberry.input
class TenantConnectInput:
    browser: str = strawberry.field(description="The secret of the browser that redeemed the transaction.")
    id_token: str
    admin_consented: bool = strawberry.field(
        default=False, description="Whether the way led through Microsoft's consent page for administrators."
    )
    replacing: strawberry.ID | None = strawberry.field(
        default=None, description="The tenant that is connected and is to make room; who came in by it is signed out."
    )


@strawberry.input
class TenantConfirmInput:
    browser: str = strawberry.field(
        description="The secret of the browser that was answered `TenantUnclaimed` or `AccountUnconfirmed`."
    )
    organisation: str = strawberry.field(description="The slug of the organisation.")
    user_name: str
    password: str
    user_agent: str | None = None


@strawberry.type(
    description="Microsoft vouches for the account, but nobody has connected its tenant. An administrator who confirms "
    "with their own password (`tenantConfirm`, before the transaction expires) connects it."
)
class TenantUnclaimed:
    tenant_id: strawberry.ID
    user_name: str | None = strawberry.field(description="What Microsoft calls the account. Fit to be shown only.")


@strawberry.type(
    description="By what provisioning wrote the account is that of somebody who manages the organisation and has a "
    "password or a passkey here. That links nobody: they say themselves that it is theirs, once, with their password "
    "(`tenantConfirm`, before the transaction expires) or in their session (`tenantConnect`)."
)
class AccountUnconfirmed:
    tenant_id: strawberry.ID
    user_name: str | None = strawberry.field(description="What Microsoft calls the account. Fit to be shown only.")


@strawberry.type
class SessionsEnded:
    sessions: int


SessionStartWithMicrosoftResult: TypeAlias = Annotated[
    SessionStarted | TenantUnclaimed | AccountUnconfirmed | SignInRefused,
    strawberry.union("SessionStartWithMicrosoftResult"),
]
TenantConnectResult: TypeAlias = Annotated[
    Connection | SignInRefused | LastOwner | PermissionDenied, strawberry.union("TenantConnectResult")
]
TenantConfirmResult: TypeAlias = Annotated[SessionStarted | SignInRefused, strawberry.union("TenantConfirmResult")]
TenantDisconnectResult: TypeAlias = Annotated[
    Connection | NotFound | LastOwner | PermissionDenied, strawberry.union("TenantDisconnectResult")
]


@strawberry.type
class MicrosoftMutations:
    """The part of `Mutation` that is about Microsoft accounts and tenants."""

    @strawberry.mutation(description="Verify an ID token and sign the person in whose account it is of.")
    async def session_start_with_microsoft(
        self,
        info: GraphQLInfo,
        input: MicrosoftSignInInput,  # noqa: A002  GraphQL's habit
    ) -> SessionStartWithMicrosoftResult:
        context, act = info.context, info.context.act("sessionStartWithMicrosoft")
        transaction, claims = await verified(context, act, SignInPurpose.SIGN_IN, input.browser, input.id_token)
        async with context.database.writing() as writer:
            outcome = await microsoft_sign_in.sign_in(
                writer, act, transaction, claims, user_agent=input.user_agent, lifetimes=context.sign_in.lifetimes
            )
        tenant_id = strawberry.ID(str(claims.tenant_id))
        match outcome:
            case None:
                return TenantUnclaimed(tenant_id=tenant_id, user_name=claims.preferred_username)
            case ToBeConfirmed():
                return AccountUnconfirmed(tenant_id=tenant_id, user_name=claims.preferred_username)
            case _:
                return _started(outcome)

    @strawberry.mutation(
        description="Connect the tenant that a verified ID token is of to the connection the transaction was begun "
        "for, if it is not yet, and link the account to whoever began it, unless one of the two is linked otherwise."
    )
    async def tenant_connect(
        self,
        info: GraphQLInfo,
        input: TenantConnectInput,  # noqa: A002  GraphQL's habit
    ) -> TenantConnectResult:
        context, act = info.context, info.context.act("tenantConnect")
        transaction, claims = await verified(context, act, SignInPurpose.CONNECT_TENANT, input.browser, input.id_token)
        async with context.database.writing() as writer:
            outcome = await tenants.connect(
                writer,
                act,
                transaction,
                claims,
                admin_consented=input.admin_consented,
                replacing=uuid_or_none(input.replacing or ""),
            )
        if isinstance(outcome, errors.SignInRefused):
            raise outcome
        return Connection.of(outcome)

    @strawberry.mutation(
        description="Connect the tenant of an account that was answered `TenantUnclaimed`, or confirm one that was "
        "answered `AccountUnconfirmed`, as an administrator who proves it by their password, and sign them in."
    )
    async def tenant_confirm(
        self,
        info: GraphQLInfo,
        input: TenantConfirmInput,  # noqa: A002  GraphQL's habit
    ) -> TenantConfirmResult:
        context, act = info.context, info.context.act("tenantConfirm")
        person = await passwords.authenticate(
            context.database, act, organisation=input.organisation, user_name=input.user_name, password=input.password
        )
        async with context.database.writing() as writer:
            _, claims = await sign_in_transactions.take_claims(writer, act, input.browser)
            outcome = await tenants.confirm(
                writer, act, person, claims, user_agent=input.user_agent, lifetimes=context.sign_in.lifetimes
            )
        return _started(outcome)

    @strawberry.mutation(description="Nobody of that tenant is signed in any more; SCIM goes on as it was.")
    async def tenant_disconnect(self, info: GraphQLInfo, connection_id: strawberry.ID) -> TenantDisconnectResult:
        act = info.context.act("tenantDisconnect")
        async with info.context.database.writing() as writer:
            return Connection.of(await tenants.disconnect(writer, act, connection_id))

    @strawberry.mutation(description="What Microsoft's front-channel logout asks for: end the sessions of its session.")
    async def sessions_end_by_microsoft(self, info: GraphQLInfo, sid: str, issuer: str | None = None) -> SessionsEnded:
        act = info.context.act("sessionsEndByMicrosoft")
        async with info.context.database.writing() as writer:
            return SessionsEnded(sessions=await microsoft_sign_out.end_sessions(writer, act, sid, issuer))


async def verified(
    context: Context, act: Act, purpose: SignInPurpose, browser: str, id_token: str
) -> tuple[SignInTransactionRecord, MicrosoftClaims]:
    """What the ID token says, verified for the transaction of this browser, which is used up whatever comes of it.

    Microsoft's keys may have to be fetched, so no transaction of the database is open meanwhile.
    """
    async with context.database.writing() as writer:
        transaction = await sign_in_transactions.take_for_verification(writer, act, browser, purpose)
    if context.sign_in.id_tokens is None:
        raise errors.SignInRefused(
            SignInRefusal.MICROSOFT_NOT_CONFIGURED,
            "Signing in with Microsoft is not set up on this service. Tell whoever runs it.",
        )
    claims = await context.sign_in.id_tokens.verify(
        id_token, nonce=transaction.nonce, now=act.now, request_id=act.request_id
    )
    return transaction, claims


def _started(outcome: microsoft_sign_in.SignedIn | errors.SignInRefused) -> SessionStarted:
    """What is answered once the transaction is committed, in which a refusal has left something behind, too."""
    if isinstance(outcome, errors.SignInRefused):
        raise outcome
    return SessionStarted.of(outcome.session, outcome.secret, outcome.user, outcome.organisation)
