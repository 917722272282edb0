"""What waits for an admin's decision."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias
from uuid import UUID

import strawberry

from identity.access import require
from identity.access.review_items import LATEST_FIRST, count_review_items, page_of_review_items
from identity.commands import review_items
from identity.database import Reader
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, LastOwner, NotFound, PermissionDenied
from identity.graphql.types.pages import PageInfo, counted
from identity.graphql.types.users import User
from identity.paging import Window
from identity.rules.permissions import Permission
from identity.rules.review import ReviewDecision, ReviewReason

if TYPE_CHECKING:
    from identity.records import ReviewItemRecord


strawberry.enum(ReviewReason)
strawberry.enum(ReviewDecision)


@strawberry.type(description="Somebody or something that was not taken in, and waits for a person's decision.")
class ReviewItem:
    id: strawberry.ID
    reason: ReviewReason
    tenant_id: strawberry.ID | None = strawberry.field(description="Of the Microsoft account, if it is about one.")
    object_id: strawberry.ID | None
    external_id: str | None = strawberry.field(description="The one that provisioning sent.")
    request_id: str | None = strawberry.field(description="The latest request it came of.")
    user_name: str | None = strawberry.field(description="What Microsoft calls the account, or the name that is taken.")
    display_name: str | None
    user_id: strawberry.ID | None = strawberry.field(
        description="The person it nearly was, or the user or the group that holds the name."
    )
    decisions: list[ReviewDecision] = strawberry.field(description="Those that are possible.")
    is_settled: bool = strawberry.field(description="What was wrong is no longer, so that it can be dismissed.")
    attempts: int
    first_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    decision: ReviewDecision | None

    @classmethod
    def of(cls, item: ReviewItemRecord) -> Self:
        return cls(
            id=strawberry.ID(str(item.id)),
            reason=item.reason,
            tenant_id=_id(item.tenant_id),
            object_id=_id(item.object_id),
            external_id=item.external_id,
            request_id=item.request_id,
            user_name=item.user_name,
            display_name=item.display_name,
            user_id=_id(item.user_id),
            decisions=list(review_items.possible(item)),
            is_settled=item.is_settled,
            attempts=item.attempts,
            first_at=item.first_at,
            last_at=item.last_at,
            closed_at=item.closed_at,
            closed_by=item.closed_by,
            decision=item.decision,
        )

    @strawberry.field(description="The person it nearly was, or who holds the name, if they are still there.")
    async def user(self, info: GraphQLInfo) -> User | None:
        if self.user_id is None or self.reason is ReviewReason.GROUP_NAME_TAKEN:
            return None
        found = await info.context.loaders.user.load(UUID(self.user_id))
        return User.of(found) if found else None


def _id(uuid: UUID | None) -> strawberry.ID | None:
    return strawberry.ID(str(uuid)) if uuid else None


@strawberry.type
class ReviewItemPage:
    nodes: list[ReviewItem]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.count)


ReviewItemDecideResult: TypeAlias = Annotated[
    ReviewItem | InvalidInput | LastOwner | NotFound | PermissionDenied, strawberry.union("ReviewItemDecideResult")
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

    @strawberry.mutation(
        description="Decide on an item and take it off the list. What is dismissed comes back when it is tried again."
    )
    async def review_item_decide(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
        decision: ReviewDecision,
        user_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Whose account it is, to link it.")
        ] = None,
    ) -> ReviewItemDecideResult:
        act = info.context.act("reviewItemDecide")
        async with info.context.database.writing() as writer:
            return ReviewItem.of(await review_items.decide(writer, act, id, decision, user_id))
