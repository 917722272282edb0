"""The operator's pages: coming in by an operator token, and all organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from contract.transport import Caller, Forbidden, IdentityError, Unavailable
from web import cookies
from web.bodies import read_form
from web.endings import SignedOut
from web.identity_client import IdentityClient
from web.identity_client.enums import ActorKind
from web.operator_desk import CUSTOMERS, SIGN_IN, only_the_operator

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit

PAGE_SIZE = 50

_NOT_ONE = (
    "That is no operator token, or one that has expired or was revoked. `narthex operator-token create` makes one."
)
_ENDED = "The operator token is not good any more, or this browser has none. Sign in to go on."


async def read_sign_in(visit: Visit) -> Response:
    """The door."""
    return visit.page("operator_sign_in.html", refusal=_ENDED if visit.query("reason") == "ended" else None)


async def sign_in(visit: Visit) -> Response:
    """Come in with a token. The browser keeps it until it is closed, and identity is asked each time."""
    token = (await read_form(visit.request)).find("token") or ""
    if not await _is_operators(visit, token):
        return visit.page("operator_sign_in.html", 401, refusal=_NOT_ONE)
    response = visit.redirect(CUSTOMERS)
    cookies.put(response, cookies.OPERATOR, token, max_age=None)
    return response


async def sign_out(visit: Visit) -> Response:
    """Have the browser forget the token."""
    response = visit.redirect(SIGN_IN)
    cookies.clear(response, cookies.OPERATOR)
    return response


async def read(visit: Visit) -> Response:
    """All organisations, or those that are searched for."""
    search, after = visit.query("search"), visit.query("after")
    try:
        answer = await visit.operator().customers_read(PAGE_SIZE, search, after)
    except Forbidden as error:
        raise SignedOut from error  # a good credential, and not the operator's
    operator = only_the_operator(answer.viewer)
    page = answer.organisations.page_info
    searched = {"search": search} if search else {}
    following = f"{CUSTOMERS}?{urlencode({**searched, 'after': page.end_cursor})}" if page.has_next_page else None
    first = f"{CUSTOMERS}?{urlencode(searched)}" if searched else CUSTOMERS
    return visit.page(
        "operator.html",
        operator=operator,
        customers=answer.organisations.nodes,
        search=search,
        first=first if after else None,
        following=following,
    )


async def _is_operators(visit: Visit, token: str) -> bool:
    if not token or not token.isascii() or not token.isprintable():
        return False
    client = IdentityClient(visit.service.transport, Caller(token, visit.record.request_id))
    try:
        return (await client.operator_read()).viewer.kind is ActorKind.OPERATOR
    except Unavailable:
        raise
    except IdentityError:
        return False
