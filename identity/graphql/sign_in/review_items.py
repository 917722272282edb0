"""Sign-ins that wait for an admin's decision."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from identity.access import require
from identity.access.review_items import LATEST_FIRST, count_review_items, page_of_review_items
from identity.commands import review_items
from identity.database import Reader
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import NotFound, PermissionDenied
from identity.graphql.types.pages import PageInfo, counted
from identity.paging import Window
from identity.rules.permissions import Permission
from identity.rules.sign_in import SignInRefusal

if TYPE_CHECKING:
    from identity.records import ReviewItemRecord


@strawberry.type(description="Somebody whom Microsoft vouches for and who was not let in.")
class ReviewItem:
    id: strawberry.ID
    reason: SignInRefusal
    tenant_id: strawberry.ID
    object_id: strawberry.ID
    user_name: str | None = strawberry.field(description="What Microsoft calls the account.")
    display_name: str | None
    user_id: strawberry.ID | None = strawberry.field(description="The person it nearly was.")
    attempts: int
    first_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_by: str | None

    @classmethod
    def of(cls, item: ReviewItemRecord) -> Self:
        return cls(
            id=strawberry.ID(str(item.id)),
            reason=item.reason,
            tenant_id=strawberry.ID(str(item.tenant_id)),
            object_id=strawberry.ID(str(item.object_id)),
            user_name=item.user_name,
            display_name=item.display_name,
            user_id=strawberry.ID(str(item.user_id)) if item.user_id else None,
            attempts=item.attempts,
            first_at=item.first_at,
            last_at=item.last_at,
            closed_at=item.closed_at,
            closed_by=item.closed_by,
        )


@strawberry.type
class ReviewItemPage:
    nodes: list[ReviewItem]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.count)


ReviewItemCloseResult: TypeAlias = Annotated[
    ReviewItem | NotFound | PermissionDenied, strawberry.union("ReviewItemCloseResult")
]


@strawberry.type
class ReviewItemQueries:
    """The part of `Query` that is about the review list."""

    @strawberry.field(description="Open ones, the latest first.")
    async def review_items(
        self, info: GraphQLInfo, first: int = 100, offset: int = 0, after: str | None = None
    ) -> ReviewItemPage:
        actor = require(info.context.actor, Permission.REVIEW_ITEMS_READ)
        window = Window.of(first, offset, after, LATEST_FIRST)
        async with info.context.database.reading() as reader:
            page = await page_of_review_items(reader, actor, window)
        return ReviewItemPage(
            nodes=[ReviewItem.of(item) for item in page.nodes],
            page_info=PageInfo.of(page),
            count=lambda reader: count_review_items(reader, actor),
        )


@strawberry.type
class ReviewItemMutations:
    """The part of `Mutation` that is about the review list."""

    @strawberry.mutation(description="Take an item off the list; it appears again when the account tries again.")
    async def review_item_close(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> ReviewItemCloseResult:
        act = info.context.act("reviewItemClose")
        async with info.context.database.writing() as writer:
            return ReviewItem.of(await review_items.close(writer, act, id))
