"""Users and groups in one list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

import strawberry

from identity.database import Reader
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.groups import Group
from identity.graphql.types.pages import PageInfo, counted
from identity.graphql.types.users import User

Resource: TypeAlias = Annotated[Group | User, strawberry.union("Resource")]


@strawberry.type
class ResourcePage:
    nodes: list[Resource]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.count)
