"""What the graph is made of. Names are SCIM's where SCIM has a word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable  # noqa: TC003  strawberry reads annotations at run time
from datetime import datetime  # noqa: TC003  likewise
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID  # noqa: TC003  likewise

import strawberry
from strawberry.scalars import JSON  # noqa: TC002  likewise

from identity.access import uuid_or_none
from identity.access.organisations import connections_of
from identity.access.tokens import count_access_tokens, page_of_access_tokens
from identity.actor import ActorKind
from identity.database import Reader  # noqa: TC001  likewise
from identity.graphql.context import GraphQLInfo  # noqa: TC001  likewise
from identity.paging import Window
from identity.rules.roles import Role
from identity.rules.tokens import TokenKind, readable_prefix

if TYPE_CHECKING:
    from identity.paging import Page
    from identity.records import (
        AuditRecord,
        ConnectionRecord,
        GroupRecord,
        MemberRecord,
        OrganisationRecord,
        SessionRecord,
        TokenRecord,
        UserRecord,
    )

MAX_MEMBERS_PAGE = 5_000
"""Members are small, and a group is read whole, so their pages may be longer than others."""

strawberry.enum(ActorKind)
strawberry.enum(Role)


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None

    @classmethod
    def of(cls, page: Page[Any]) -> Self:
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.start_cursor,
            end_cursor=page.end_cursor,
        )


@strawberry.type
class Meta:
    created: datetime
    last_modified: datetime


@strawberry.type
class Name:
    formatted: str | None
    family_name: str | None
    given_name: str | None
    middle_name: str | None
    honorific_prefix: str | None
    honorific_suffix: str | None


@strawberry.type
class MultiValue:
    value: str | None
    display: str | None
    type: str | None
    primary: bool | None


@strawberry.type
class Address:
    formatted: str | None
    street_address: str | None
    locality: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    type: str | None
    primary: bool | None


@strawberry.type
class Manager:
    value: strawberry.ID

    @strawberry.field
    async def display_name(self, info: GraphQLInfo) -> str | None:
        uuid = uuid_or_none(self.value)
        return None if uuid is None else await info.context.loaders.display_name.load(uuid)


@strawberry.type
class EnterpriseUser:
    employee_number: str | None = None
    cost_center: str | None = None
    organization: str | None = None
    division: str | None = None
    department: str | None = None
    manager: Manager | None = None


@strawberry.type(description="A group a user belongs to (SCIM: User.groups).")
class GroupReference:
    value: strawberry.ID
    display: str
    type: str = "direct"


@strawberry.type
class User:
    id: strawberry.ID
    external_id: str | None
    user_name: str
    active: bool
    version: int
    meta: Meta
    name: Name | None
    display_name: str | None
    nick_name: str | None
    profile_url: str | None
    title: str | None
    user_type: str | None
    preferred_language: str | None
    locale: str | None
    timezone: str | None
    emails: list[MultiValue]
    phone_numbers: list[MultiValue]
    ims: list[MultiValue]
    photos: list[MultiValue]
    addresses: list[Address]
    entitlements: list[MultiValue]
    roles: list[MultiValue]
    x509_certificates: list[MultiValue]
    enterprise: EnterpriseUser | None
    extensions: JSON = strawberry.field(
        description="Attributes of further schemas, by schema URN, as the client sent them."
    )
    uuid: strawberry.Private[UUID]

    @strawberry.field
    async def groups(self, info: GraphQLInfo) -> list[GroupReference]:
        found = await info.context.loaders.groups_of_user.load(self.uuid)
        return [GroupReference(value=strawberry.ID(str(id_)), display=name) for id_, name in found]

    @classmethod
    def of(cls, user: UserRecord) -> Self:
        profile = user.profile
        return cls(
            id=strawberry.ID(str(user.id)),
            external_id=user.external_id,
            user_name=user.user_name,
            active=user.active,
            version=user.version,
            meta=Meta(created=user.created_at, last_modified=user.updated_at),
            name=profile.get("name"),
            display_name=profile.get("displayName"),
            nick_name=profile.get("nickName"),
            profile_url=profile.get("profileUrl"),
            title=profile.get("title"),
            user_type=profile.get("userType"),
            preferred_language=profile.get("preferredLanguage"),
            locale=profile.get("locale"),
            timezone=profile.get("timezone"),
            emails=profile.get("emails", []),
            phone_numbers=profile.get("phoneNumbers", []),
            ims=profile.get("ims", []),
            photos=profile.get("photos", []),
            addresses=profile.get("addresses", []),
            entitlements=profile.get("entitlements", []),
            roles=profile.get("roles", []),
            x509_certificates=profile.get("x509Certificates", []),
            enterprise=_enterprise(user),
            extensions=cast("JSON", profile.get("extensions", {})),
            uuid=user.id,
        )


def _enterprise(user: UserRecord) -> EnterpriseUser | None:
    texts = user.profile.get("enterprise", {})
    if not texts and user.manager is None:
        return None
    manager = Manager(value=strawberry.ID(user.manager)) if user.manager else None
    return cast("EnterpriseUser", {**texts, "manager": manager})


@strawberry.type
class UserPage:
    nodes: list[User]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await _counted(info, self.count)


@strawberry.type
class Member:
    value: strawberry.ID
    display: str | None
    type: str = "User"

    @classmethod
    def of(cls, member: MemberRecord) -> Self:
        return cls(value=strawberry.ID(str(member.id)), display=member.display)


@strawberry.type
class MemberPage:
    nodes: list[Member]
    page_info: PageInfo
    group_id: strawberry.Private[UUID]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await info.context.loaders.member_count.load(self.group_id)


@strawberry.type
class Group:
    id: strawberry.ID
    external_id: str | None
    display_name: str
    version: int
    meta: Meta
    extensions: JSON
    uuid: strawberry.Private[UUID]

    @strawberry.field
    async def members(
        self, info: GraphQLInfo, first: int = 100, offset: int = 0, after: str | None = None
    ) -> MemberPage:
        window = Window.of(first, offset, after, limit=MAX_MEMBERS_PAGE)
        page = await info.context.loaders.members.load((self.uuid, window))
        return MemberPage(
            nodes=[Member.of(member) for member in page.nodes], page_info=PageInfo.of(page), group_id=self.uuid
        )

    @classmethod
    def of(cls, group: GroupRecord) -> Self:
        return cls(
            id=strawberry.ID(str(group.id)),
            external_id=group.external_id,
            display_name=group.display_name,
            version=group.version,
            meta=Meta(created=group.created_at, last_modified=group.updated_at),
            extensions=cast("JSON", group.extensions),
            uuid=group.id,
        )


@strawberry.type
class GroupPage:
    nodes: list[Group]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await _counted(info, self.count)


async def _counted(info: GraphQLInfo, count: Callable[[Reader], Awaitable[int]]) -> int:
    async with info.context.database.reading() as reader:
        return await count(reader)


@strawberry.type
class Connection:
    id: strawberry.ID
    name: str
    created_at: datetime

    @classmethod
    def of(cls, connection: ConnectionRecord) -> Self:
        return cls(id=strawberry.ID(str(connection.id)), name=connection.name, created_at=connection.created_at)


@strawberry.type
class AccessToken:
    id: strawberry.ID
    connection_id: strawberry.ID
    name: str
    prefix: str = strawberry.field(description="The readable beginning of the secret, by which an admin recognises it.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        return cls(connection_id=strawberry.ID(str(token.connection_id)), **_token_fields(TokenKind.SCIM, token))


@strawberry.type(description="A credential of whoever runs this service. It opens no organisation's people.")
class OperatorToken:
    id: strawberry.ID
    name: str
    prefix: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        return cls(**_token_fields(TokenKind.OPERATOR, token))


def _token_fields(kind: TokenKind, token: TokenRecord) -> dict[str, Any]:
    return {
        "id": strawberry.ID(str(token.id)),
        "name": token.name,
        "prefix": readable_prefix(kind, token.id),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
    }


@strawberry.type
class AccessTokenPage:
    nodes: list[AccessToken]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await _counted(info, self.count)


async def access_token_page(info: GraphQLInfo, organisation_id: UUID, window: Window) -> AccessTokenPage:
    """A page of an organisation's tokens."""
    actor = info.context.actor
    async with info.context.database.reading() as reader:
        page = await page_of_access_tokens(reader, actor, organisation_id, window)
    return AccessTokenPage(
        nodes=[AccessToken.of(token) for token in page.nodes],
        page_info=PageInfo.of(page),
        count=lambda reader: count_access_tokens(reader, actor, organisation_id),
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


@strawberry.type
class Session:
    id: strawberry.ID
    user_id: strawberry.ID
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, session: SessionRecord) -> Self:
        return cls(
            id=strawberry.ID(str(session.id)),
            user_id=strawberry.ID(str(session.user_id)),
            created_at=session.created_at,
            expires_at=session.expires_at,
            ended_at=session.ended_at,
        )


