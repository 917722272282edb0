"""Somebody comes from a tenant nobody has connected: an administrator confirms by their password that it is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from entra_simulator.sign_in.misbehaviour import Forgery
from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading
from tests.web.conftest import ADA, CONTOSO, PASSWORD, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft
    from tests.web.refusals import Refusals


@pytest.fixture
async def confirmation(customer: Customer, new_browser: Callable[[], Browser], browser: Browser) -> dict[str, str]:
    """Ada is back from Microsoft, and her organisation's owner has a password and has switched Microsoft on."""
    owners = new_browser()
    await set_up(owners, customer)
    await owners.post("/account/microsoft", {"enabled": "true"})
    assert (await browser.sign_in(ADA, return_to="/account/password")).headers["Location"] == "/tenant/confirm"
    return {"organisation": customer.slug, "user_name": f"owner@{customer.slug}.example", "password": PASSWORD}


async def test_the_page_says_which_account_and_which_tenant(browser: Browser, confirmation: dict[str, str]) -> None:
    assert confirmation
    page = await browser.get("/tenant/confirm")
    assert page.status_code == 200
    assert ADA in page.text
    assert tenant_id_of(CONTOSO) in page.text


async def test_the_organisation_is_filled_in_when_it_was_known_at_the_door(
    browser: Browser, confirmation: dict[str, str]
) -> None:
    await browser.sign_in(ADA, organisation=confirmation["organisation"])
    page = await browser.get("/tenant/confirm")
    assert f'value="{confirmation["organisation"]}"' in page.text
    await browser.sign_in(ADA, organisation="x" * 4000)
    assert (await browser.get("/tenant/confirm")).status_code == 200


async def test_an_administrator_who_confirms_is_in_and_the_tenant_is_connected(
    browser: Browser, confirmation: dict[str, str]
) -> None:
    response = await browser.post("/tenant/confirm", confirmation)
    assert (response.status_code, response.headers["Location"]) == (303, "/account/password")
    assert tenant_id_of(CONTOSO) in (await browser.get("/account/authentication")).text
    assert set(browser.cookies) == {"__Host-session"}


async def test_a_wrong_password_can_be_corrected(browser: Browser, confirmation: dict[str, str]) -> None:
    wrong = await browser.post("/tenant/confirm", {**confirmation, "password": "not the one it is"})
    assert wrong.status_code == 401
    assert 'role="alert"' in wrong.text
    assert confirmation["user_name"] in wrong.text
    assert "not the one" not in wrong.text

    assert (await browser.post("/tenant/confirm", confirmation)).status_code == 303


async def test_it_is_confirmed_once(browser: Browser, confirmation: dict[str, str]) -> None:
    kept = dict(browser.cookies)
    await browser.post("/tenant/confirm", confirmation)
    browser.cookies = kept
    response = await browser.post("/tenant/confirm", confirmation)
    assert (response.status_code, heading(response)) == (400, "This sign-in cannot go on")


async def test_a_guest_takes_no_tenant_from_those_it_belongs_to(
    confirmation: dict[str, str], new_browser: Callable[[], Browser], microsoft: Microsoft, refusals: Refusals
) -> None:
    guests = new_browser()
    microsoft.simulator.misbehaviour.forge_next_id_token(Forgery.GUEST)
    await guests.sign_in(ADA)
    response = await guests.post("/tenant/confirm", confirmation)
    refusals.check(guests, response, (403, "That was another organisation's account"))
    assert guests.session is None


async def test_another_browser_confirms_nothing(
    confirmation: dict[str, str], browser: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    other = new_browser()
    await other.begin()
    other.cookies["__Host-tenant"] = browser.cookies["__Host-tenant"]
    for response in (await other.get("/tenant/confirm"), await other.post("/tenant/confirm", confirmation)):
        assert (response.status_code, heading(response)) == (400, "This sign-in cannot go on")
    refusals.check(other, response, (400, "This sign-in cannot go on"))
    assert other.session is None
