"""Mutations. Each is one transaction, opened and committed here and nowhere else.

An exception rolls it back before it becomes a problem of the result.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from identity.commands import groups, organisations, sessions, tokens, users
from identity.graphql.access_tokens import AccessTokenMutations
from identity.graphql.activity import ActivityMutations
from identity.graphql.connections import ConnectionMutations
from identity.graphql.context import GraphQLInfo
from identity.graphql.delegation import DelegationMutations
from identity.graphql.extension_schemas import ExtensionSchemaMutations
from identity.graphql.inputs import (
    GroupChanges,
    GroupInput,
    OperatorTokenInput,
    OrganisationInput,
    SessionInput,
    UserChanges,
    UserInput,
    attributes,
    member_delta,
)
from identity.graphql.name_conflicts import kept_for_review
from identity.graphql.organisation_settings import OrganisationSettingsMutations
from identity.graphql.people import PeopleMutations
from identity.graphql.problems import (
    GroupNameTaken,
    InvalidInput,
    LastOwner,
    NotFound,
    PermissionDenied,
    SlugTaken,
    UserNameTaken,
    ValueTaken,
    VersionConflict,
)
from identity.graphql.review_items import ReviewItemMutations
from identity.graphql.sign_in.local import LocalSignInMutations
from identity.graphql.sign_in.microsoft import MicrosoftMutations, SessionsEnded
from identity.graphql.sign_in.passkeys import PasskeyMutations
from identity.graphql.sign_in.personal_tokens import PersonalTokenMutations
from identity.graphql.sign_in.testing import SignInTestMutations
from identity.graphql.sign_in.transactions import SignInTransactionMutations
from identity.graphql.types.credentials import Session
from identity.graphql.types.groups import Group
from identity.graphql.types.organisations import Connection, Organisation
from identity.graphql.types.tokens import OperatorToken
from identity.graphql.types.users import User


@strawberry.type
class UserDeleted:
    id: strawberry.ID


@strawberry.type
class GroupDeleted:
    id: strawberry.ID


@strawberry.type
class OperatorTokenCreated:
    operator_token: OperatorToken
    secret: str


@strawberry.type
class SessionCreated:
    session: Session
    secret: str


@strawberry.type
class OrganisationCreated:
    organisation: Organisation
    connection: Connection
    owner: User


UserCreateResult: TypeAlias = Annotated[
    User | UserNameTaken | ValueTaken | InvalidInput | PermissionDenied, strawberry.union("UserCreateResult")
]
UserUpdateResult: TypeAlias = Annotated[
    User | UserNameTaken | ValueTaken | NotFound | VersionConflict | LastOwner | InvalidInput | PermissionDenied,
    strawberry.union("UserUpdateResult"),
]
UserReplaceResult: TypeAlias = Annotated[
    User | UserNameTaken | ValueTaken | NotFound | VersionConflict | LastOwner | InvalidInput | PermissionDenied,
    strawberry.union("UserReplaceResult"),
]
UserDeleteResult: TypeAlias = Annotated[
    UserDeleted | NotFound | VersionConflict | LastOwner | PermissionDenied, strawberry.union("UserDeleteResult")
]
GroupCreateResult: TypeAlias = Annotated[
    Group | GroupNameTaken | ValueTaken | InvalidInput | PermissionDenied, strawberry.union("GroupCreateResult")
]
GroupUpdateResult: TypeAlias = Annotated[
    Group | GroupNameTaken | ValueTaken | NotFound | VersionConflict | InvalidInput | PermissionDenied,
    strawberry.union("GroupUpdateResult"),
]
GroupReplaceResult: TypeAlias = Annotated[
    Group | GroupNameTaken | ValueTaken | NotFound | VersionConflict | InvalidInput | PermissionDenied,
    strawberry.union("GroupReplaceResult"),
]
GroupDeleteResult: TypeAlias = Annotated[
    GroupDeleted | NotFound | VersionConflict | PermissionDenied, strawberry.union("GroupDeleteResult")
]
OrganisationCreateResult: TypeAlias = Annotated[
    OrganisationCreated | SlugTaken | InvalidInput | PermissionDenied, strawberry.union("OrganisationCreateResult")
]
SessionCreateResult: TypeAlias = Annotated[
    SessionCreated | NotFound | InvalidInput | PermissionDenied, strawberry.union("SessionCreateResult")
]
SessionEndResult: TypeAlias = Annotated[
    Session | NotFound | InvalidInput | PermissionDenied, strawberry.union("SessionEndResult")
]
OtherSessionsEndResult: TypeAlias = Annotated[
    SessionsEnded | PermissionDenied, strawberry.union("OtherSessionsEndResult")
]
OperatorTokenCreateResult: TypeAlias = Annotated[
    OperatorTokenCreated | InvalidInput | PermissionDenied, strawberry.union("OperatorTokenCreateResult")
]
OperatorTokenRevokeResult: TypeAlias = Annotated[
    OperatorToken | NotFound | PermissionDenied, strawberry.union("OperatorTokenRevokeResult")
]


@strawberry.type
class Mutation(
    AccessTokenMutations,
    ConnectionMutations,
    ExtensionSchemaMutations,
    SignInTransactionMutations,
    MicrosoftMutations,
    SignInTestMutations,
    LocalSignInMutations,
    PasskeyMutations,
    PersonalTokenMutations,
    ReviewItemMutations,
    ActivityMutations,
    PeopleMutations,
    OrganisationSettingsMutations,
    DelegationMutations,
):
    @strawberry.mutation
    async def user_create(self, info: GraphQLInfo, input: UserInput) -> UserCreateResult:  # noqa: A002  GraphQL's habit
        given = attributes(input)
        async with kept_for_review(info, "userCreate", given, is_new=True), info.context.database.writing() as writer:
            user = await users.create(writer, info.context.act("userCreate"), given)
        return User.of(user)

    @strawberry.mutation
    async def user_update(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        changes: UserChanges,
        expected_version: int | None = None,
    ) -> UserUpdateResult:
        given = attributes(changes)
        async with kept_for_review(info, "userUpdate", given, is_new=False), info.context.database.writing() as writer:
            user = await users.change(writer, info.context.act("userUpdate"), id, given, expected_version)
        return User.of(user)

    @strawberry.mutation
    async def user_replace(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        input: UserInput,  # noqa: A002  GraphQL's habit
        expected_version: int | None = None,
    ) -> UserReplaceResult:
        given = attributes(input)
        async with kept_for_review(info, "userReplace", given, is_new=False), info.context.database.writing() as writer:
            user = await users.replace(writer, info.context.act("userReplace"), id, given, expected_version)
        return User.of(user)

    @strawberry.mutation
    async def user_delete(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        expected_version: int | None = None,
    ) -> UserDeleteResult:
        async with info.context.database.writing() as writer:
            uuid = await users.remove(writer, info.context.act("userDelete"), id, expected_version)
        return UserDeleted(id=strawberry.ID(str(uuid)))

    @strawberry.mutation
    async def group_create(self, info: GraphQLInfo, input: GroupInput) -> GroupCreateResult:  # noqa: A002  GraphQL's habit
        given = attributes(input)
        members = member_delta(given)
        async with kept_for_review(info, "groupCreate", given, is_new=True), info.context.database.writing() as writer:
            group = await groups.create(writer, info.context.act("groupCreate"), given, members)
        return Group.of(group)

    @strawberry.mutation
    async def group_update(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        changes: GroupChanges,
        expected_version: int | None = None,
    ) -> GroupUpdateResult:
        given = attributes(changes)
        members = member_delta(given)
        async with kept_for_review(info, "groupUpdate", given, is_new=False), info.context.database.writing() as writer:
            group = await groups.change(writer, info.context.act("groupUpdate"), id, given, members, expected_version)
        return Group.of(group)

    @strawberry.mutation(description="Absent members leave the membership as it is.")
    async def group_replace(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        input: GroupInput,  # noqa: A002  GraphQL's habit
        expected_version: int | None = None,
    ) -> GroupReplaceResult:
        given = attributes(input)
        members = member_delta(given)
        async with (
            kept_for_review(info, "groupReplace", given, is_new=False),
            info.context.database.writing() as writer,
        ):
            group = await groups.replace(writer, info.context.act("groupReplace"), id, given, members, expected_version)
        return Group.of(group)

    @strawberry.mutation
    async def group_delete(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        expected_version: int | None = None,
    ) -> GroupDeleteResult:
        async with info.context.database.writing() as writer:
            uuid = await groups.remove(writer, info.context.act("groupDelete"), id, expected_version)
        return GroupDeleted(id=strawberry.ID(str(uuid)))

    @strawberry.mutation
    async def organisation_create(
        self,
        info: GraphQLInfo,
        input: OrganisationInput,  # noqa: A002  GraphQL's habit
    ) -> OrganisationCreateResult:
        async with info.context.database.writing() as writer:
            organisation, connection, owner = await organisations.create(
                writer, info.context.act("organisationCreate"), input.name, input.slug, input.owner
            )
        return OrganisationCreated(
            organisation=Organisation.of(organisation), connection=Connection.of(connection), owner=User.of(owner)
        )

    @strawberry.mutation
    async def session_create(
        self,
        info: GraphQLInfo,
        input: SessionInput,  # noqa: A002  GraphQL's habit
    ) -> SessionCreateResult:
        async with info.context.database.writing() as writer:
            session, secret = await sessions.create(
                writer,
                info.context.act("sessionCreate"),
                input.organisation,
                input.user_name,
                reason=input.reason,
                lifetimes=info.context.sign_in.lifetimes,
            )
        return SessionCreated(session=Session.of(session), secret=secret)

    @strawberry.mutation(description="Without an id the caller's own session.")
    async def session_end(
        self,
        info: GraphQLInfo,
        id: strawberry.ID | None = None,  # noqa: A002  the argument's name
    ) -> SessionEndResult:
        async with info.context.database.writing() as writer:
            return Session.of(await sessions.end(writer, info.context.act("sessionEnd"), id))

    @strawberry.mutation(description="Every session of the caller's own but the one that asks.")
    async def other_sessions_end(self, info: GraphQLInfo) -> OtherSessionsEndResult:
        async with info.context.database.writing() as writer:
            return SessionsEnded(sessions=await sessions.end_others(writer, info.context.act("otherSessionsEnd")))

    @strawberry.mutation
    async def operator_token_create(
        self,
        info: GraphQLInfo,
        input: OperatorTokenInput,  # noqa: A002  GraphQL's habit
    ) -> OperatorTokenCreateResult:
        async with info.context.database.writing() as writer:
            token, secret = await tokens.create_operator_token(
                writer, info.context.act("operatorTokenCreate"), input.name, input.expires_at
            )
        return OperatorTokenCreated(operator_token=OperatorToken.of(token), secret=secret)

    @strawberry.mutation
    async def operator_token_revoke(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> OperatorTokenRevokeResult:
        async with info.context.database.writing() as writer:
            return OperatorToken.of(
                await tokens.revoke_operator_token(writer, info.context.act("operatorTokenRevoke"), id)
            )
