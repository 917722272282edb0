"""A person's own tokens, and roles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied
from identity.graphql.types.users import User
from identity.rules.roles import Role

strawberry.enum(Role)


@strawberry.type(description="A person's own credential for GraphQL, which may do what they may.")
class PersonalToken:
    id: strawberry.ID
    name: str
    prefix: str = strawberry.field(description="The readable beginning of the secret.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@strawberry.type
class PersonalTokenCreated:
    personal_token: PersonalToken
    secret: str = strawberry.field(description="The bearer token. It is stored as a hash only, shown once.")


@strawberry.input
class PersonalTokenInput:
    name: str
    expires_at: datetime | None = None


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
        raise NotImplementedError

    @strawberry.mutation
    async def personal_token_revoke(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> PersonalTokenRevokeResult:
        raise NotImplementedError

    @strawberry.mutation(description="Give a person a role. Taking one away ends their sessions and personal tokens.")
    async def user_role_update(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        role: Role,
    ) -> UserRoleUpdateResult:
        raise NotImplementedError
