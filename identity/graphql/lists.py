"""Lists of users, of groups and of both: what their fields have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from identity.access import organisation_of, require
from identity.access.extension_schemas import declared_schemas
from identity.access.groups import groups
from identity.access.resources import Filters, count_resources, page_of_resources
from identity.access.resources import order_of as order_of_resources
from identity.access.users import users
from identity.filtering import EVERYTHING, attribute_names, searched, shape_of
from identity.graphql.inputs import filter_tree
from identity.graphql.selection import reading_of, selected_fields
from identity.graphql.types.groups import Group, GroupPage
from identity.graphql.types.pages import Counts, PageInfo
from identity.graphql.types.resources import ResourcePage
from identity.graphql.types.users import User, UserPage
from identity.paging import Window, page_of
from identity.records import UserRecord
from identity.rules.extension_schema import NOTHING_DECLARED
from identity.rules.permissions import Permission
from identity.rules.search import prefix_query

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from identity.access.collection import Collection, Record
    from identity.database import Reader
    from identity.filtering import Filter as FilterTree
    from identity.filtering import Filterable, Shaped
    from identity.graphql.context import GraphQLInfo
    from identity.graphql.inputs import Filter, Sort
    from identity.paging import Order, Page
    from identity.rules.extension_schema import Declared

FORWARDS_OR_BACKWARDS = (
    "Walked forwards by first (100 unless given) with offset or after, or backwards by last with before; "
    "in list order either way."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A list's arguments beside its filter, as they came."""

    sort: Sort | None
    first: int | None
    offset: int
    after: str | None
    last: int | None
    before: str | None

    def window(self, order_of: Callable[..., Order]) -> Window:
        """The window they mean. Raises `InvalidInput` naming the argument."""
        order = order_of(
            self.sort.attribute if self.sort else None, descending=bool(self.sort and self.sort.descending)
        )
        return Window.either_way(
            first=self.first, offset=self.offset, after=self.after, last=self.last, before=self.before, order=order
        )


async def list_users(info: GraphQLInfo, given: Filter | None, search: str | None, place: Place) -> UserPage:
    """A page of users."""
    page, counts = await _listed(info, users, "User", given, search, place)
    return UserPage.of(page, counts)


async def list_groups(info: GraphQLInfo, given: Filter | None, search: str | None, place: Place) -> GroupPage:
    """A page of groups."""
    page, counts = await _listed(info, groups, "Group", given, search, place)
    return GroupPage.of(page, counts)


async def list_resources(
    info: GraphQLInfo, of_users: Filter | None, of_groups: Filter | None, place: Place
) -> ResourcePage:
    """A page of users and groups."""
    actor = require(info.context.actor, Permission.DIRECTORY_READ)
    window = place.window(order_of_resources)
    filters = Filters(
        await _shaped(info, of_users, users.filterable), await _shaped(info, of_groups, groups.filterable)
    )
    readings = (reading_of(info, "User", "nodes"), reading_of(info, "Group", "nodes"))
    page = await _read(info, window, lambda reader: page_of_resources(reader, actor, window, filters, readings))
    return ResourcePage(
        nodes=[User.of(each) if isinstance(each, UserRecord) else Group.of(each) for each in page.nodes],
        page_info=PageInfo.of(page),
        count=lambda reader: count_resources(reader, actor, filters),
    )


async def _listed(  # noqa: PLR0917  the arguments of the field
    info: GraphQLInfo,
    collection: Collection[Record],
    kind: str,
    given: Filter | None,
    search: str | None,
    place: Place,
) -> tuple[Page[Record], Counts]:
    """A page of what matches and is found, and how to count all of it if that is asked for."""
    actor = require(info.context.actor, Permission.DIRECTORY_READ)
    tree = filter_tree(given) if given else None
    declared = await _declared(info, collection.filterable, tree, place.sort)
    window = place.window(partial(collection.order_of, declared=declared))
    filtered = shape_of(tree, collection.filterable, declared) if tree else EVERYTHING
    if query := prefix_query(organisation_of(actor), search or ""):
        filtered = searched(query, filtered)
    reading = reading_of(info, kind, "nodes")
    page = await _read(info, window, lambda reader: collection.page(reader, actor, window, filtered, reading))
    return page, Counts.of(collection, actor, filtered)


async def _shaped(info: GraphQLInfo, given: Filter | None, filterable: Filterable) -> Shaped:
    if given is None:
        return EVERYTHING
    tree = filter_tree(given)
    return shape_of(tree, filterable, await _declared(info, filterable, tree))


async def _declared(
    info: GraphQLInfo, filterable: Filterable, tree: FilterTree | None, sort: Sort | None = None
) -> Declared:
    """The schemas by which a filter and a sort are understood, read only when these name something of a schema."""
    names = [*(attribute_names(tree) if tree else ()), *([sort.attribute] if sort else ())]
    if filterable.extensions is None or not any(":" in name for name in names):
        return NOTHING_DECLARED
    async with info.context.database.reading() as reader:
        return await declared_schemas(reader, info.context.actor, filterable.extensions.resource_type)


async def _read(info: GraphQLInfo, window: Window, page: Callable[[Reader], Awaitable[Page[Record]]]) -> Page[Record]:
    """The page, unless nothing of it is selected."""
    if selected_fields(info).isdisjoint({"nodes", "pageInfo"}):
        return page_of([], [], window)
    async with info.context.database.reading() as reader:
        return await page(reader)
