"""The people of an organisation: searched, filtered, sorted, page by page, and as a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from web.csv_export import PAGE, csv_response, each_node
from web.desk import USERS, Desk
from web.listing import Listing, told_count
from web.people import PEOPLE, SOURCES, equal, people_filter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response

    from web.identity_client import IdentityClient
    from web.identity_client.group_named import GroupNamedGroupsNodes as Group
    from web.identity_client.input_types import Filter
    from web.identity_client.person_named import PersonNamedUser as Person
    from web.identity_client.users_export import UsersExportUsersNodes as Exported
    from web.visit import Visit

_COLUMNS = (
    "id",
    "userName",
    "displayName",
    "givenName",
    "familyName",
    "email",
    "state",
    "lockReason",
    "role",
    "source",
    "externalId",
    "microsoftObjectId",
    "lastMicrosoftSignIn",
    "title",
    "department",
    "created",
    "lastModified",
)


async def read(visit: Visit) -> Response:
    """The list that the address asks for."""
    listing = Listing.of(PEOPLE, visit.request.query_params)
    client = visit.person()
    group, manager = await asyncio.gather(_group(client, listing), _manager(client, listing))
    wanted = people_filter(listing, group.id if group else None)
    answer = await client.users_read(
        wanted, listing.search, listing.sort, listing.first, listing.after, listing.last, listing.before
    )
    return visit.desk(
        "users.html",
        answer.viewer,
        USERS,
        listing=listing,
        page=answer.users,
        told=told_count(answer.users.count_up_to, "person", "people"),
        group=group,
        manager=manager,
        sources=SOURCES,
    )


async def export(visit: Visit) -> Response:
    """The same list from its beginning to its end, as a file."""
    listing = Listing.of(PEOPLE, visit.request.query_params)
    client = visit.person()
    group = await _group(client, listing)
    wanted = people_filter(listing, group.id if group else None)
    expected = await client.users_count(wanted, listing.search)
    name = f"users-{Desk.of(expected.viewer).slug}.csv"
    return await csv_response(name, _COLUMNS, _rows(client, listing, wanted), total=expected.users.total_count)


async def _rows(client: IdentityClient, listing: Listing, wanted: Filter | None) -> AsyncIterator[Sequence[str | None]]:
    async def read_page(after: str | None) -> tuple[Sequence[Exported], str | None]:
        page = (await client.users_export(wanted, listing.search, listing.sort, PAGE, after)).users
        return page.nodes, page.page_info.end_cursor if page.page_info.has_next_page else None

    async for user in each_node(read_page):
        yield _row(user)


def _row(user: Exported) -> Sequence[str | None]:
    email = next((each.value for each in sorted(user.emails, key=lambda each: not each.primary)), None)
    account = user.microsoft_accounts[0] if user.microsoft_accounts else None
    return (
        user.id,
        user.user_name,
        user.display_name,
        user.name.given_name if user.name else None,
        user.name.family_name if user.name else None,
        email,
        "locked" if user.lock else "active" if user.active else "deactivated",
        user.lock.reason if user.lock else None,
        user.role.value.lower(),
        SOURCES[user.source].lower(),
        user.external_id,
        account.object_id if account else None,
        account.last_sign_in_at if account else None,
        user.title,
        user.enterprise.department if user.enterprise else None,
        user.meta.created,
        user.meta.last_modified,
    )


async def _group(client: IdentityClient, listing: Listing) -> Group | None:
    """The group that a filter means, by its id or its name."""
    meant = listing.filters.get("group")
    if meant is None:
        return None
    by_id = equal("id", meant) if _is_id(meant) else equal("displayName", meant)
    return next(iter((await client.group_named(by_id)).groups.nodes), None)


async def _manager(client: IdentityClient, listing: Listing) -> Person | None:
    meant = listing.filters.get("manager")
    return (await client.person_named(meant)).user if meant else None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
