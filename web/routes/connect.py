"""A link by which a customer's IT sets up the connection: whose it is, and the button that begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.desk import AUTHENTICATION
from web.endings import LINK_UNUSABLE, Ended
from web.identity_client.fragments import DelegateIn
from web.identity_client.input_types import ConnectionSetupLinkOpenInput
from web.sign_ins import as_delegate

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def read(visit: Visit) -> Response:
    """For whom the link is, and until when. Looking does nothing: previews of the address look, too."""
    invitation = (await visit.anonymous().connection_setup_link_read(_secret(visit))).connection_setup_link
    if invitation is None:
        raise Ended(LINK_UNUSABLE)
    return visit.page("connect.html", invitation=invitation, signed_in=visit.session is not None)


async def begin(visit: Visit) -> Response:
    """Follow the link: from here on this browser may set up the connection, and nothing else."""
    given = ConnectionSetupLinkOpenInput(secret=_secret(visit))
    answer = (await visit.anonymous().connection_setup_link_open(given)).connection_setup_link_open
    if not isinstance(answer, DelegateIn):
        raise Ended(LINK_UNUSABLE)
    return await as_delegate(visit, answer, AUTHENTICATION.path)


def _secret(visit: Visit) -> str:
    secret: str = visit.request.path_params["secret"]
    return secret
