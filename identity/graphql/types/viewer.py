"""Who is asking."""

from __future__ import annotations

import strawberry

from identity.actor import ActorKind
from identity.graphql.context import GraphQLInfo
from identity.graphql.sign_in.local import Passkey
from identity.graphql.sign_in.personal_tokens import PersonalToken
from identity.graphql.types.organisations import Connection, Organisation
from identity.graphql.types.sessions import Session
from identity.graphql.types.users import User
from identity.rules.roles import Role

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
        raise NotImplementedError

    @strawberry.field(description="The person's living sessions, the latest first.")
    async def sessions(self, info: GraphQLInfo) -> list[Session]:
        raise NotImplementedError

    @strawberry.field(description="The person's tokens, revoked and expired ones included, the latest first.")
    async def personal_tokens(self, info: GraphQLInfo) -> list[PersonalToken]:
        raise NotImplementedError

    @strawberry.field(description="Whether the person can sign in with a password.")
    async def has_password(self, info: GraphQLInfo) -> bool:
        raise NotImplementedError

    @strawberry.field
    async def passkeys(self, info: GraphQLInfo) -> list[Passkey]:
        raise NotImplementedError
