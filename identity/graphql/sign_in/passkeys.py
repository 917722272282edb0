"""Sign-in with a passkey, and the passkeys of a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry
from strawberry.scalars import JSON

from identity import errors
from identity.access.organisations import get_organisation
from identity.commands import passkeys, sessions
from identity.commands.passkey_ceremonies import RelyingParty
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied, SignInRefused
from identity.graphql.types.sessions import SessionStarted
from identity.rules.sign_in import SignInMethod

if TYPE_CHECKING:
    from identity.access.passkeys import PasskeyRecord


@strawberry.type(description="A passkey (WebAuthn).")
class Passkey:
    id: strawberry.ID
    name: str
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, passkey: PasskeyRecord) -> Self:
        return cls(
            id=strawberry.ID(str(passkey.id)),
            name=passkey.name,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
        )


@strawberry.type
class PasskeyDeleted:
    id: strawberry.ID


@strawberry.type(description="What the browser's `navigator.credentials` is called with.")
class PasskeyOptions:
    public_key: JSON = strawberry.field(description="The options as in WebAuthn Level 3, in their JSON form.")


@strawberry.input
class PasskeySignInInput:
    credential: JSON = strawberry.field(description="The browser's answer, `PublicKeyCredential.toJSON()`.")
    user_agent: str | None = None


@strawberry.input
class PasskeyInput:
    name: str = strawberry.field(description="By which the person tells their passkeys apart.")
    credential: JSON = strawberry.field(description="The browser's answer, `PublicKeyCredential.toJSON()`.")


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
class PasskeyMutations:
    """The part of `Mutation` that is about passkeys."""

    @strawberry.mutation(description="Anybody may ask; the answer names nobody.")
    async def passkey_sign_in_begin(self, info: GraphQLInfo) -> PasskeyOptions:
        async with info.context.database.writing() as writer:
            asked = await passkeys.begin_sign_in(writer, info.context.act("passkeySignInBegin"), _relying_party(info))
        return PasskeyOptions(public_key=JSON(asked))

    @strawberry.mutation
    async def session_start_with_passkey(
        self,
        info: GraphQLInfo,
        input: PasskeySignInInput,  # noqa: A002  GraphQL's habit
    ) -> SessionStartWithPasskeyResult:
        act, lifetimes = info.context.act("sessionStartWithPasskey"), info.context.sign_in.lifetimes
        proof = sessions.Proof(SignInMethod.PASSKEY, user_agent=input.user_agent)
        async with info.context.database.writing() as writer:
            came = await passkeys.authenticate(writer, act, input.credential, _relying_party(info))
            if not isinstance(came, errors.SignInRefused):
                session, token = await sessions.start(
                    writer, act, came.organisation_id, came.user, proof=proof, lifetimes=lifetimes
                )
                organisation = await get_organisation(writer, came.organisation_id)
                return SessionStarted.of(session, token, came.user, organisation)
        raise came

    @strawberry.mutation
    async def passkey_registration_begin(self, info: GraphQLInfo) -> PasskeyRegistrationBeginResult:
        async with info.context.database.writing() as writer:
            asked = await passkeys.begin_registration(
                writer, info.context.act("passkeyRegistrationBegin"), _relying_party(info)
            )
        return PasskeyOptions(public_key=JSON(asked))

    @strawberry.mutation(description="Keep the passkey that the browser has made.")
    async def passkey_create(
        self,
        info: GraphQLInfo,
        input: PasskeyInput,  # noqa: A002  GraphQL's habit
    ) -> PasskeyCreateResult:
        async with info.context.database.writing() as writer:
            made = await passkeys.create(
                writer, info.context.act("passkeyCreate"), input.name, input.credential, _relying_party(info)
            )
        if isinstance(made, errors.InvalidInput):
            raise made
        return Passkey.of(made)

    @strawberry.mutation
    async def passkey_delete(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> PasskeyDeleteResult:
        async with info.context.database.writing() as writer:
            uuid = await passkeys.remove(writer, info.context.act("passkeyDelete"), id)
        return PasskeyDeleted(id=strawberry.ID(str(uuid)))


def _relying_party(info: GraphQLInfo) -> RelyingParty:
    return RelyingParty.at(info.context.sign_in.public_url)