@strawberry.type(description="Who the presented credential is.")
class Viewer:
    kind: ActorKind
    label: str
    organisation: Organisation | None
    connection: Connection | None
    user: User | None
    role: Role | None


@strawberry.type
class AuditActor:
    kind: ActorKind
    id: str
    label: str


@strawberry.type
class FieldChange:
    field: str
    before: JSON | None
    after: JSON | None


@strawberry.type
class AuditEntry:
    id: strawberry.ID
    at: datetime
    actor: AuditActor
    action: str = strawberry.field(description="The mutation: userUpdate, groupDelete, ...")
    target_type: str
    target_id: strawberry.ID
    target_label: str
    changes: list[FieldChange]
    request_id: str

    @classmethod
    def of(cls, entry: AuditRecord) -> Self:
        return cls(
            id=strawberry.ID(str(entry.id)),
            at=entry.at,
            actor=AuditActor(kind=ActorKind(entry.actor_kind), id=entry.actor_id, label=entry.actor_label),
            action=entry.action,
            target_type=entry.target_type,
            target_id=strawberry.ID(entry.target_id),
            target_label=entry.target_label,
            changes=cast("list[FieldChange]", entry.changes),
            request_id=entry.request_id,
        )


@strawberry.type
class AuditEntryPage:
    nodes: list[AuditEntry]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await _counted(info, self.count)
