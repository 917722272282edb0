"""Testing the sign-in: through Microsoft's real pages and back, to see what would come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web import cookies
from web.claims import telling
from web.desk import AUTHENTICATION
from web.endings import NOT_ALLOWED_HERE, Ended, of_refusal
from web.hints import Authority, hints_of
from web.identity_client.enums import SignInPurpose
from web.identity_client.fragments import Refusal
from web.identity_client.input_types import MicrosoftSignInInput
from web.identity_client.sign_in_test import SignInTestSignInTestSignInTested as Tested
from web.routes.connections import own_connection
from web.sign_in_verdicts import checks_of, verdict_of
from web.transactions import Aim, send_to_sign_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.transactions import Redeemed
    from web.visit import Visit


async def begin(visit: Visit) -> Response:
    """To Microsoft's sign-in page, as anybody goes there who signs in."""
    aim = Aim(SignInPurpose.TEST_SIGN_IN, (await own_connection(visit)).id)
    return await send_to_sign_in(visit, visit.person(), aim, authority=Authority(), hints=hints_of(None), kept={})


async def show(visit: Visit, redeemed: Redeemed, id_token: str) -> Response:
    """What would have come of it. Raises `Ended` where a real sign-in would end before anybody is looked for."""
    given = MicrosoftSignInInput(browser=redeemed.browser, id_token=id_token)
    tested = (await visit.person().sign_in_test(given)).sign_in_test
    if isinstance(tested, Refusal):
        raise Ended(of_refusal(tested))
    if not isinstance(tested, Tested):
        raise Ended(NOT_ALLOWED_HERE)
    frame = (await visit.person().home_read()).viewer
    await visit.microsoft.addresses()  # the page's policy names where its form leads to
    response = visit.desk(
        "sign_in_test.html",
        frame,
        AUTHENTICATION,
        verdict=verdict_of(tested),
        checks=checks_of(tested),
        claims=telling(tested.claims),
        user=tested.user,
    )
    cookies.clear(response, cookies.BROWSER)
    return response
