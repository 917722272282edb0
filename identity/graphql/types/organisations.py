"""Organisations, and who is asking."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

import strawberry

from identity.access.extension_schemas import extension_schemas_of
from identity.access.organisations import connections_of
from identity.actor import ActorKind
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.schemas import ExtensionSchema
from identity.graphql.types.tokens import AccessTokenPage, access_token_page
from identity.graphql.types.users import User
from identity.paging import Window
from identity.rules.conformance import Conformance
from identity.rules.roles import Role

if TYPE_CHECKING:
    from identity.records import ConnectionRecord, OrganisationRecord, RuleUseRecord

strawberry.enum(ActorKind)
strawberry.enum(Role)
strawberry.enum(Conformance)


@strawberry.type(description="How often a connection's requests used one rule of leniency.")
class RuleUse:
    rule: str
    uses: int = strawberry.field(description="2147483647 and more are shown as that.")
    first_used_at: datetime
    last_used_at: datetime

    @classmethod
    def of(cls, use: RuleUseRecord) -> Self:
        return cls(rule=use.rule, uses=use.uses, first_used_at=use.first_used_at, last_used_at=use.last_used_at)


@strawberry.type
class Connection:
    id: strawberry.ID
    name: str
    conformance: Conformance
    version: int = strawberry.field(
        description="Moves whenever something changes by which requests are read: the conformance, a schema."
    )
    created_at: datetime
    key: strawberry.Private[tuple[UUID, UUID]]

    @strawberry.field
    async def rule_uses(self, info: GraphQLInfo) -> list[RuleUse]:
        """What its requests have needed, the most used rule first."""
        return [RuleUse.of(use) for use in await info.context.loaders.rule_uses.load(self.key)]

    @classmethod
    def of(cls, connection: ConnectionRecord) -> Self:
        return cls(
            id=strawberry.ID(str(connection.id)),
            name=connection.name,
            conformance=connection.conformance,
            version=connection.version,
            created_at=connection.created_at,
            key=(connection.organisation_id, connection.id),
        )


@strawberry.type
class Organisation:
    id: strawberry.ID
    slug: str
    name: str
    created_at: datetime
    uuid: strawberry.Private[UUID]

    @strawberry.field
    async def connections(self, info: GraphQLInfo) -> list[Connection]:
        async with info.context.database.reading() as reader:
            found = await connections_of(reader, info.context.actor, self.uuid)
        return [Connection.of(connection) for connection in found]

    @strawberry.field
    async def extension_schemas(self, info: GraphQLInfo) -> list[ExtensionSchema]:
        async with info.context.database.reading() as reader:
            found = await extension_schemas_of(reader, info.context.actor, self.uuid)
        return [ExtensionSchema.of(schema) for schema in found]

    @strawberry.field
    async def access_tokens(
        self, info: GraphQLInfo, first: int = 100, offset: int = 0, after: str | None = None
    ) -> AccessTokenPage:
        return await access_token_page(info, self.uuid, Window.of(first, offset, after))

    @classmethod
    def of(cls, organisation: OrganisationRecord) -> Self:
        return cls(
            id=strawberry.ID(str(organisation.id)),
            slug=organisation.slug,
            name=organisation.name,
            created_at=organisation.created_at,
            uuid=organisation.id,
        )


@strawberry.type(description="Who the presented credential is.")
class Viewer:
    kind: ActorKind
    label: str
    organisation: Organisation | None
    connection: Connection | None
    user: User | None
    role: Role | None
