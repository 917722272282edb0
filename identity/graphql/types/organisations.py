"""Organisations and their links to Entra."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

import strawberry

from identity.access.connection_setup_links import connection_setup_links_of
from identity.access.delegated_sessions import living_delegated_sessions
from identity.access.extension_schemas import extension_schemas_of
from identity.access.organisations import connections_of
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.activity import RefusedCredential
from identity.graphql.types.delegation import ConnectionSetupLink, DelegatedSession
from identity.graphql.types.health import ConnectionHealth, ConnectionProgress
from identity.graphql.types.schemas import ExtensionSchema
from identity.graphql.types.session_lifetimes import SessionLifetimes
from identity.graphql.types.tokens import AccessTokenPage, access_token_page
from identity.paging import Window
from identity.records import OrganisationRecord
from identity.rules.conformance import Conformance

if TYPE_CHECKING:
    from identity.records import ConnectionRecord, RuleUseRecord

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


@strawberry.type(description="A Microsoft tenant that an administrator has proved to be theirs.")
class Tenant:
    id: strawberry.ID
    domain: str | None = strawberry.field(description="Of the account that proved it. Fit to be shown only.")
    connected_at: datetime
    connected_by: str

    @classmethod
    def of(cls, connection: ConnectionRecord) -> Self | None:
        if connection.tenant_id is None or connection.tenant_connected_at is None:
            return None
        return cls(
            id=strawberry.ID(str(connection.tenant_id)),
            domain=connection.tenant_domain,
            connected_at=connection.tenant_connected_at,
            connected_by=connection.tenant_connected_by or "",
        )


@strawberry.type
class Connection:
    id: strawberry.ID
    name: str
    conformance: Conformance
    version: int = strawberry.field(
        description="Moves whenever something changes by which requests are read: the conformance, a schema."
    )
    created_at: datetime
    microsoft_sign_in: bool = strawberry.field(description="Whether people sign in with Microsoft.")
    tenant: Tenant | None = strawberry.field(description="The Microsoft tenant that is connected.")
    admin_consented_at: datetime | None = strawberry.field(
        description="When an administrator of the tenant last accepted for their whole organisation."
    )
    just_in_time: bool = strawberry.field(
        description="Whether a first sign-in creates a person: an admin allowed it, and no SCIM request came since."
    )
    key: strawberry.Private[tuple[UUID, UUID]]

    @strawberry.field
    async def rule_uses(self, info: GraphQLInfo) -> list[RuleUse]:
        """What its requests have needed, the most used rule first."""
        return [RuleUse.of(use) for use in await info.context.loaders.rule_uses.load(self.key)]

    @strawberry.field(description="For whoever may read the organisation's access tokens.")
    async def health(self, info: GraphQLInfo) -> ConnectionHealth:
        return ConnectionHealth.of(await info.context.loaders.connection_health.load(self.key))

    @strawberry.field(description="For whoever may read the organisation's access tokens.")
    async def progress(self, info: GraphQLInfo) -> ConnectionProgress:
        return ConnectionProgress.of(await info.context.loaders.connection_progress.load(self.key))

    @strawberry.field(description="Credentials that were refused at its endpoint, the latest first.")
    async def refused_credentials(self, info: GraphQLInfo) -> list[RefusedCredential]:
        return [RefusedCredential.of(each) for each in await info.context.loaders.refused_credentials.load(self.key)]

    @classmethod
    def of(cls, connection: ConnectionRecord) -> Self:
        return cls(
            id=strawberry.ID(str(connection.id)),
            name=connection.name,
            conformance=connection.conformance,
            version=connection.version,
            created_at=connection.created_at,
            microsoft_sign_in=connection.microsoft_sign_in,
            tenant=Tenant.of(connection),
            admin_consented_at=connection.admin_consented_at,
            just_in_time=connection.just_in_time,
            key=(connection.organisation_id, connection.id),
        )


@strawberry.type
class Organisation:
    id: strawberry.ID
    slug: str
    name: str
    created_at: datetime
    uuid: strawberry.Private[UUID]
    record: strawberry.Private[OrganisationRecord]

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

    @strawberry.field(description="Those that can be followed first, then the latest; 100 at most.")
    async def connection_setup_links(self, info: GraphQLInfo) -> list[ConnectionSetupLink]:
        context = info.context
        async with context.database.reading() as reader:
            found = await connection_setup_links_of(reader, context.actor, self.uuid, context.now())
        return [ConnectionSetupLink.of(link) for link in found]

    @strawberry.field(description="Who acts here now and is none of its people, the latest first; 100 at most.")
    async def delegated_sessions(self, info: GraphQLInfo) -> list[DelegatedSession]:
        context = info.context
        async with context.database.reading() as reader:
            found = await living_delegated_sessions(reader, context.actor, self.uuid, context.now())
        return [DelegatedSession.of(session) for session in found]

    @strawberry.field
    async def access_tokens(
        self, info: GraphQLInfo, first: int = 100, offset: int = 0, after: str | None = None
    ) -> AccessTokenPage:
        return await access_token_page(info, self.uuid, Window.of(first, offset, after))

    @strawberry.field
    def session_lifetimes(self, info: GraphQLInfo) -> SessionLifetimes:
        """How long the sessions live that its people begin."""
        return SessionLifetimes.of(self.record, info.context.sign_in.lifetimes)

    @classmethod
    def of(cls, organisation: OrganisationRecord) -> Self:
        return cls(
            id=strawberry.ID(str(organisation.id)),
            slug=organisation.slug,
            name=organisation.name,
            created_at=organisation.created_at,
            uuid=organisation.id,
            record=organisation,
        )
