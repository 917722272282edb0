"""People."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from identity.access.users import users
from identity.filtering import Compare, Operator, shape_of
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.credentials import PersonalToken, Session
from identity.graphql.types.pages import UP_TO, Counts, PageInfo, counted, counted_up_to
from identity.paging import Window
from identity.rules.ids import uuid_or_none
from identity.rules.roles import Role
from identity.rules.source import Source

if TYPE_CHECKING:
    from identity.paging import Page
    from identity.records import MembershipRecord, MicrosoftAccountRecord, UserRecord

strawberry.enum(Role)
strawberry.enum(Source)


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
    type: str = strawberry.field(description="`direct`, or `indirect` through a group inside it.")

    @classmethod
    def of(cls, membership: MembershipRecord) -> Self:
        return cls(value=strawberry.ID(str(membership.id)), display=membership.display, type=membership.type)


@strawberry.type(description="A Microsoft account that a person signs in with: a tenant's object id.")
class MicrosoftAccount:
    tenant_id: strawberry.ID
    object_id: strawberry.ID
    linked_at: datetime
    last_sign_in_at: datetime

    @classmethod
    def of(cls, account: MicrosoftAccountRecord) -> Self:
        return cls(
            tenant_id=strawberry.ID(str(account.tenant_id)),
            object_id=strawberry.ID(str(account.object_id)),
            linked_at=account.linked_at,
            last_sign_in_at=account.last_sign_in_at,
        )


@strawberry.type(description="A person is kept out here, whatever the directory says.")
class Lock:
    locked_at: datetime
    locked_by: str
    reason: str

    @classmethod
    def of(cls, user: UserRecord) -> Self | None:
        if user.locked_at is None:
            return None
        return cls(locked_at=user.locked_at, locked_by=user.locked_by or "", reason=user.lock_reason or "")


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
    source: Source = strawberry.field(description="Who keeps the person, and so who may change their attributes.")
    lock: Lock | None
    uuid: strawberry.Private[UUID]

    @strawberry.field(description="The people whose manager they are, by id.")
    async def reports(self, info: GraphQLInfo, first: int = 100, after: str | None = None) -> UserPage:
        actor = info.context.actor
        window = Window.of(first, 0, after, users.order_of("displayName", descending=False))
        theirs = shape_of(Compare("enterprise.manager.value", Operator.EQ, self.id), users.filterable)
        async with info.context.database.reading() as reader:
            page = await users.page(reader, actor, window, theirs)
        return UserPage.of(page, Counts.of(users, actor, theirs))

    @strawberry.field
    async def groups(self, info: GraphQLInfo) -> list[GroupReference]:
        found = await info.context.loaders.groups_of_user.load(self.uuid)
        return [GroupReference.of(membership) for membership in found]

    @strawberry.field
    async def role(self, info: GraphQLInfo) -> Role:
        """What they are in their organisation. No SCIM client writes it."""
        return await info.context.loaders.role.load(self.uuid)

    @strawberry.field
    async def sessions(self, info: GraphQLInfo) -> list[Session]:
        """The living ones, the latest first; for admins to see, and one's own."""
        return [Session.of(session) for session in await info.context.loaders.sessions.load(self.uuid)]

    @strawberry.field
    async def personal_tokens(self, info: GraphQLInfo) -> list[PersonalToken]:
        """Their tokens, revoked and expired ones included, the latest first; for admins to see, and one's own."""
        return [PersonalToken.of(token) for token in await info.context.loaders.personal_tokens.load(self.uuid)]

    @strawberry.field
    async def microsoft_accounts(self, info: GraphQLInfo) -> list[MicrosoftAccount]:
        """Those the person is linked to; for admins to see, and one's own."""
        found = await info.context.loaders.microsoft_accounts.load(self.uuid)
        return [MicrosoftAccount.of(account) for account in found]

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
            source=user.source,
            lock=Lock.of(user),
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
    counts: strawberry.Private[Counts]

    @classmethod
    def of(cls, page: Page[UserRecord], counts: Counts) -> Self:
        return cls(nodes=[User.of(user) for user in page.nodes], page_info=PageInfo.of(page), counts=counts)

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.counts.all)

    @strawberry.field(description=UP_TO)
    async def count_up_to(self, info: GraphQLInfo, limit: int = 1_000) -> int:
        return await counted_up_to(info, self.counts, limit)
