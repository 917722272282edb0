"""What waits for a person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import REVIEW
from web.endings import Ended, bad_request
from web.identity_client.enums import ReviewDecision
from web.review_reasons import DECISIONS, REASONS

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit

_REFUSED = 409


async def read(visit: Visit) -> Response:
    """The list."""
    return await _page(visit)


async def decide(visit: Visit) -> Response:
    """Take one of the decisions there are on an item."""
    form = await read_form(visit.request)
    named = form.find("decision")
    if named not in set(ReviewDecision):
        raise Ended(bad_request("The field `decision` is one of those on the page."))
    id_, decision = visit.request.path_params["id"], ReviewDecision(named)
    person: str | None = None
    if decision is ReviewDecision.LINK:
        user_name = form.find("person") or ""
        found = (await visit.person().review_person(user_name)).user_by if user_name else None
        if found is None:
            said = (
                f"There is nobody here whose user name is “{user_name}”." if user_name else "Say whose account it is."
            )
            return await _page(visit, refusal=said, refused=id_)
        person = found.id
    answer = (await visit.person().review_item_decide(id_, decision, user_id=person)).review_item_decide
    if answer.typename__ == "ReviewItem":
        return visit.redirect(REVIEW.path)
    return await _page(visit, refusal=answer.message, refused=id_)


async def _page(visit: Visit, refusal: str | None = None, refused: str | None = None) -> Response:
    """The page; `refusal` says why nothing was decided about the item `refused`."""
    answer = await visit.person().review_read(after=visit.query("after"))
    return visit.desk(
        "review.html",
        answer.viewer,
        REVIEW,
        200 if refusal is None else _REFUSED,
        items=answer.review_items.nodes,
        total=answer.review_items.total_count,
        next_page=answer.review_items.page_info.end_cursor if answer.review_items.page_info.has_next_page else None,
        reasons=REASONS,
        decisions=DECISIONS,
        refusal=refusal,
        refused=refused,
    )
