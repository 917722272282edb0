"""Mutations of the tokens by which directories provision, with what they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from identity.commands import tokens
from identity.graphql.context import GraphQLInfo
from identity.graphql.inputs import AccessTokenInput
from identity.graphql.problems import InvalidInput, NotFound, PermissionDenied
from identity.graphql.types.tokens import AccessToken


@strawberry.type
class AccessTokenCreated:
    """A new token, shown once."""

    access_token: AccessToken
    secret: str = strawberry.field(
        description="The bearer token itself. It is stored as a hash only and never shown again."
    )


AccessTokenCreateResult: TypeAlias = Annotated[
    AccessTokenCreated | NotFound | InvalidInput | PermissionDenied, strawberry.union("AccessTokenCreateResult")
]
AccessTokenRotateResult: TypeAlias = Annotated[
    AccessTokenCreated | NotFound | InvalidInput | PermissionDenied, strawberry.union("AccessTokenRotateResult")
]
AccessTokenRevokeResult: TypeAlias = Annotated[
    AccessToken | NotFound | PermissionDenied, strawberry.union("AccessTokenRevokeResult")
]


@strawberry.type
class AccessTokenMutations:
    """The part of `Mutation` that is about access tokens."""

    @strawberry.mutation
    async def access_token_create(
        self,
        info: GraphQLInfo,
        input: AccessTokenInput,  # noqa: A002  GraphQL's habit
    ) -> AccessTokenCreateResult:
        """Make a token for a connection."""
        act = info.context.act("accessTokenCreate")
        async with info.context.database.writing() as writer:
            token, secret = await tokens.create_access_token(
                writer, act, input.connection_id, input.name, input.expires_at
            )
        return AccessTokenCreated(access_token=AccessToken.of(token), secret=secret)

    @strawberry.mutation(
        description="Make a token in the place of another, of the same name. The old one goes on for the overlap, from "
        "0 seconds to 30 days, and no longer than it would have."
    )
    async def access_token_rotate(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        overlap_seconds: int = tokens.OVERLAP_SECONDS,
        expires_at: datetime | None = None,
    ) -> AccessTokenRotateResult:
        """Replace a token without an outage; `expires_at` is the new one's."""
        act = info.context.act("accessTokenRotate")
        async with info.context.database.writing() as writer:
            token, secret = await tokens.rotate_access_token(writer, act, id, overlap_seconds, expires_at)
        return AccessTokenCreated(access_token=AccessToken.of(token), secret=secret)

    @strawberry.mutation
    async def access_token_revoke(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> AccessTokenRevokeResult:
        """End a token at once."""
        async with info.context.database.writing() as writer:
            token = await tokens.revoke_access_token(writer, info.context.act("accessTokenRevoke"), id)
        return AccessToken.of(token)
