"""One's own tokens for GraphQL: made, shown once, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import OWN
from web.endings import Ended, bad_request
from web.identity_client.input_types import PersonalTokenInput
from web.identity_client.personal_token_create import (
    PersonalTokenCreatePersonalTokenCreatePersonalTokenCreated as Created,
)
from web.routes.account import account_page

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit

_DAYS = {"30", "90", "365"}


async def create(visit: Visit) -> Response:
    """Make a token, and show its secret this once."""
    form = await read_form(visit.request)
    days = form.find("days") or ""
    if days not in _DAYS:
        raise Ended(bad_request("A token lives for 30, 90 or 365 days."))
    expires_at = datetime.now(UTC) + timedelta(days=int(days))
    given = PersonalTokenInput(name=form.find("name") or "", expires_at=expires_at.isoformat())
    answer = (await visit.person().personal_token_create(given)).personal_token_create
    if isinstance(answer, Created):
        return await account_page(visit, created=answer)
    return await account_page(visit, answer.message)


async def revoke(visit: Visit) -> Response:
    """Take a token away; one that is gone already is revoked, too."""
    answer = (await visit.person().personal_token_revoke(visit.request.path_params["id"])).personal_token_revoke
    if answer.typename__ == "PermissionDenied":
        return await account_page(visit, answer.message)
    return visit.redirect(OWN.path)
