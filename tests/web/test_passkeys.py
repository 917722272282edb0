"""Passkeys, as our own module sends what a browser answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.identity.authenticator import Authenticator
from tests.web.browsing import ORIGIN, heading
from tests.web.conftest import set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer
    from tests.web.browsing import Browser


@pytest.fixture
async def authenticator(browser: Browser, customer: Customer) -> Authenticator:
    """The owner's, who is signed in and has just registered it."""
    await set_up(browser, customer)
    options = (await browser.post("/account/passkeys/options", json={})).json()["publicKey"]
    device = Authenticator(origin=ORIGIN).of(options)
    made = await browser.post("/account/passkeys", json={"name": "My laptop", "credential": device.register(options)})
    assert made.json() == {"location": "/account"}
    return device


async def test_a_passkey_that_was_made_is_shown_and_signs_in(
    browser: Browser, authenticator: Authenticator, new_browser: Callable[[], Browser]
) -> None:
    assert "My laptop" in (await browser.get("/account")).text
    elsewhere = new_browser()
    options = (await elsewhere.post("/sign-in/passkey/options", json={})).json()["publicKey"]

    signed_in = await elsewhere.post(
        "/sign-in/passkey", json={"credential": authenticator.sign(options), "returnTo": "/account/password"}
    )

    assert signed_in.json() == {"location": "/account/password"}
    assert (await elsewhere.get("/account")).status_code == 200


@pytest.mark.parametrize("return_to", ["//evil.example", 7, None])
async def test_a_passkey_leads_to_no_other_site(
    authenticator: Authenticator, new_browser: Callable[[], Browser], return_to: object
) -> None:
    elsewhere = new_browser()
    options = (await elsewhere.post("/sign-in/passkey/options", json={})).json()["publicKey"]
    sent = {"credential": authenticator.sign(options), "returnTo": return_to}
    assert (await elsewhere.post("/sign-in/passkey", json=sent)).json() == {"location": "/"}


async def test_a_passkey_that_was_deleted_signs_nobody_in(
    browser: Browser, authenticator: Authenticator, new_browser: Callable[[], Browser]
) -> None:
    page = (await browser.get("/account")).text
    (id_,) = [part.split("/delete")[0] for part in page.split('action="/account/passkeys/')[1:]]
    assert (await browser.post(f"/account/passkeys/{id_}/delete")).headers["Location"] == "/account"

    elsewhere = new_browser()
    options = (await elsewhere.post("/sign-in/passkey/options", json={})).json()["publicKey"]
    refused = await elsewhere.post("/sign-in/passkey", json={"credential": authenticator.sign(options)})
    assert refused.status_code == 401
    assert refused.json()["message"]


async def test_a_passkey_without_a_name_is_refused_in_a_sentence(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    options = (await browser.post("/account/passkeys/options", json={})).json()["publicKey"]
    credential = Authenticator(origin=ORIGIN).of(options).register(options)
    refused = await browser.post("/account/passkeys", json={"name": " ", "credential": credential})
    assert refused.status_code == 400
    assert refused.json()["message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"'])
async def test_what_is_no_json_object_is_refused_in_json(browser: Browser, body: bytes) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
    refused = await browser.web.post("/sign-in/passkey", content=body, headers=headers)
    assert refused.status_code == 415
    assert "could not" not in heading(refused)
    assert refused.json()["message"].startswith("The request is not what this page sends.")
