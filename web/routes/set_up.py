"""The first day, and emergencies: a one-time link by which somebody sets their password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.bodies import read_form
from web.endings import Ended, of_refusal
from web.identity_client.enums import SignInRefusal
from web.identity_client.fragments import Refusal, SignedIn
from web.identity_client.input_types import PasswordSetUpInput
from web.sign_ins import signed_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.identity_client.setup_link_read import SetupLinkReadSetupLink
    from web.visit import Visit

_INVALID = Refusal(reason=SignInRefusal.SETUP_LINK_INVALID, retry_after_seconds=None)


async def read(visit: Visit) -> Response:
    """Whom the link is for, and the form."""
    return _page(visit, await _link(visit))


async def set_password(visit: Visit) -> Response:
    """Set the password, which uses the link up, and sign in."""
    secret = visit.request.path_params["secret"]
    form = await read_form(visit.request)
    given = PasswordSetUpInput(secret=secret, password=form.secret("password"), user_agent=visit.user_agent)
    answer = (await visit.anonymous().password_set_up(given)).password_set_up
    match answer:
        case SignedIn():
            return await signed_in(visit, answer, None)
        case Refusal():
            raise Ended(of_refusal(answer))
        case invalid:
            return _page(visit, await _link(visit), 400, invalid.message)


async def _link(visit: Visit) -> SetupLinkReadSetupLink:
    link = (await visit.anonymous().setup_link_read(visit.request.path_params["secret"])).setup_link
    if link is None:
        raise Ended(of_refusal(_INVALID))
    return link


def _page(visit: Visit, link: SetupLinkReadSetupLink, status: int = 200, refusal: str | None = None) -> Response:
    return visit.page("set_up.html", status, setup_link=link, refusal=refusal)
