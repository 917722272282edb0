"""Account > Authentication: how an organisation's people sign in, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import AUTHENTICATION, Desk
from web.endings import NOT_ALLOWED_HERE, Ended
from web.identity_client.input_types import OrganisationChanges
from web.spans import SpanInvalid, hours_and_minutes, in_words, seconds_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.identity_client.authentication_read import AuthenticationRead
    from web.visit import Visit

_REFUSED = 409
_SPANS = ("lifetime", "idle")

Spans = dict[str, tuple[str, str]]
"""Hours and minutes as they stand in the form, by the span's name."""


async def read(visit: Visit) -> Response:
    """The page."""
    return await authentication_page(visit)


async def authentication_page(
    visit: Visit, refusal: str | None = None, status: int = _REFUSED, typed: Spans | None = None
) -> Response:
    """The page; `refusal` says why nothing was changed, and `status` goes with it. Raises `Ended`."""
    answer = await visit.person().authentication_read()
    organisation = answer.organisation
    connection = next(iter(organisation.connections), None) if organisation else None
    if organisation is None or connection is None or not Desk.of(answer.viewer).shows(AUTHENTICATION):
        raise Ended(NOT_ALLOWED_HERE)
    if visit.service.microsoft is not None:
        await visit.service.microsoft.addresses()  # the page's policy names where its forms lead to
    lifetimes = organisation.session_lifetimes
    kept = {
        "lifetime": hours_and_minutes(lifetimes.lifetime_seconds),
        "idle": hours_and_minutes(lifetimes.idle_seconds),
    }
    return visit.desk(
        "authentication.html",
        answer.viewer,
        AUTHENTICATION,
        200 if refusal is None else status,
        connection=connection,
        spans=typed or kept,
        longest={
            "lifetime": in_words(lifetimes.maximum_lifetime_seconds),
            "idle": in_words(lifetimes.maximum_idle_seconds),
        },
        is_linked=connection.tenant is not None and connection.tenant.id in tenants_of(answer),
        microsoft=visit.service.microsoft is not None,
        refusal=refusal,
    )


async def set_lifetimes(visit: Visit) -> Response:
    """How long the sessions live that begin from now on."""
    form = await read_form(visit.request)
    typed = {name: (form.find(f"{name}_hours") or "", form.find(f"{name}_minutes") or "") for name in _SPANS}
    try:
        lifetime, idle = (seconds_of(*typed[name]) for name in _SPANS)
    except SpanInvalid as invalid:
        return await authentication_page(visit, str(invalid), 400, typed)
    changes = OrganisationChanges(session_lifetime_seconds=lifetime, session_idle_seconds=idle)
    answer = (await visit.person().session_lifetimes_update(changes)).organisation_update
    if answer.typename__ == "PermissionDenied":
        raise Ended(NOT_ALLOWED_HERE)
    if answer.typename__ != "Organisation":
        return await authentication_page(visit, answer.message, 400, typed)
    return visit.redirect(AUTHENTICATION.path)


def tenants_of(answer: AuthenticationRead) -> set[str]:
    """The tenants of which the person's own accounts are."""
    user = answer.own.user
    return {account.tenant_id for account in user.microsoft_accounts} if user else set()
