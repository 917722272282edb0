"""A person's own tokens, and roles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from identity.commands import personal_tokens, roles
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied
from identity.graphql.types.credentials import PersonalToken
from identity.graphql.types.users import User
from identity.rules.roles import Role


@strawberry.type
class PersonalTokenCreated:
    personal_token: PersonalToken
    secret: str = strawberry.field(description="The bearer token. It is stored as a hash only, shown once.")


@strawberry.input
class PersonalTokenInput:
    name: str
    expires_at: datetime | None = strawberry.field(
        default=None, description="90 days from now unless given; 366 at most."
    )


PersonalTokenCreateResult: TypeAlias = Annotated[
    PersonalTokenCreated | InvalidInput | PermissionDenied, strawberry.union("PersonalTokenCreateResult")
]
PersonalTokenRevokeResult: TypeAlias = Annotated[
    PersonalToken | NotFound | PermissionDenied, strawberry.union("PersonalTokenRevokeResult")
]
UserRoleUpdateResult: TypeAlias = Annotated[
    User | NotFound | LastOwner | PermissionDenied, strawberry.union("UserRoleUpdateResult")
]


@strawberry.type
class PersonalTokenMutations:
    """The part of `Mutation` that is about personal tokens and roles."""

    @strawberry.mutation(description="One's own; only a session can create one.")
    async def personal_token_create(
        self,
        info: GraphQLInfo,
        input: PersonalTokenInput,  # noqa: A002  GraphQL's habit
    ) -> PersonalTokenCreateResult:
        async with info.context.database.writing() as writer:
            act = info.context.act("personalTokenCreate")
            token, secret = await personal_tokens.create(writer, act, input.name, input.expires_at)
        return PersonalTokenCreated(personal_token=PersonalToken.of(token), secret=secret)

    @strawberry.mutation(description="One's own; an admin, anybody's.")
    async def personal_token_revoke(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> PersonalTokenRevokeResult:
        async with info.context.database.writing() as writer:
            return PersonalToken.of(await personal_tokens.revoke(writer, info.context.act("personalTokenRevoke"), id))

    @strawberry.mutation(description="Give a person a role. Taking one away ends their sessions and personal tokens.")
    async def user_role_update(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        role: Role,
    ) -> UserRoleUpdateResult:
        async with info.context.database.writing() as writer:
            return User.of(await roles.change(writer, info.context.act("userRoleUpdate"), id, role))
