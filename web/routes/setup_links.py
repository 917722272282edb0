"""Account > Set-up links: who else acts here without being one of the organisation's people, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from web.bodies import read_form
from web.desk import SETUP_LINKS
from web.endings import NOT_ALLOWED_HERE, Ended
from web.setup_link_form import LIVES, address_of, asked_of, chosen_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.bodies import Form
    from web.identity_client.setup_links_read import SetupLinksRead
    from web.visit import Visit

_CREATED, _REFUSED, _INVALID = 201, 409, 400


async def read(visit: Visit) -> Response:
    """The links there are, who is here by one, and the form for another."""
    return _page(visit, await visit.person().setup_links_read())


async def create(visit: Visit) -> Response:
    """Make a link, and show it once: in the answer to this very form, which has no address of its own."""
    form = await read_form(visit.request)
    organisation = (await visit.person().setup_links_read()).organisation
    if organisation is None or not organisation.connections:
        raise Ended(NOT_ALLOWED_HERE)
    given = asked_of(form, organisation.connections[0].id, datetime.now(UTC))
    answer = (await visit.person().connection_setup_link_create(given)).connection_setup_link_create
    after = await visit.person().setup_links_read()
    if answer.typename__ != "ConnectionSetupLinkCreated":
        return _page(visit, after, _INVALID, form=form, refusal=answer.message)
    link = answer.connection_setup_link
    address = address_of(visit.service.settings.origin, answer.secret)
    return visit.desk("setup_link_made.html", after.viewer, SETUP_LINKS, _CREATED, link=link, address=address)


async def revoke(visit: Visit) -> Response:
    """Take a link back, with whoever followed it."""
    answer = (
        await visit.person().connection_setup_link_revoke(visit.request.path_params["id"])
    ).connection_setup_link_revoke
    if answer.typename__ == "ConnectionSetupLink":
        return visit.redirect(SETUP_LINKS.path)
    return _page(visit, await visit.person().setup_links_read(), _REFUSED, refusal=answer.message)


async def end_session(visit: Visit) -> Response:
    """Send somebody away who is here by a link, or the support desk."""
    answer = (await visit.person().delegated_session_end(visit.request.path_params["id"])).delegated_session_end
    if answer.typename__ == "DelegatedSession":
        return visit.redirect(SETUP_LINKS.path)
    return _page(visit, await visit.person().setup_links_read(), _REFUSED, refusal=answer.message)


def _page(
    visit: Visit, answer: SetupLinksRead, status: int = 200, *, form: Form | None = None, refusal: str | None = None
) -> Response:
    organisation = answer.organisation
    if organisation is None:
        raise Ended(NOT_ALLOWED_HERE)
    return visit.desk(
        "setup_links.html",
        answer.viewer,
        SETUP_LINKS,
        status,
        links=organisation.connection_setup_links,
        sessions=organisation.delegated_sessions,
        chosen=chosen_in(form),
        lives=LIVES,
        refusal=refusal,
    )
