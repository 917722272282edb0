"""Sign-ins that wait for an admin's decision."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import NotFound, PermissionDenied
from identity.graphql.types.pages import PageInfo
from identity.rules.sign_in import SignInRefusal


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


@strawberry.type
class ReviewItemPage:
    nodes: list[ReviewItem]
    page_info: PageInfo


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
        raise NotImplementedError


@strawberry.type
class ReviewItemMutations:
    """The part of `Mutation` that is about the review list."""

    @strawberry.mutation(description="Take an item off the list; it appears again when the account tries again.")
    async def review_item_close(
        self,
        info: GraphQLInfo,
        id: strawberry.ID,  # noqa: A002  the argument's name
    ) -> ReviewItemCloseResult:
        raise NotImplementedError
