"""The groups of an organisation, and one of them with its members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web.csv_export import PAGE, csv_response, each_node
from web.desk import GROUPS as SECTION
from web.desk import Desk
from web.endings import NOT_FOUND, Ended, bad_request
from web.identity_client.enums import Source
from web.listing import Listing, told_count
from web.people import GROUPS, SOURCES, equal, groups_filter
from web.routes.user import ENTRIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response

    from web.identity_client import IdentityClient
    from web.identity_client.fragments import MemberRow
    from web.visit import Visit

MEMBERS: Final = 50
_MAX_PAGE: Final = 1_000_000


async def read(visit: Visit) -> Response:
    """The list that the address asks for."""
    listing = Listing.of(GROUPS, visit.request.query_params)
    answer = await visit.person().groups_read(
        listing.search,
        groups_filter(listing),
        listing.sort,
        listing.first,
        listing.after,
        listing.last,
        listing.before,
    )
    told = told_count(answer.groups.count_up_to, "group", "groups")
    return visit.desk(
        "groups.html", answer.viewer, SECTION, listing=listing, page=answer.groups, told=told, sources=SOURCES
    )


async def read_one(visit: Visit) -> Response:
    """One group: what it is, who is in it, and what was changed. Raises `Ended` when there is none of that id."""
    id_, page = visit.request.path_params["id"], _page(visit)
    answer = await visit.person().group_read(
        id_, equal("members.value", id_), MEMBERS, (page - 1) * MEMBERS, ENTRIES, visit.query("entries_after")
    )
    if answer.group is None:
        raise Ended(NOT_FOUND)
    return visit.desk(
        "group.html",
        answer.viewer,
        SECTION,
        group=answer.group,
        within=answer.groups.nodes,
        entries=answer.audit_entries,
        page=page,
        size=MEMBERS,
        is_directorys=answer.group.source is Source.SCIM,
        sources=SOURCES,
    )


async def export_members(visit: Visit) -> Response:
    """Who is in a group, as a file."""
    client, id_ = visit.person(), visit.request.path_params["id"]
    answer = await client.group_members_export(id_, 0)
    if answer.group is None:
        raise Ended(NOT_FOUND)
    name = f"members-{Desk.of(answer.viewer).slug}-{answer.group.display_name}.csv"
    rows = _members(client, id_)
    return await csv_response(name, ("type", "id", "displayName"), rows, total=answer.group.members.total_count)


async def _members(client: IdentityClient, id_: str) -> AsyncIterator[Sequence[str | None]]:
    async def read_page(after: str | None) -> tuple[Sequence[MemberRow], str | None]:
        group = (await client.group_members_export(id_, PAGE, after)).group
        if group is None:
            return (), None  # deleted meanwhile, and with it its members
        page = group.members
        return page.nodes, page.page_info.end_cursor if page.page_info.has_next_page else None

    async for member in each_node(read_page):
        yield member.type_, member.value, member.display


def _page(visit: Visit) -> int:
    asked = visit.query("page") or "1"
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:10]) <= _MAX_PAGE):
        raise Ended(bad_request(f"A page is a number from 1 to {_MAX_PAGE}."))
    return int(asked)
