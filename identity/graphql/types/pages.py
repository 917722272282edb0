"""What every list has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import strawberry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from identity.database import Reader
    from identity.graphql.context import GraphQLInfo
    from identity.paging import Page


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


async def counted(info: GraphQLInfo, count: Callable[[Reader], Awaitable[int]]) -> int:
    """How many there are, asked only when a query selects it."""
    async with info.context.database.reading() as reader:
        return await count(reader)
