"""Sign-in with Microsoft, and whose tenant is whose."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import LastOwner, NotFound, PermissionDenied, SignInRefused
from identity.graphql.types.organisations import Connection
from identity.graphql.types.sessions import SessionStarted


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


@strawberry.input
class TenantConfirmInput:
    browser: str = strawberry.field(description="The secret of the browser that was answered `TenantUnclaimed`.")
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


@strawberry.type
class SessionsEnded:
    sessions: int


SessionStartWithMicrosoftResult: TypeAlias = Annotated[
    SessionStarted | TenantUnclaimed | SignInRefused, strawberry.union("SessionStartWithMicrosoftResult")
]
TenantConnectResult: TypeAlias = Annotated[
    Connection | SignInRefused | PermissionDenied, strawberry.union("TenantConnectResult")
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
        raise NotImplementedError

    @strawberry.mutation(
        description="Connect the tenant that a verified ID token is of to the connection the transaction was begun for."
    )
    async def tenant_connect(
        self,
        info: GraphQLInfo,
        input: TenantConnectInput,  # noqa: A002  GraphQL's habit
    ) -> TenantConnectResult:
        raise NotImplementedError

    @strawberry.mutation(
        description="Connect the tenant of an account that was answered `TenantUnclaimed`, as an administrator who "
        "proves it by their password, and sign them in."
    )
    async def tenant_confirm(
        self,
        info: GraphQLInfo,
        input: TenantConfirmInput,  # noqa: A002  GraphQL's habit
    ) -> TenantConfirmResult:
        raise NotImplementedError

    @strawberry.mutation(description="Nobody of that tenant is signed in any more; SCIM goes on as it was.")
    async def tenant_disconnect(self, info: GraphQLInfo, connection_id: strawberry.ID) -> TenantDisconnectResult:
        raise NotImplementedError

    @strawberry.mutation(description="What Microsoft's front-channel logout asks for: end the sessions of its session.")
    async def sessions_end_by_microsoft(self, info: GraphQLInfo, sid: str, issuer: str | None = None) -> SessionsEnded:
        raise NotImplementedError
