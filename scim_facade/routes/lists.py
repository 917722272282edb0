"""Lists of users, of groups, and of both: asked for in an address (RFC 7644 §3.4.2) or in a body (§3.4.3)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NotRequired, Protocol, TypedDict

from starlette.responses import Response

from contract.transport import Refused
from scim_facade.core import filters
from scim_facade.core.attributes import ResourceType
from scim_facade.core.dialect import UNKNOWN_ORDER_IGNORED
from scim_facade.core.errors import InvalidCursor, InvalidFilter
from scim_facade.core.limits import MAX_LISTED_MEMBERS
from scim_facade.core.listing import Found, IndexedPage, Page, PageSizes, list_response
from scim_facade.core.search import Search, search_of_body, search_of_query
from scim_facade.core.selection import group_selection, user_selection
from scim_facade.core.sorting import sort_key
from scim_facade.core.understood import normal_search
from scim_facade.identity_client.base_model import UNSET, UnsetType
from scim_facade.identity_client.fragments import FoundGroup, Group, PageInfo, User
from scim_facade.identity_client.input_types import Filter, Sort
from scim_facade.responses import ScimResponse
from scim_facade.routes import groups, users
from scim_facade.scim_request import ScimRequest


async def find_users(request: ScimRequest) -> Response:
    """GET /Users: a page of the users that match, inactive ones included."""
    return await _answer(request, _of_address(request, (request.profile.user,)), _users)


async def search_users(request: ScimRequest) -> Response:
    """POST /Users/.search."""
    return await _answer(request, await _of_body(request, (request.profile.user,)), _users)


async def find_groups(request: ScimRequest) -> Response:
    """GET /Groups: a page of the groups that match."""
    return await _answer(request, _of_address(request, (request.profile.group,)), _groups)


async def search_groups(request: ScimRequest) -> Response:
    """POST /Groups/.search."""
    return await _answer(request, await _of_body(request, (request.profile.group,)), _groups)


async def find_all(request: ScimRequest) -> Response:
    """GET on the endpoint itself: users and groups in one list (RFC 7644 §3.4.2.1)."""
    return await _answer(request, _of_address(request, request.profile.resource_types), _all)


async def search_all(request: ScimRequest) -> Response:
    """POST /.search: users and groups in one list."""
    return await _answer(request, await _of_body(request, request.profile.resource_types), _all)


@dataclass(frozen=True, slots=True)
class _Query:
    """A search in identity's terms: a filter for each kind of resource, and one order."""

    search: Search
    filters: Sequence[Filter | UnsetType]
    sort: Sort | UnsetType


class _Window(TypedDict):
    """The cut of a list, as identity's list fields take it."""

    offset: int
    first: NotRequired[int]
    last: NotRequired[int]
    after: NotRequired[str]
    before: NotRequired[str]


class _Ask(Protocol):
    async def __call__(self, request: ScimRequest, query: _Query, window: _Window) -> Found: ...


def _of_address(request: ScimRequest, kinds: Sequence[ResourceType]) -> _Query:
    search = search_of_query(request.query, kinds, _sizes(request), request.notes)
    tree = _tree(request, search)
    if tree is not None:
        filters.refuse_secrets(tree, request.profile.resource_types)
    return _query(request, search, tree, kinds)


async def _of_body(request: ScimRequest, kinds: Sequence[ResourceType]) -> _Query:
    search = search_of_body(await request.json(), kinds, _sizes(request), request.notes)
    return _query(request, search, _tree(request, search), kinds)


def _tree(request: ScimRequest, search: Search) -> filters.Filter | None:
    """A filter is never ignored, not even an empty one: a client would take the whole list for its answer."""
    return None if search.filter is None else filters.parse(search.filter, request.notes)


def _query(request: ScimRequest, search: Search, tree: filters.Filter | None, kinds: Sequence[ResourceType]) -> _Query:
    given: list[Filter | UnsetType] = [UNSET for _ in kinds]
    asked: list[dict[str, Any]] = []
    if tree is not None:
        asked = [
            filters.to_identity(tree, kind, request.notes, elsewhere=[other for other in kinds if other is not kind])
            for kind in kinds
        ]
        given = [Filter.model_validate(filter_) for filter_ in asked]
    sort = _sort(request, search, kinds)
    request.trace.understood = partial(normal_search, search, asked, sort.attribute if isinstance(sort, Sort) else None)
    return _Query(search, given, sort)


