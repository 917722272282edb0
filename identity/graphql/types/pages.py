"""What every list has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import strawberry

from identity.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from identity.access.collection import Collection
    from identity.actor import Actor
    from identity.database import Reader
    from identity.filtering import Shaped
    from identity.graphql.context import GraphQLInfo
    from identity.paging import Page


MAX_COUNTED = 10_000
UP_TO = "How many there are; one more than `limit` when there are more, which takes no longer however many."


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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many a list has in all, and how many up to a limit: one more than that when there are more."""

    all: Callable[[Reader], Awaitable[int]]
    up_to: Callable[[Reader, int], Awaitable[int]]

    @classmethod
    def of(cls, collection: Collection[Any], actor: Actor | None, filtered: Shaped) -> Self:
        """Those of a collection that match a filter."""
        return cls(
            all=lambda reader: collection.count(reader, actor, filtered),
            up_to=lambda reader, limit: collection.count_up_to(reader, actor, limit, filtered),
        )


async def counted(info: GraphQLInfo, count: Callable[[Reader], Awaitable[int]]) -> int:
    """How many there are, asked only when a query selects it."""
    async with info.context.database.reading() as reader:
        return await count(reader)


async def counted_up_to(info: GraphQLInfo, counts: Counts, limit: int) -> int:
    """How many there are as far as `limit`, asked likewise. Raises `InvalidInput`."""
    if not 0 <= limit <= MAX_COUNTED:
        raise InvalidInput("limit", f"limit must be from 0 to {MAX_COUNTED}, and was {limit}.")
    async with info.context.database.reading() as reader:
        return await counts.up_to(reader, limit)
