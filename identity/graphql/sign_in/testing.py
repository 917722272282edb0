"""Testing the sign-in with Microsoft before people depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from identity.commands import sign_in_test
from identity.commands.sign_in_test import SignInRule
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import NotFound, PermissionDenied, SignInRefused
from identity.graphql.sign_in.microsoft import MicrosoftSignInInput, verified
from identity.graphql.types.organisations import Connection
from identity.rules.sign_in import SignInPurpose, SignInRefusal

if TYPE_CHECKING:
    from identity.records import UserRecord

strawberry.enum(SignInRule)


@strawberry.type(description="A claim of an ID token whose signature, issuer, audience, nonce and times were verified.")
class VerifiedClaim:
    name: str
    value: str


@strawberry.type(description="A person, as far as whoever tests the sign-in needs to know them.")
class TestedUser:
    id: strawberry.ID
    user_name: str
    display_name: str | None
    active: bool

    @classmethod
    def of(cls, user: UserRecord) -> Self:
        display_name = user.profile.get("displayName")
        return cls(
            id=strawberry.ID(str(user.id)), user_name=user.user_name, display_name=display_name, active=user.active
        )


@strawberry.type(description="What would have come of the sign-in. Nobody was signed in, and nothing was changed.")
class SignInTested:
    connection: Connection
    claims: list[VerifiedClaim]
    rule: SignInRule | None = strawberry.field(description="By what the account would be somebody's; null if by none.")
    user: TestedUser | None = strawberry.field(
        description="The person whose account it would be or, if it is refused, nearly would."
    )
    must_confirm: bool = strawberry.field(
        description="Whether the person would have to say first that the account is theirs (`AccountUnconfirmed`)."
    )
    refusal: SignInRefusal | None = strawberry.field(description="Why they would not be let in; null if they would.")

    @classmethod
    def of(cls, test: sign_in_test.SignInTest) -> Self:
        return cls(
            connection=Connection.of(test.connection),
            claims=[VerifiedClaim(name=name, value=value) for name, value in test.claims.shown.items()],
            rule=test.rule,
            user=TestedUser.of(test.user) if test.user else None,
            must_confirm=test.must_confirm,
            refusal=test.refusal,
        )


SignInTestResult: TypeAlias = Annotated[
    SignInTested | SignInRefused | NotFound | PermissionDenied, strawberry.union("SignInTestResult")
]


@strawberry.type
class SignInTestMutations:
    """The part of `Mutation` that is about testing the sign-in."""

    @strawberry.mutation(
        description="Verify the ID token of a transaction begun with the purpose `TEST_SIGN_IN`, and decide by the "
        "rules of a real sign-in whom it would let in."
    )
    async def sign_in_test(
        self,
        info: GraphQLInfo,
        input: MicrosoftSignInInput,  # noqa: A002  GraphQL's habit
    ) -> SignInTestResult:
        context, act = info.context, info.context.act("signInTest")
        transaction, claims = await verified(context, act, SignInPurpose.TEST_SIGN_IN, input.browser, input.id_token)
        async with context.database.writing() as writer:
            return SignInTested.of(await sign_in_test.evaluate(writer, act, transaction, claims))
