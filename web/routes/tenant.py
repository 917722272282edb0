"""A tenant nobody has connected: an administrator who came from it confirms by their password that it is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web import cookies
from web.bodies import read_form
from web.endings import TRANSACTION_INVALID, Ended, of_refusal
from web.identity_client.fragments import Refusal
from web.identity_client.input_types import TenantConfirmInput
from web.routes.sign_in import TRY_AGAIN
from web.sign_ins import signed_in
from web.visit import with_retry

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def read(visit: Visit) -> Response:
    """Which tenant, and the form."""
    unclaimed = _unclaimed(visit)
    return _page(visit, unclaimed, organisation=unclaimed["organisation"])


async def confirm(visit: Visit) -> Response:
    """Connect the tenant, and sign in."""
    unclaimed = _unclaimed(visit)
    form = await read_form(visit.request)
    organisation, user_name = form.find("organisation"), form.find("user_name")
    given = TenantConfirmInput(
        browser=visit.browser or "",
        organisation=organisation or "",
        user_name=user_name or "",
        password=form.secret("password"),
        user_agent=visit.user_agent,
    )
    answer = (await visit.anonymous().tenant_confirm(given)).tenant_confirm
    if not isinstance(answer, Refusal):
        return await signed_in(visit, answer, unclaimed["return_to"])
    ending = of_refusal(answer)
    if answer.reason not in TRY_AGAIN:
        raise Ended(ending)
    visit.record.outcome = ending.title
    page = _page(
        visit, unclaimed, ending.status, organisation=organisation, user_name=user_name, refusal=answer.message
    )
    return with_retry(page, ending.retry_after)


def _unclaimed(visit: Visit) -> dict[str, Any]:
    found = visit.opened(cookies.UNCLAIMED, cookies.UNCLAIMED)
    if found is None:
        raise Ended(TRANSACTION_INVALID)
    return found


def _page(
    visit: Visit,
    unclaimed: dict[str, Any],
    status: int = 200,
    *,
    organisation: str | None = None,
    user_name: str | None = None,
    refusal: str | None = None,
) -> Response:
    return visit.page(
        "tenant_confirm.html",
        status,
        tenant_id=unclaimed["tenant_id"],
        account=unclaimed["account"],
        organisation=organisation,
        user_name=user_name,
        refusal=refusal,
    )
