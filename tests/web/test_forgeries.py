"""Whoever forges, steals, replays or mixes up any part of a sign-in gets a page that says no, and no session.

What all have in common is in `refusals.py`: the page, no session, a line in the log, no secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from entra_simulator.sign_in.misbehaviour import Forgery
from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading, query
from tests.web.conftest import ADA, BEN, CONTOSO, FABRIKAM, PASSWORD, ZOE, set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft
    from tests.web.refusals import Refusals

CANNOT_GO_ON = (400, "This sign-in cannot go on")
NOT_ACCEPTED = (400, "Microsoft's answer was not accepted")
CLOCKS = (503, "The clocks disagree")
PERSONAL = (403, "This is a personal account")
NOT_YOURS = (403, "That was another organisation's account")
ELSEWHERE = (403, "That request came from elsewhere")

pytestmark = pytest.mark.usefixtures("ben")


@pytest.mark.parametrize(
    ("forgery", "expected"),
    [
        (Forgery.ALG_NONE, (NOT_ACCEPTED, "alg is not RS256")),
        (Forgery.HS256_WITH_PUBLIC_KEY, (NOT_ACCEPTED, "alg is not RS256")),
        (Forgery.WRONG_KEY, (NOT_ACCEPTED, "the signature is wrong, or signs no claims")),
        (Forgery.UNKNOWN_KEY, (NOT_ACCEPTED, "kid names no key of Microsoft's")),
        (Forgery.KEY_OF_OTHER_ISSUER, (NOT_ACCEPTED, "the key signs for another issuer")),
        (Forgery.WRONG_AUDIENCE, (NOT_ACCEPTED, "aud is not this application alone")),
        (Forgery.WRONG_ISSUER, (NOT_ACCEPTED, "iss is not the issuer of the tenant")),
        (Forgery.SWAPPED_NONCE, (NOT_ACCEPTED, "nonce is another")),
        (Forgery.EXPIRED, (CLOCKS, "exp has passed")),
        (Forgery.NOT_YET_VALID, (CLOCKS, "iat is in the future")),
        (Forgery.PERSONAL_ACCOUNT, (PERSONAL, "it is of a personal account")),
    ],
)
async def test_a_forged_token_signs_nobody_in(
    browser: Browser,
    microsoft: Microsoft,
    refusals: Refusals,
    forgery: Forgery,
    expected: tuple[tuple[int, str], str],
) -> None:
    page, cause = expected
    microsoft.simulator.misbehaviour.forge_next_id_token(forgery)
    response = await browser.sign_in(BEN)
    refusals.check(browser, response, page, cause=cause)
    assert browser.session is None


async def test_a_forged_token_is_not_tried_twice(browser: Browser, microsoft: Microsoft, refusals: Refusals) -> None:
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.WRONG_KEY)
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    await browser.get(callback)
    refusals.check(browser, await browser.get(callback), CANNOT_GO_ON)


async def test_a_token_of_a_tenant_nobody_connected_signs_nobody_in(
    browser: Browser, microsoft: Microsoft, customer: Customer
) -> None:
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.WRONG_TENANT)
    response = await browser.sign_in(BEN)
    assert response.headers["Location"] == "/tenant/confirm"
    page = await browser.get("/tenant/confirm")
    assert heading(page) == "Connect your Microsoft tenant"
    assert tenant_id_of(CONTOSO) not in page.text
    guessed = {"organisation": customer.slug, "user_name": BEN, "password": "guessed and guessed again"}
    assert (await browser.post("/tenant/confirm", guessed)).status_code == 401
    assert browser.session is None


async def test_somebody_elses_e_mail_in_a_token_opens_nothing(browser: Browser, microsoft: Microsoft) -> None:
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.UNVERIFIED_EMAIL, BEN)
    response = await browser.sign_in(ZOE)
    assert response.headers["Location"] == "/tenant/confirm"
    page = await browser.get("/tenant/confirm")
    assert heading(page) == "Connect your Microsoft tenant"
    assert (BEN in page.text, ZOE in page.text) == (False, True)
    assert browser.session is None


async def test_an_address_brought_to_another_browser_signs_nobody_in(
    browser: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    thief = new_browser()
    await thief.begin()

    response = await thief.get(callback)

    thief.secrets |= browser.secrets
    refusals.check(thief, response, CANNOT_GO_ON)
    assert thief.session is None


async def test_an_address_without_its_cookie_signs_nobody_in(browser: Browser, refusals: Refusals) -> None:
    callback = await browser.at_microsoft(await browser.begin(), BEN)
    browser.cookies.clear()
    refusals.check(browser, await browser.get(callback), CANNOT_GO_ON)


async def test_a_state_that_nobody_began_is_none(browser: Browser, refusals: Refusals) -> None:
    callback = query(await browser.at_microsoft(await browser.begin(), BEN))
    made_up = urlencode({**callback, "state": "a" * len(callback["state"])})
    refusals.check(browser, await browser.get(f"/sign-in/microsoft/callback?{made_up}"), CANNOT_GO_ON)


async def test_the_attackers_own_answer_does_not_sign_the_victim_in_as_the_attacker(
    browser: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    attackers = await browser.at_microsoft(await browser.begin(), BEN)
    victim = new_browser()
    for _ in range(2):  # who has begun nothing, and who has just begun to sign in
        refusals.check(victim, await victim.get(attackers), CANNOT_GO_ON)
        assert victim.session is None
        await victim.begin()


async def test_an_address_leads_in_once(
    browser: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    url = await browser.begin()
    secret = dict(browser.cookies)
    callback = await browser.at_microsoft(url, BEN)
    assert (await browser.get(callback)).status_code == 303

    replayed = new_browser()
    replayed.cookies.update(secret)
    refusals.check(replayed, await replayed.get(callback), CANNOT_GO_ON)
    assert replayed.session is None


async def test_a_code_that_was_redeemed_is_not_redeemed_again(browser: Browser, refusals: Refusals) -> None:
    first = await browser.at_microsoft(await browser.begin(), BEN)
    await browser.get(first)
    second = await browser.at_microsoft(await browser.begin(), BEN)
    with_old_code = {**query(second), "code": query(first)["code"]}

    response = await browser.get(f"/sign-in/microsoft/callback?{urlencode(with_old_code)}")

    refusals.check(browser, response, CANNOT_GO_ON)


async def test_the_code_of_another_browser_does_not_fit(
    browser: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    other = new_browser()
    stolen = query(await other.at_microsoft(await other.begin(), BEN))["code"]
    own = query(await browser.at_microsoft(await browser.begin(), ADA))

    response = await browser.get(f"/sign-in/microsoft/callback?{urlencode({**own, 'code': stolen})}")

    browser.secrets.add(stolen)
    refusals.check(browser, response, CANNOT_GO_ON)  # PKCE: the verifier is the other browser's
    assert browser.session is None


async def test_an_account_of_another_tenant_than_the_link_named_is_refused(
    browser: Browser, microsoft: Microsoft, refusals: Refusals
) -> None:
    url = await browser.begin(tenant=tenant_id_of(FABRIKAM))
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.WRONG_TENANT, tenant_id_of(CONTOSO))

    response = await browser.get(await browser.at_microsoft(url, ZOE))

    refusals.check(browser, response, NOT_YOURS)
    assert browser.session is None


async def test_an_answer_without_a_code_is_none(browser: Browser, refusals: Refusals) -> None:
    callback = query(await browser.at_microsoft(await browser.begin(), BEN))
    response = await browser.get(f"/sign-in/microsoft/callback?{urlencode({'state': callback['state']})}")
    refusals.check(browser, response, NOT_ACCEPTED, cause="it has no code")


async def test_a_session_that_was_planted_before_is_not_carried_on(
    browser: Browser, new_browser: Callable[[], Browser], customer: Customer
) -> None:
    attacker = new_browser()
    await set_up(attacker, customer)
    browser.cookies[cookies.SESSION] = planted = attacker.cookies[cookies.SESSION]

    await browser.sign_in(BEN)

    assert browser.session not in {None, planted}
    page = await attacker.get("/account")
    assert page.headers["Location"].startswith("/sign-in?reason=ended")  # neither Ben's nor anybody's any more


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


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}])
async def test_another_site_signs_nobody_in_and_nobody_out(
    browser: Browser, customer: Customer, refusals: Refusals, headers: dict[str, str]
) -> None:
    await set_up(browser, customer)
    owner = {"organisation": customer.slug, "user_name": f"owner@{customer.slug}.example", "password": PASSWORD}
    for path, form in (("/sign-in/password", owner), ("/sign-in/microsoft", {}), ("/sign-out", {})):
        refusals.check(browser, await browser.post(path, form, headers=headers), ELSEWHERE)
    assert (await browser.get("/account")).status_code == 200


@pytest.mark.parametrize(
    "return_to", ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f/evil.example"]
)
async def test_nobody_is_led_to_another_site_after_signing_in(
    browser: Browser, customer: Customer, return_to: str
) -> None:
    assert "evil" not in (await browser.get(f"/sign-in?{urlencode({'return_to': return_to})}")).text
    response = await browser.sign_in(BEN, return_to=return_to)
    assert response.headers["Location"] == "/"
    await set_up(browser, customer)
    owner = {"organisation": customer.slug, "user_name": f"owner@{customer.slug}.example", "password": PASSWORD}
    response = await browser.post("/sign-in/password", {**owner, "return_to": return_to})
    assert response.headers["Location"] == "/"


async def test_the_way_of_a_sign_in_is_none_at_the_consent_address(
    browser: Browser, customer: Customer, refusals: Refusals
) -> None:
    await set_up(browser, customer)
    callback = query(await browser.at_microsoft(await browser.begin(), BEN))
    forged = {"state": callback["state"], "admin_consent": "True", "tenant": tenant_id_of(FABRIKAM)}
    response = await browser.get(f"/consent/callback?{urlencode(forged)}")
    refusals.check(browser, response, CANNOT_GO_ON)
