"""What admins do to people whom the directory keeps, and what no directory undoes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, TypeAlias

import strawberry

from identity.access.directory_counts import directory_counts
from identity.access.users import users
from identity.commands import locks, microsoft_accounts, sessions
from identity.filtering import And, Compare, Operator, shape_of
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied
from identity.graphql.types.users import User
from identity.paging import Window

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


_ACTIVE_AND_UNLINKED = And((Compare("active", Operator.EQ, value=True), Compare("linked", Operator.EQ, value=False)))


@strawberry.type(description="How many people and groups an organisation has.")
class DirectoryCounts:
    users: int
    active: int
    deactivated: int
    provisioned: int = strawberry.field(description="Whom the directory keeps, active or not.")
    linked: int = strawberry.field(description="Who has a Microsoft account, active or not.")
    locked: int
    never_signed_in: int = strawberry.field(
        description="Who is active and has neither signed in with Microsoft nor been given a password or a passkey."
    )
    groups: int

    @strawberry.field(description="Active people whom nobody has linked to a Microsoft account yet, the oldest first.")
    async def oldest_unlinked(self, info: GraphQLInfo, first: int = 5) -> list[User]:
        window = Window.of(first, 0, None, users.order_of("meta.created", descending=False))
        unlinked = shape_of(_ACTIVE_AND_UNLINKED, users.filterable)
        async with info.context.database.reading() as reader:
            page = await users.page(reader, info.context.actor, window, unlinked)
        return [User.of(user) for user in page.nodes]


@strawberry.type
class PeopleQueries:
    """The part of `Query` that is about all of an organisation's people together."""

    @strawberry.field
    async def directory_counts(self, info: GraphQLInfo) -> DirectoryCounts:
        async with info.context.database.reading() as reader:
            counts = await directory_counts(reader, info.context.actor)
        return DirectoryCounts(**asdict(counts))


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
