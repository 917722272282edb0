"""Coming in without Microsoft: the first day's link, and passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import heading
from tests.web.conftest import PASSWORD, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer
    from tests.web.browsing import Browser


def credentials(customer: Customer, **changed: str) -> dict[str, str]:
    return {
        "organisation": customer.slug,
        "user_name": f"owner@{customer.slug}.example",
        "password": PASSWORD,
        **changed,
    }


async def test_a_set_up_link_sets_a_password_signs_in_and_is_used_up(browser: Browser, customer: Customer) -> None:
    secret = await set_up(browser, customer)
    assert (await browser.get("/account")).status_code == 200

    for response in (
        await browser.get(f"/set-up/{secret}"),
        await browser.post(f"/set-up/{secret}", {"password": "x"}),
    ):
        assert (response.status_code, heading(response)) == (404, "This link cannot be used")


async def test_a_link_that_never_was_is_like_one_that_is_used_up(browser: Browser) -> None:
    response = await browser.get("/set-up/nx_set_nonsense")
    assert (response.status_code, heading(response)) == (404, "This link cannot be used")


async def test_a_password_that_is_too_short_is_said_to_be_and_the_link_stays_good(
    browser: Browser, customer: Customer
) -> None:
    given = {"organisation": customer.slug, "userName": f"owner@{customer.slug}.example", "reason": "first day"}
    document = """mutation($input: SetupLinkInput!) { setupLinkCreate(input: $input) {
        ... on SetupLinkCreated { secret } } }"""
    secret = (await customer.as_operator(document, {"input": given}))["setupLinkCreate"]["secret"]
    page = await browser.get(f"/set-up/{secret}")
    assert customer.slug in page.text

    refused = await browser.post(f"/set-up/{secret}", {"password": "short"})
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text

    assert (await browser.post(f"/set-up/{secret}", {"password": PASSWORD})).status_code == 303


async def test_a_password_signs_in_and_leads_on(
    browser: Browser, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await set_up(browser, customer)
    elsewhere = new_browser()
    response = await elsewhere.post("/sign-in/password", credentials(customer, return_to="/account/password"))
    assert (response.status_code, response.headers["Location"]) == (303, "/account/password")
    assert "Firefox" in (await elsewhere.get("/account")).text


@pytest.mark.parametrize(
    "changed", [{"password": "wrong"}, {"user_name": "nobody"}, {"organisation": "nowhere"}, {"password": ""}]
)
async def test_whatever_is_wrong_the_words_are_the_same(
    browser: Browser, customer: Customer, new_browser: Callable[[], Browser], changed: dict[str, str]
) -> None:
    await set_up(browser, customer)
    elsewhere = new_browser()
    response = await elsewhere.post("/sign-in/password", credentials(customer, **changed))
    assert response.status_code == 401
    assert response.text.count('role="alert"') == 1
    assert elsewhere.session is None
    assert changed.get("password") != "wrong" or "wrong" not in response.text.split("<details")[1]


async def test_who_guesses_waits_and_is_told_how_long(
    browser: Browser, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await set_up(browser, customer)
    guesser = new_browser()
    for _ in range(8):
        response = await guesser.post("/sign-in/password", credentials(customer, password="wrong"))
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


async def test_changing_the_password_ends_every_other_session(
    browser: Browser, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await set_up(browser, customer)
    elsewhere = new_browser()
    await elsewhere.post("/sign-in/password", credentials(customer))
    new = "nine herons under the old mill"

    refused = await browser.post("/account/password", {"current": "wrong", "new": new})
    assert (refused.status_code, 'role="alert"' in refused.text) == (400, True)
    changed = await browser.post("/account/password", {"current": PASSWORD, "new": new})
    assert changed.headers["Location"] == "/account"

    assert (await browser.get("/account")).status_code == 200
    assert (await elsewhere.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")


async def test_a_passkey_needs_a_session_to_be_made_and_says_so_in_json(browser: Browser, customer: Customer) -> None:
    response = await browser.post("/account/passkeys/options", json={})
    assert response.status_code == 401
    assert "sign in again" in response.json()["message"]

    await set_up(browser, customer)
    options = (await browser.post("/account/passkeys/options", json={})).json()["publicKey"]
    assert options["rp"]["id"] == "localhost"
    assert options["challenge"]


async def test_anybody_may_begin_with_a_passkey_and_nonsense_leads_nowhere(browser: Browser) -> None:
    assert (await browser.post("/sign-in/passkey/options", json={})).json()["publicKey"]["challenge"]
    for credential in ({}, None, "x", {"id": "a", "rawId": "a", "response": {}, "type": "public-key"}):
        response = await browser.post("/sign-in/passkey", json={"credential": credential})
        assert 400 <= response.status_code < 500
        assert response.json()["message"]
    assert browser.session is None
