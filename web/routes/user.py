"""One person: what is known of them, how they come in, what they may do, and what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web.desk import USERS, Desk
from web.endings import NOT_FOUND, Ended
from web.identity_client.enums import Source
from web.people import ROLES, SOURCES
from web.profile import chapters_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit

ENTRIES: Final = 20
"""Changes on a page of somebody's or something's history."""
REPORTS: Final = 10
_REFUSED = 409


async def read(visit: Visit) -> Response:
    """Their page."""
    return await user_page(visit)


async def user_page(visit: Visit, refusal: str | None = None) -> Response:
    """The page; `refusal` says why nothing was changed. Raises `Ended` when there is nobody of that id."""
    client = visit.person()
    answer = await client.user_read(visit.request.path_params["id"], ENTRIES, visit.query("entries_after"))
    if answer.user is None:
        raise Ended(NOT_FOUND)
    desk = Desk.of(answer.viewer)
    return visit.desk(
        "user.html",
        answer.viewer,
        USERS,
        200 if refusal is None else _REFUSED,
        user=answer.user,
        chapters=chapters_of(answer.user),
        entries=answer.audit_entries,
        reports=answer.user.reports.nodes[:REPORTS],
        has_more_reports=len(answer.user.reports.nodes) > REPORTS,
        is_directorys=answer.user.source is Source.SCIM,
        is_self=answer.user.id == desk.user_id,
        roles=ROLES,
        sources=SOURCES,
        refusal=refusal,
    )