def _sort(request: ScimRequest, search: Search, kinds: Sequence[ResourceType]) -> Sort | UnsetType:
    if search.sort_by is None:
        return Sort(attribute="id", descending=True) if search.descending else UNSET
    key = sort_key(search.sort_by, kinds, request.notes)
    if key is None:
        request.notes.use(UNKNOWN_ORDER_IGNORED, search.sort_by)
        return UNSET
    return Sort(attribute=key, descending=search.descending)


async def _answer(request: ScimRequest, query: _Query, ask: _Ask) -> Response:
    with _refusals():
        found = await ask(request, query, _window(query.search.page))
    return ScimResponse(list_response(found, query.search.page))


@contextmanager
def _refusals() -> Iterator[None]:
    """Name what is to blame when identity refuses the search asked within."""
    try:
        yield
    except Refused as refused:
        match refused.field:
            case "filter":
                raise InvalidFilter(str(refused)) from refused
            case "after" | "before":
                raise InvalidCursor(f"{refused} Begin again with an empty cursor.") from refused
            case _:
                raise


async def _users(request: ScimRequest, query: _Query, window: _Window) -> Found:
    found = (
        await request.identity.user_list(
            **window,
            **user_selection(query.search.projection, request.profile.user),
            filter_=query.filters[0],
            sort=query.sort,
        )
    ).users
    resources = [users.resource_of(request, user) for user in found.nodes]
    return _found(query, resources, found.total_count, found.page_info)


async def _groups(request: ScimRequest, query: _Query, window: _Window) -> Found:
    found = (
        await request.identity.group_list(
            **window,
            **group_selection(query.search.projection, request.profile.group),
            members_first=_members_first(request, query.search.page),
            filter_=query.filters[0],
            sort=query.sort,
        )
    ).groups
    resources = await groups.resources_of(request, found.nodes)
    return _found(query, resources, found.total_count, found.page_info)


async def _all(request: ScimRequest, query: _Query, window: _Window) -> Found:
    of_user = user_selection(query.search.projection, request.profile.user)
    of_group = group_selection(query.search.projection, request.profile.group)
    of_user["with_extensions"] |= of_group["with_extensions"]
    found = (
        await request.identity.resource_list(
            **window,
            **of_user,
            with_members=of_group["with_members"],
            members_first=_members_first(request, query.search.page),
            user_filter=query.filters[0],
            group_filter=query.filters[1],
            sort=query.sort,
        )
    ).resources
    found_groups = [_group(node) for node in found.nodes if isinstance(node, FoundGroup)]
    in_turn = iter(await groups.resources_of(request, found_groups))
    resources = [users.resource_of(request, node) if isinstance(node, User) else next(in_turn) for node in found.nodes]
    return _found(query, resources, found.total_count, found.page_info)


def _members_first(request: ScimRequest, page: Page) -> int:
    """So many members come with each group that all of them together stay within the limit."""
    return min(request.service.settings.member_page_size, max(1, MAX_LISTED_MEMBERS // max(1, page.count)))


def _window(page: Page) -> _Window:
    if isinstance(page, IndexedPage):
        return {"first": page.count, "offset": page.offset}
    if page.cursor is None:
        return {"first": page.count, "offset": 0}
    if page.cursor.direction == "after":
        return {"first": page.count, "offset": 0, "after": page.cursor.row}
    return {"last": page.count, "offset": 0, "before": page.cursor.row}


def _found(query: _Query, resources: list[dict[str, Any]], total: int, ends: PageInfo) -> Found:
    return Found(
        [query.search.projection.apply(resource) for resource in resources],
        total,
        before=ends.start_cursor if ends.has_previous_page else None,
        after=ends.end_cursor if ends.has_next_page else None,
    )


def _group(found: FoundGroup) -> Group:
    given = found.model_dump(by_alias=True, exclude_unset=True)
    return Group.model_validate({**given, "displayName": found.group_name})


def _sizes(request: ScimRequest) -> PageSizes:
    settings = request.service.settings
    return PageSizes(settings.default_page_size, settings.max_page_size)
