"""Whoever forges, steals, replays or mixes up any part of a sign-in gets a page that says no, and no session."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from entra_simulator.sign_in.misbehaviour import Forgery
from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading
from tests.web.conftest import ADA, BEN, CONTOSO, FABRIKAM, ZOE, set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft

CANNOT_GO_ON = (400, "This sign-in cannot go on")
NOT_ACCEPTED = (400, "Microsoft's answer was not accepted")
CLOCKS = (503, "The clocks disagree")

pytestmark = pytest.mark.usefixtures("ben")


def shown(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, heading(response)


@pytest.mark.parametrize(
    ("forgery", "page"),
    [
        (Forgery.ALG_NONE, NOT_ACCEPTED),
        (Forgery.HS256_WITH_PUBLIC_KEY, NOT_ACCEPTED),
        (Forgery.WRONG_KEY, NOT_ACCEPTED),
        (Forgery.UNKNOWN_KEY, NOT_ACCEPTED),
        (Forgery.KEY_OF_OTHER_ISSUER, NOT_ACCEPTED),
        (Forgery.WRONG_AUDIENCE, NOT_ACCEPTED),
        (Forgery.WRONG_ISSUER, NOT_ACCEPTED),
        (Forgery.SWAPPED_NONCE, NOT_ACCEPTED),
        (Forgery.EXPIRED, CLOCKS),
        (Forgery.NOT_YET_VALID, CLOCKS),
        (Forgery.PERSONAL_ACCOUNT, (403, "This is a personal account")),
    ],
)
async def test_a_forged_token_signs_nobody_in(
    browser: Browser, microsoft: Microsoft, forgery: Forgery, page: tuple[int, str]
) -> None:
    microsoft.simulator.misbehaviour.forge_next_id_token(forgery)
    response = await browser.sign_in(BEN)
    assert shown(response) == page
    assert browser.session is None


async def test_a_token_of_a_tenant_nobody_connected_signs_nobody_in(browser: Browser, microsoft: Microsoft) -> None:
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.WRONG_TENANT)
    response = await browser.sign_in(BEN)
    assert response.headers["Location"] == "/tenant/confirm"
    assert browser.session is None


async def test_somebody_elses_e_mail_in_a_token_opens_nothing(browser: Browser, microsoft: Microsoft) -> None:
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.UNVERIFIED_EMAIL, BEN)
    response = await browser.sign_in(ZOE)
    assert response.headers["Location"] == "/tenant/confirm"
    assert browser.session is None


async def test_an_address_brought_to_another_browser_signs_nobody_in(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    thief = new_browser()
    await thief.begin()

    assert shown(await thief.get(callback)) == CANNOT_GO_ON
    assert thief.session is None


async def test_an_address_without_its_cookie_signs_nobody_in(browser: Browser) -> None:
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    browser.cookies.clear()
    assert shown(await browser.get(callback)) == CANNOT_GO_ON


async def test_the_attackers_own_answer_does_not_sign_the_victim_in_as_the_attacker(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    attackers = await browser.at_microsoft(await browser.begin(), BEN)
    victim = new_browser()

    assert shown(await victim.get(attackers)) == CANNOT_GO_ON
    assert victim.session is None


async def test_an_address_leads_in_once(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    url = await browser.begin()
    secret = dict(browser.cookies)
    callback = await browser.at_microsoft(url, BEN)
    assert (await browser.get(callback)).status_code == 303

    replayed = new_browser()
    replayed.cookies.update(secret)
    assert shown(await replayed.get(callback)) == CANNOT_GO_ON
    assert replayed.session is None


async def test_a_code_that_was_redeemed_is_not_redeemed_again(browser: Browser) -> None:
    first = await browser.at_microsoft(await browser.begin(), BEN)
    await browser.get(first)
    second = await browser.at_microsoft(await browser.begin(), BEN)
    with_old_code = {**query(second), "code": query(first)["code"]}

    response = await browser.get(f"/sign-in/microsoft/callback?{urlencode(with_old_code)}")

    assert shown(response) == CANNOT_GO_ON


async def test_the_code_of_another_browser_does_not_fit(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    other = new_browser()
    stolen = query(await other.at_microsoft(await other.begin(), BEN))["code"]
    own = query(await browser.at_microsoft(await browser.begin(), ADA))

    response = await browser.get(f"/sign-in/microsoft/callback?{urlencode({**own, 'code': stolen})}")

    assert shown(response) == CANNOT_GO_ON  # PKCE: the verifier is the other browser's
    assert browser.session is None


async def test_an_account_of_another_tenant_than_the_link_named_is_refused(
    browser: Browser, microsoft: Microsoft
) -> None:
    url = await browser.begin(tenant=tenant_id_of(FABRIKAM))
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.WRONG_TENANT, tenant_id_of(CONTOSO))

    response = await browser.get(await browser.at_microsoft(url, ZOE))

    assert shown(response) == (403, "That was another organisation's account")


async def test_an_answer_without_a_code_is_none(browser: Browser) -> None:
    callback = query(await browser.at_microsoft(await browser.begin(), BEN))
    response = await browser.get(f"/sign-in/microsoft/callback?{urlencode({'state': callback['state']})}")
    assert shown(response) == NOT_ACCEPTED


async def test_a_session_that_was_planted_before_is_not_carried_on(browser: Browser) -> None:
    browser.cookies[cookies.SESSION] = planted = "nx_ses_planted_by_somebody_else"
    await browser.sign_in(BEN)
    assert browser.session is not None
    assert browser.session != planted


async def test_the_session_there_was_ends_when_somebody_signs_in_anew(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    await browser.sign_in(BEN)
    kept = new_browser()
    kept.cookies = dict(browser.cookies)
    await browser.sign_in(BEN)

    assert browser.session != kept.session
    assert (await browser.get("/account")).status_code == 200
    assert (await kept.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")


@pytest.mark.parametrize(
    "return_to", ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f/evil.example"]
)
async def test_nobody_is_led_to_another_site_after_signing_in(browser: Browser, return_to: str) -> None:
    response = await browser.sign_in(BEN, return_to=return_to)
    assert response.headers["Location"] == "/account"


async def test_the_way_of_a_sign_in_is_none_at_the_consent_address(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    callback = query(await browser.at_microsoft(await browser.begin(), BEN))
    forged = {"state": callback["state"], "admin_consent": "True", "tenant": "3f0a6a58-9f5b-4a57-8a27-0c0c7a1b2c3d"}
    assert shown(await browser.get(f"/consent/callback?{urlencode(forged)}")) == CANNOT_GO_ON


def query(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
