"""Acting in an organisation without being one of its people: set-up links, and the operator's support desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from identity.access import require
from identity.access.connection_setup_links import find_link_to_follow
from identity.access.customers import BY_NAME, page_of_customers
from identity.access.organisations import get_organisation
from identity.commands import connection_setup_links, delegated_sessions
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, NotFound, PermissionDenied, SignInRefused
from identity.graphql.types.customers import Customer, CustomerPage
from identity.graphql.types.delegation import ConnectionSetupInvitation, ConnectionSetupLink, DelegatedSession
from identity.graphql.types.organisations import Organisation
from identity.graphql.types.pages import PageInfo
from identity.paging import Window
from identity.rules.permissions import Permission

if TYPE_CHECKING:
    from identity.access.delegated_sessions import DelegatedSessionRecord
    from identity.records import OrganisationRecord


@strawberry.type
class ConnectionSetupLinkCreated:
    connection_setup_link: ConnectionSetupLink
    secret: str = strawberry.field(description="What the link ends with. It is stored as a hash only, shown once.")


@strawberry.type(description="Somebody who is none of the organisation's people acts in it from now on.")
class DelegatedSessionStarted:
    session: DelegatedSession
    secret: str = strawberry.field(description="The session's bearer token. It is stored as a hash only, shown once.")
    organisation: Organisation


@strawberry.input
class ConnectionSetupLinkInput:
    connection_id: strawberry.ID
    label: str = strawberry.field(description="Whom the link is for, such as `Jo of IT`.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="7 days from now unless given; 30 at most."
    )
    reason: str | None = strawberry.field(
        default=None, description="Stands in the organisation's audit log. The operator has to give one."
    )


@strawberry.input
class ConnectionSetupLinkOpenInput:
    secret: str = strawberry.field(description="What the link ends with.")


@strawberry.input
class SupportSessionInput:
    organisation: str = strawberry.field(description="The slug of the organisation.")
    reason: str = strawberry.field(description="Stands in the organisation's audit log.")


ConnectionSetupLinkCreateResult: TypeAlias = Annotated[
    ConnectionSetupLinkCreated | NotFound | InvalidInput | PermissionDenied,
    strawberry.union("ConnectionSetupLinkCreateResult"),
]
ConnectionSetupLinkRevokeResult: TypeAlias = Annotated[
    ConnectionSetupLink | NotFound | PermissionDenied, strawberry.union("ConnectionSetupLinkRevokeResult")
]
ConnectionSetupLinkOpenResult: TypeAlias = Annotated[
    DelegatedSessionStarted | SignInRefused, strawberry.union("ConnectionSetupLinkOpenResult")
]
SupportSessionCreateResult: TypeAlias = Annotated[
    DelegatedSessionStarted | NotFound | InvalidInput | PermissionDenied, strawberry.union("SupportSessionCreateResult")
]
DelegatedSessionEndResult: TypeAlias = Annotated[
    DelegatedSession | NotFound | InvalidInput | PermissionDenied, strawberry.union("DelegatedSessionEndResult")
]


@strawberry.type
class DelegationQueries:
    """The part of `Query` that is about links for a connection, and about all organisations."""

    @strawberry.field(
        description="Where a connection's set-up link leads, while it can be followed. Its secret is all it takes."
    )
    async def connection_setup_link(self, info: GraphQLInfo, secret: str) -> ConnectionSetupInvitation | None:
        async with info.context.database.reading() as reader:
            followed = await find_link_to_follow(reader, secret, info.context.now())
        return ConnectionSetupInvitation.of(followed) if followed else None

    @strawberry.field(description="All there are, by name, or those whose name or slug contains `search`.")
    async def organisations(
        self, info: GraphQLInfo, search: str | None = None, first: int = 50, after: str | None = None
    ) -> CustomerPage:
        actor = require(info.context.actor, Permission.ORGANISATIONS_READ)
        window = Window.of(first, 0, after, BY_NAME)
        async with info.context.database.reading() as reader:
            page = await page_of_customers(reader, actor, window, search, info.context.now())
        return CustomerPage(nodes=[Customer.of(customer) for customer in page.nodes], page_info=PageInfo.of(page))


@strawberry.type
class DelegationMutations:
    """The part of `Mutation` that is about links for a connection, and the support desk."""

    @strawberry.mutation(description="By an owner in a session of theirs, or by the operator for a reason.")
    async def connection_setup_link_create(
        self,
        info: GraphQLInfo,
        input: ConnectionSetupLinkInput,  # noqa: A002  GraphQL's habit
    ) -> ConnectionSetupLinkCreateResult:
        async with info.context.database.writing() as writer:
            link, secret = await connection_setup_links.create(
                writer,
                info.context.act("connectionSetupLinkCreate"),
                input.connection_id,
                input.label,
                expires_at=input.expires_at,
                reason=input.reason,
            )
        return ConnectionSetupLinkCreated(connection_setup_link=ConnectionSetupLink.of(link), secret=secret)

    @strawberry.mutation(description="Whoever has followed it is out at once.")
    async def connection_setup_link_revoke(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> ConnectionSetupLinkRevokeResult:
        act = info.context.act("connectionSetupLinkRevoke")
        async with info.context.database.writing() as writer:
            return ConnectionSetupLink.of(await connection_setup_links.revoke(writer, act, id))

    @strawberry.mutation(description="Follow a link. It can be followed again until it expires or is revoked.")
    async def connection_setup_link_open(
        self,
        info: GraphQLInfo,
        input: ConnectionSetupLinkOpenInput,  # noqa: A002  GraphQL's habit
    ) -> ConnectionSetupLinkOpenResult:
        act = info.context.act("connectionSetupLinkOpen")
        async with info.context.database.writing() as writer:
            session, secret = await connection_setup_links.open_session(writer, act, input.secret)
            organisation = await get_organisation(writer, session.organisation_id)
        return _started(session, secret, organisation)

    @strawberry.mutation(description="For the operator: an hour in which a customer's pages can be looked at.")
    async def support_session_create(
        self,
        info: GraphQLInfo,
        input: SupportSessionInput,  # noqa: A002  GraphQL's habit
    ) -> SupportSessionCreateResult:
        act = info.context.act("supportSessionCreate")
        async with info.context.database.writing() as writer:
            organisation, session, secret = await delegated_sessions.start_support(
                writer, act, input.organisation, reason=input.reason
            )
        return _started(session, secret, organisation)

    @strawberry.mutation(description="Without an id the caller's own. An owner ends any of their organisation's.")
    async def delegated_session_end(
        self,
        info: GraphQLInfo,
        id: strawberry.ID | None = None,  # noqa: A002  the argument's name
    ) -> DelegatedSessionEndResult:
        act = info.context.act("delegatedSessionEnd")
        async with info.context.database.writing() as writer:
            return DelegatedSession.of(await delegated_sessions.end(writer, act, id))


def _started(session: DelegatedSessionRecord, secret: str, organisation: OrganisationRecord) -> DelegatedSessionStarted:
    return DelegatedSessionStarted(
        session=DelegatedSession.of(session), secret=secret, organisation=Organisation.of(organisation)
    )
