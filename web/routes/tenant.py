"""An administrator confirms by their password: that the tenant they came from is theirs, or that the account is."""

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
    """Which tenant and account, and the form."""
    unconfirmed = _unconfirmed(visit)
    return _page(visit, unconfirmed, organisation=unconfirmed["organisation"])


async def confirm(visit: Visit) -> Response:
    """Connect the tenant or link the account, and sign in."""
    unconfirmed = _unconfirmed(visit)
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
        return await signed_in(visit, answer, unconfirmed["return_to"])
    ending = of_refusal(answer)
    if answer.reason not in TRY_AGAIN:
        raise Ended(ending)
    visit.record.outcome = ending.title
    page = _page(
        visit, unconfirmed, ending.status, organisation=organisation, user_name=user_name, refusal=answer.message
    )
    return with_retry(page, ending.retry_after)


def _unconfirmed(visit: Visit) -> dict[str, Any]:
    found = visit.opened(cookies.UNCONFIRMED, cookies.UNCONFIRMED)
    if found is None:
        raise Ended(TRANSACTION_INVALID)
    return found


def _page(
    visit: Visit,
    unconfirmed: dict[str, Any],
    status: int = 200,
    *,
    organisation: str | None = None,
    user_name: str | None = None,
    refusal: str | None = None,
) -> Response:
    return visit.page(
        "tenant_confirm.html",
        status,
        tenant_connected=unconfirmed["tenant_connected"],
        tenant_id=unconfirmed["tenant_id"],
        account=unconfirmed["account"],
        organisation=organisation,
        user_name=user_name,
        refusal=refusal,
    )
