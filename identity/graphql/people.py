"""What admins do to people whom the directory keeps, and what no directory undoes."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from identity.commands import locks, microsoft_accounts, sessions
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied
from identity.graphql.types.users import User

UserLockResult: TypeAlias = Annotated[
    User | InvalidInput | LastOwner | NotFound | PermissionDenied, strawberry.union("UserLockResult")
]
UserUnlockResult: TypeAlias = Annotated[User | NotFound | PermissionDenied, strawberry.union("UserUnlockResult")]
UserSessionsEndResult: TypeAlias = Annotated[
    User | NotFound | PermissionDenied, strawberry.union("UserSessionsEndResult")
]
MicrosoftAccountUnlinkResult: TypeAlias = Annotated[
    User | LastOwner | NotFound | PermissionDenied, strawberry.union("MicrosoftAccountUnlinkResult")
]


@strawberry.type
class PeopleMutations:
    """The part of `Mutation` that is about people beside their attributes."""

    @strawberry.mutation(
        description="Keep a person out, whatever the directory says; ends their sessions and personal tokens."
    )
    async def user_lock(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        reason: str,
    ) -> UserLockResult:
        async with info.context.database.writing() as writer:
            return User.of(await locks.lock(writer, info.context.act("userLock"), id, reason))

    @strawberry.mutation(description="Let a person in again, if the directory does.")
    async def user_unlock(self, info: GraphQLInfo, id: strawberry.ID) -> UserUnlockResult:  # noqa: A002  likewise
        async with info.context.database.writing() as writer:
            return User.of(await locks.unlock(writer, info.context.act("userUnlock"), id))

    @strawberry.mutation(description="End every session of a person. Their personal tokens stay.")
    async def user_sessions_end(self, info: GraphQLInfo, id: strawberry.ID) -> UserSessionsEndResult:  # noqa: A002
        async with info.context.database.writing() as writer:
            return User.of(await sessions.end_all_of(writer, info.context.act("userSessionsEnd"), id))

    @strawberry.mutation(
        description="Unlink a Microsoft account from a person, and end what it opened. It may be linked again."
    )
    async def microsoft_account_unlink(
        self, info: GraphQLInfo, user_id: strawberry.ID, tenant_id: strawberry.ID, object_id: strawberry.ID
    ) -> MicrosoftAccountUnlinkResult:
        act = info.context.act("microsoftAccountUnlink")
        async with info.context.database.writing() as writer:
            return User.of(await microsoft_accounts.unlink(writer, act, user_id, tenant_id, object_id))
