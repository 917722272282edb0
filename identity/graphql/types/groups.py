"""Groups and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from identity.graphql.context import GraphQLInfo
from identity.graphql.types.pages import UP_TO, Counts, PageInfo, counted, counted_up_to
from identity.graphql.types.users import Meta
from identity.paging import Window
from identity.rules.source import Source

if TYPE_CHECKING:
    from identity.paging import Page
    from identity.records import GroupRecord, MemberRecord


MAX_MEMBERS_PAGE = 5_000
"""Members are small, and a group is read whole, so their pages may be longer than others."""


@strawberry.type
class Member:
    value: strawberry.ID
    display: str | None
    type: str = strawberry.field(description="`User` or `Group`.")

    @classmethod
    def of(cls, member: MemberRecord) -> Self:
        return cls(value=strawberry.ID(str(member.id)), display=member.display, type=member.type)


@strawberry.type(description="Users and groups, in one order, by id.")
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
    source: Source = strawberry.field(description="Who keeps the group.")
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
            source=group.source,
            uuid=group.id,
        )


@strawberry.type
class GroupPage:
    nodes: list[Group]
    page_info: PageInfo
    counts: strawberry.Private[Counts]

    @classmethod
    def of(cls, page: Page[GroupRecord], counts: Counts) -> Self:
        return cls(nodes=[Group.of(group) for group in page.nodes], page_info=PageInfo.of(page), counts=counts)

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.counts.all)

    @strawberry.field(description=UP_TO)
    async def count_up_to(self, info: GraphQLInfo, limit: int = 1_000) -> int:
        return await counted_up_to(info, self.counts, limit)
