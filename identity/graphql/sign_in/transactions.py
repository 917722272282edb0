"""The way through Microsoft's pages and back: begun, redeemed once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from identity.commands import sign_in_transactions
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, NotFound, PermissionDenied, SignInRefused
from identity.rules.sign_in import SignInPurpose

strawberry.enum(SignInPurpose)


@strawberry.input
class SignInTransactionInput:
    state: str = strawberry.field(description="The `state` of the authorization request. It is kept as a hash.")
    browser: str = strawberry.field(description="A secret that only the browser's cookie holds. It is kept as a hash.")
    nonce: str | None = strawberry.field(
        description="The `nonce` claim the ID token has to have; null when none follows, as from the consent page."
    )
    sealed: str = strawberry.field(description="What the caller needs to go on, sealed with the browser's secret.")
    purpose: SignInPurpose = SignInPurpose.SIGN_IN
    connection_id: strawberry.ID | None = strawberry.field(
        default=None, description="The connection whose tenant is to be connected; needs the session of an admin."
    )
    expected_tenant_id: strawberry.ID | None = strawberry.field(
        default=None, description="The tenant the ID token has to be of, when it is known."
    )


@strawberry.type
class SignInTransactionCreated:
    expires_at: datetime


@strawberry.type
class SignInTransactionRedeemed:
    purpose: SignInPurpose
    sealed: str


SignInTransactionCreateResult: TypeAlias = Annotated[
    SignInTransactionCreated | SignInRefused | NotFound | InvalidInput | PermissionDenied,
    strawberry.union("SignInTransactionCreateResult"),
]
SignInTransactionRedeemResult: TypeAlias = Annotated[
    SignInTransactionRedeemed | SignInRefused, strawberry.union("SignInTransactionRedeemResult")
]


@strawberry.type
class SignInTransactionMutations:
    """The part of `Mutation` that is about sign-in transactions."""

    @strawberry.mutation(description="Anybody may begin to sign in; only an admin to connect a tenant.")
    async def sign_in_transaction_create(
        self,
        info: GraphQLInfo,
        input: SignInTransactionInput,  # noqa: A002  GraphQL's habit
    ) -> SignInTransactionCreateResult:
        act = info.context.act("signInTransactionCreate")
        async with info.context.database.writing() as writer:
            expires_at = await sign_in_transactions.create(
                writer,
                act,
                state=input.state,
                browser=input.browser,
                nonce=input.nonce,
                sealed=input.sealed,
                purpose=input.purpose,
                connection_id=input.connection_id,
                expected_tenant_id=input.expected_tenant_id,
            )
        return SignInTransactionCreated(expires_at=expires_at)

    @strawberry.mutation(description="Once, within ten minutes, by the browser that began it.")
    async def sign_in_transaction_redeem(
        self, info: GraphQLInfo, state: str, browser: str
    ) -> SignInTransactionRedeemResult:
        act = info.context.act("signInTransactionRedeem")
        async with info.context.database.writing() as writer:
            redeemed = await sign_in_transactions.redeem(writer, act, state, browser)
        return SignInTransactionRedeemed(purpose=redeemed.purpose, sealed=redeemed.sealed)
