"""Account > Authentication: how an organisation's people sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.desk import AUTHENTICATION, Desk
from web.endings import NOT_ALLOWED_HERE, Ended

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.identity_client.authentication_read import AuthenticationRead
    from web.visit import Visit

_REFUSED = 409


async def read(visit: Visit) -> Response:
    """The page."""
    return await authentication_page(visit)


async def authentication_page(visit: Visit, refusal: str | None = None, status: int = _REFUSED) -> Response:
    """The page; `refusal` says why nothing was changed, and `status` goes with it. Raises `Ended`."""
    answer = await visit.person().authentication_read()
    connection = next(iter(answer.organisation.connections), None) if answer.organisation else None
    if connection is None or not Desk.of(answer.viewer).shows(AUTHENTICATION):
        raise Ended(NOT_ALLOWED_HERE)
    if visit.service.microsoft is not None:
        await visit.service.microsoft.addresses()  # the page's policy names where its forms lead to
    return visit.desk(
        "authentication.html",
        answer.viewer,
        AUTHENTICATION,
        200 if refusal is None else status,
        connection=connection,
        is_linked=connection.tenant is not None and connection.tenant.id in tenants_of(answer),
        microsoft=visit.service.microsoft is not None,
        refusal=refusal,
    )


def tenants_of(answer: AuthenticationRead) -> set[str]:
    """The tenants of which the person's own accounts are."""
    user = answer.own.user
    return {account.tenant_id for account in user.microsoft_accounts} if user else set()
