"""Who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from identity.access.delegated_sessions import find_own_delegated_session
from identity.access.passkeys import own_passkeys
from identity.access.passwords import has_own_password
from identity.actor import ActorKind
from identity.graphql.context import GraphQLInfo
from identity.graphql.sign_in.passkeys import Passkey
from identity.graphql.types.credentials import PersonalToken, Session
from identity.graphql.types.delegation import DelegatedSession
from identity.graphql.types.organisations import Connection, Organisation
from identity.graphql.types.users import User
from identity.rules.roles import Role

if TYPE_CHECKING:
    from identity.records import SessionRecord

strawberry.enum(ActorKind)


@strawberry.type(description="Who the presented credential is.")
class Viewer:
    kind: ActorKind
    label: str
    organisation: Organisation | None
    connection: Connection | None
    user: User | None
    role: Role | None

    @strawberry.field(description="The session that asks.")
    async def session(self, info: GraphQLInfo) -> Session | None:
        actor = info.context.actor
        own = (session for session in await _sessions(info) if actor and session.id == actor.session_id)
        return next(map(Session.of, own), None)

    @strawberry.field(description="The session that asks, of somebody who is none of the organisation's people.")
    async def delegated_session(self, info: GraphQLInfo) -> DelegatedSession | None:
        async with info.context.database.reading() as reader:
            own = await find_own_delegated_session(reader, info.context.actor)
        return DelegatedSession.of(own) if own else None

    @strawberry.field(description="The person's living sessions, the latest first.")
    async def sessions(self, info: GraphQLInfo) -> list[Session]:
        return [Session.of(session) for session in await _sessions(info)]

    @strawberry.field(description="The person's tokens, revoked and expired ones included, the latest first.")
    async def personal_tokens(self, info: GraphQLInfo) -> list[PersonalToken]:
        person = info.context.actor and info.context.actor.user_id
        found = await info.context.loaders.personal_tokens.load(person) if person else []
        return [PersonalToken.of(token) for token in found]

    @strawberry.field(description="Whether the person can sign in with a password.")
    async def has_password(self, info: GraphQLInfo) -> bool:
        async with info.context.database.reading() as reader:
            return await has_own_password(reader, info.context.actor)

    @strawberry.field
    async def passkeys(self, info: GraphQLInfo) -> list[Passkey]:
        async with info.context.database.reading() as reader:
            found = await own_passkeys(reader, info.context.actor)
        return [Passkey.of(passkey) for passkey in found]


async def _sessions(info: GraphQLInfo) -> list[SessionRecord]:
    person = info.context.actor and info.context.actor.user_id
    return await info.context.loaders.sessions.load(person) if person else []
