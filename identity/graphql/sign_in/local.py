"""Sign-in without Microsoft: set-up links, passwords, passkeys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry
from strawberry.scalars import JSON

from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied, SignInRefused
from identity.graphql.types.sessions import SessionStarted


@strawberry.type(description="A one-time link by which a person sets their password.")
class SetupLink:
    id: strawberry.ID
    organisation_name: str
    organisation_slug: str
    user_name: str
    expires_at: datetime


@strawberry.type
class SetupLinkCreated:
    setup_link: SetupLink
    secret: str = strawberry.field(description="What the link ends with. It is stored as a hash only, shown once.")


@strawberry.type(description="A passkey (WebAuthn).")
class Passkey:
    id: strawberry.ID
    name: str
    created_at: datetime
    last_used_at: datetime | None


@strawberry.type
class PasskeyDeleted:
    id: strawberry.ID


@strawberry.type
class PasswordChanged:
    changed_at: datetime


@strawberry.type(description="What the browser's `navigator.credentials` is called with.")
class PasskeyOptions:
    public_key: JSON = strawberry.field(description="The options as in WebAuthn Level 3, in their JSON form.")


@strawberry.input
class SetupLinkInput:
    organisation: str = strawberry.field(description="The slug of the organisation.")
    user_name: str
    reason: str = strawberry.field(description="Stands in the organisation's audit log.")


@strawberry.input
class PasswordSetUpInput:
    secret: str = strawberry.field(description="What the set-up link ends with.")
    password: str
    user_agent: str | None = None


@strawberry.input
class PasswordSignInInput:
    organisation: str = strawberry.field(description="The slug of the organisation.")
    user_name: str
    password: str
    user_agent: str | None = None


@strawberry.input
class PasskeySignInInput:
    credential: JSON = strawberry.field(description="The browser's answer, `PublicKeyCredential.toJSON()`.")
    user_agent: str | None = None


@strawberry.input
class PasskeyInput:
    name: str = strawberry.field(description="By which the person tells their passkeys apart.")
    credential: JSON = strawberry.field(description="The browser's answer, `PublicKeyCredential.toJSON()`.")


SetupLinkCreateResult: TypeAlias = Annotated[
    SetupLinkCreated | NotFound | InvalidInput | PermissionDenied, strawberry.union("SetupLinkCreateResult")
]
PasswordSetUpResult: TypeAlias = Annotated[
    SessionStarted | SignInRefused | InvalidInput, strawberry.union("PasswordSetUpResult")
]
PasswordChangeResult: TypeAlias = Annotated[
    PasswordChanged | SignInRefused | InvalidInput | PermissionDenied, strawberry.union("PasswordChangeResult")
]
SessionStartWithPasswordResult: TypeAlias = Annotated[
    SessionStarted | SignInRefused, strawberry.union("SessionStartWithPasswordResult")
]
SessionStartWithPasskeyResult: TypeAlias = Annotated[
    SessionStarted | SignInRefused, strawberry.union("SessionStartWithPasskeyResult")
]
PasskeyRegistrationBeginResult: TypeAlias = Annotated[
    PasskeyOptions | PermissionDenied, strawberry.union("PasskeyRegistrationBeginResult")
]
PasskeyCreateResult: TypeAlias = Annotated[
    Passkey | InvalidInput | PermissionDenied, strawberry.union("PasskeyCreateResult")
]
PasskeyDeleteResult: TypeAlias = Annotated[
    PasskeyDeleted | NotFound | LastOwner | PermissionDenied, strawberry.union("PasskeyDeleteResult")
]


@strawberry.type
class LocalSignInMutations:
    """The part of `Mutation` that is about passwords and passkeys."""

    @strawberry.mutation
    async def setup_link_create(
        self,
        info: GraphQLInfo,
        input: SetupLinkInput,  # noqa: A002  GraphQL's habit
    ) -> SetupLinkCreateResult:
        raise NotImplementedError

    @strawberry.mutation(description="Set the password by a set-up link, which is used up, and sign the person in.")
    async def password_set_up(
        self,
        info: GraphQLInfo,
        input: PasswordSetUpInput,  # noqa: A002  GraphQL's habit
    ) -> PasswordSetUpResult:
        raise NotImplementedError

    @strawberry.mutation(description="Set one's own password; every other session of the person ends.")
    async def password_change(self, info: GraphQLInfo, current: str, new: str) -> PasswordChangeResult:
        raise NotImplementedError

    @strawberry.mutation
    async def session_start_with_password(
        self,
        info: GraphQLInfo,
        input: PasswordSignInInput,  # noqa: A002  GraphQL's habit
    ) -> SessionStartWithPasswordResult:
        raise NotImplementedError

    @strawberry.mutation(description="Anybody may ask; the answer names nobody.")
    async def passkey_sign_in_begin(self, info: GraphQLInfo) -> PasskeyOptions:
        raise NotImplementedError

    @strawberry.mutation
    async def session_start_with_passkey(
        self,
        info: GraphQLInfo,
        input: PasskeySignInInput,  # noqa: A002  GraphQL's habit
    ) -> SessionStartWithPasskeyResult:
        raise NotImplementedError

    @strawberry.mutation
    async def passkey_registration_begin(self, info: GraphQLInfo) -> PasskeyRegistrationBeginResult:
        raise NotImplementedError

    @strawberry.mutation(description="Keep the passkey that the browser has made.")
    async def passkey_create(
        self,
        info: GraphQLInfo,
        input: PasskeyInput,  # noqa: A002  GraphQL's habit
    ) -> PasskeyCreateResult:
        raise NotImplementedError

    @strawberry.mutation
    async def passkey_delete(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> PasskeyDeleteResult:
        raise NotImplementedError


@strawberry.type
class LocalSignInQueries:
    """The part of `Query` that is about set-up links."""

    @strawberry.field(description="Whom a set-up link is for, while it can be used. Its secret is all it takes to ask.")
    async def setup_link(self, info: GraphQLInfo, secret: str) -> SetupLink | None:
        raise NotImplementedError
