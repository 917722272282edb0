"""The pages in the whole product: what somebody does, in the words that stand on the page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from narthex.serving import listen, port_of, serving
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.steps import (
    PASSWORD,
    accounts,
    administrator_of,
    connect,
    inside,
    pick,
    press,
    sign_in_with_password,
    turn_to,
)
from tests.browser.watch import accessibility_violations, overflow
from tests.conftest import Customer

OTHER_PASSWORD = "a lighthouse nobody has painted"


async def sign_in(page: Page, house: House, customer: Customer, password: str) -> None:
    await sign_in_with_password(page, house, customer.slug, f"owner@{customer.slug}.example", password)


async def test_an_owner_comes_in_by_their_link_once_and_by_their_password_after_that(
    owner_page: Page, house: House, customer: Customer
) -> None:
    page = owner_page
    await turn_to(page, "You")
    await expect(page.get_by_text(f"owner of {customer.slug.title()}")).to_be_visible()
    assert await accessibility_violations(page) == []
    await press(page, "Sign out")
    await expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    await page.goto(f"{house.url}/account")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await sign_in(page, house, customer, "not the password at all")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await accessibility_violations(page) == []
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await inside(page, f"owner@{customer.slug}.example")


async def test_a_changed_password_counts_and_the_old_one_does_not(
    owner_page: Page, house: House, customer: Customer
) -> None:
    page = owner_page
    await turn_to(page, "You")
    await page.get_by_role("link", name="Change password").click()
    await page.get_by_label("Current password").fill("not the password at all")
    await page.get_by_label("New password").fill(OTHER_PASSWORD)
    await press(page, "Change password")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_label("New password").fill(OTHER_PASSWORD)
    await press(page, "Change password")
    await expect(page).to_have_url(f"{house.url}/account")
    await press(page, "Sign out")
    await sign_in(page, house, customer, PASSWORD)
    await expect(page.get_by_role("alert")).to_be_visible()
    await sign_in(page, house, customer, OTHER_PASSWORD)
    await inside(page, f"owner@{customer.slug}.example")


async def test_a_passkey_is_made_and_lets_its_owner_in(owner_page: Page, house: House) -> None:
    page = owner_page
    await with_authenticator(page)
    await turn_to(page, "You")
    await page.get_by_label("Name of a new passkey").fill("Security key")
    await press(page, "Add a passkey")
    await expect(page.get_by_role("heading", name="Security key")).to_be_visible()
    await press(page, "Sign out")
    await page.goto(f"{house.url}/sign-in?return_to=/account/password")
    await press(page, "Use a passkey")
    await expect(page).to_have_url(f"{house.url}/account/password")
    await page.get_by_role("link", name="Back to your account").click()
    await expect(page.get_by_text("used just now")).not_to_have_count(0)
    await press(page, "Delete the passkey Security key")
    await expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


async def test_a_passkey_that_nobody_has_is_refused_in_words(open_page: OpenPage, house: House) -> None:
    page = await open_page(origins=house.origins)
    await with_authenticator(page)
    await page.goto(f"{house.url}/sign-in")
    await press(page, "Use a passkey")
    await expect(page.get_by_role("status")).to_contain_text("cancelled, took too long, or there is no passkey")


async def with_authenticator(page: Page) -> None:
    """Plug in a security key that always says yes."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options: dict[str, Any] = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_a_session_is_ended_from_another_browser(
    owner_page: Page, open_page: OpenPage, house: House, customer: Customer
) -> None:
    other = await open_page(origins=house.origins, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/150.0")
    await sign_in(other, house, customer, PASSWORD)
    await inside(other, f"owner@{customer.slug}.example")
    await turn_to(owner_page, "You")
    await press(owner_page, "End the session of Firefox on Windows")
    await expect(owner_page.get_by_role("heading", name="Firefox on Windows")).to_have_count(0)
    await other.reload()
    await expect(other.get_by_role("alert")).to_have_text("Your session has ended. Sign in again to go on.")


async def test_a_tenant_is_connected_by_consent_and_its_people_come_in_and_go(
    owner_page: Page, open_page: OpenPage, house: House, keep_screenshot: Callable[[Page, str], Awaitable[None]]
) -> None:
    administrator = await connect(owner_page, house)
    await expect(owner_page.get_by_text(house.tenant.domain).first).to_be_visible()
    await keep_screenshot(owner_page, "house-connected")
    assert await accessibility_violations(owner_page) == []
    assert await overflow(owner_page) == 0

    stranger = await open_page(origins=house.origins)
    await stranger.goto(f"{house.url}/sign-in")
    await press(stranger, "Sign in with Microsoft")
    await pick(stranger, next(name for name in accounts(house) if name != administrator))
    await expect(stranger.get_by_role("heading", name="You have no account here yet")).to_be_visible()
    assert await accessibility_violations(stranger) == []

    await press(owner_page, "Let them in")
    await expect(owner_page.get_by_text("Let in", exact=True)).to_be_visible()
    await stranger.get_by_role("link", name="Start again").click()
    await press(stranger, "Sign in with Microsoft")
    await pick(stranger, next(name for name in accounts(house) if name != administrator))
    await expect(stranger).to_have_url(f"{house.url}/account")
    await expect(stranger.get_by_role("link", name="Authentication")).to_have_count(0)

    await press(owner_page, "Disconnect…")
    await press(owner_page, "Disconnect")
    await expect(owner_page.get_by_text("Not connected")).to_be_visible()
    await stranger.reload()
    await expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_an_admin_from_a_tenant_nobody_has_connected_connects_it_by_their_password(
    owner_page: Page, house: House, customer: Customer, keep_screenshot: Callable[[Page, str], Awaitable[None]]
) -> None:
    page = owner_page
    await turn_to(page, "Authentication")
    await press(page, "Switch on")
    await press(page, "Sign out")
    await page.get_by_role("link", name="Sign in again").click()
    await press(page, "Sign in with Microsoft")
    await pick(page, administrator_of(house))
    await page.get_by_label("Consent on behalf of your organization").check()
    await press(page, "Accept")
    await expect(page.get_by_role("heading", name="Connect your Microsoft tenant")).to_be_visible()
    await expect(page.get_by_text(house.tenant.tenant_id)).to_be_visible()
    await keep_screenshot(page, "house-tenant-confirm")
    assert await accessibility_violations(page) == []
    for password in ("not the password at all", PASSWORD):
        await page.get_by_label("Organisation").fill(customer.slug)
        await page.get_by_label("User name").fill(f"owner@{customer.slug}.example")
        await page.get_by_label("Password", exact=True).fill(password)
        await press(page, "Connect tenant and sign in")
        if password != PASSWORD:
            await expect(page.get_by_role("alert")).to_be_visible()
    await turn_to(page, "Authentication")
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()


async def test_an_admin_who_cancels_at_microsoft_has_changed_nothing(owner_page: Page, house: House) -> None:
    await turn_to(owner_page, "Authentication")
    await press(owner_page, "Switch on")
    await press(owner_page, "Connect with Microsoft")
    await pick(owner_page, administrator_of(house))
    await press(owner_page, "Cancel")
    await expect(owner_page.get_by_role("heading", name="You cancelled")).to_be_visible()
    await owner_page.get_by_role("link", name="Start again").click()
    await turn_to(owner_page, "Authentication")
    await expect(owner_page.get_by_text("Not connected")).to_be_visible()


@pytest.fixture
async def elsewhere(house: House) -> AsyncIterator[str]:
    """Another site, whose page sends a form to the product as soon as somebody presses its button."""
    form = f"<form method=post action='{house.url}/sign-out'><button>Win a prize</button></form>"

    async def lure(_request: Any) -> HTMLResponse:
        return HTMLResponse(f"<!doctype html><title>Prizes</title><link rel=icon href='data:,'>{form}")

    with listen("127.0.0.1", 0) as listener:
        async with serving(Starlette(routes=[Route("/", lure)]), listener):
            yield f"http://127.0.0.1:{port_of(listener)}"


async def test_everything_but_a_passkey_works_without_scripts(
    open_page: OpenPage, owner_page: Page, house: House, customer: Customer
) -> None:
    page = await open_page(origins=house.origins, java_script_enabled=False)
    await sign_in(page, house, customer, PASSWORD)
    await inside(page, f"owner@{customer.slug}.example")
    await connect(page, house)
    await press(page, "Disconnect…")
    await press(page, "Disconnect")
    await expect(page.get_by_text("Not connected")).to_be_visible()
    await press(page, "Sign out")
    await expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    await turn_to(owner_page, "You")
    await expect(owner_page.get_by_role("heading", name="Your sessions")).to_be_visible()


async def test_somebody_comes_back_to_where_they_were_going(owner_page: Page, house: House) -> None:
    administrator = await connect(owner_page, house)
    await press(owner_page, "Let them in")
    await press(owner_page, "Sign out")
    await owner_page.goto(f"{house.url}/account/password")
    await owner_page.get_by_label("Work e-mail address").fill(administrator)
    await owner_page.keyboard.press("Enter")  # Microsoft knows this browser, and asks nothing
    await expect(owner_page).to_have_url(f"{house.url}/account/password")


async def test_a_form_on_another_site_does_nothing(
    owner_page: Page, open_page: OpenPage, house: House, elsewhere: str
) -> None:
    signed_in = await owner_page.context.storage_state()
    page = await open_page(origins=(*house.origins, elsewhere), storage_state=signed_in)
    await page.goto(elsewhere)
    await press(page, "Win a prize")
    await expect(page.get_by_role("heading", name="That request came from elsewhere")).to_be_visible()
    await page.goto(f"{house.url}/account")
    await expect(page.get_by_role("heading", name="Your sessions")).to_be_visible()


@pytest.mark.parametrize("path", ["/nowhere", "/set-up/guessed", "/tenant/confirm", "/consent/callback?error=denied"])
async def test_an_address_that_leads_nowhere_has_a_page(open_page: OpenPage, house: House, path: str) -> None:
    page = await open_page(origins=house.origins, viewport={"width": 360, "height": 800})
    await page.goto(f"{house.url}{path}")
    await expect(page.get_by_role("link", name="Start again")).to_be_visible()
    await expect(page.locator(".aside", has_text="Request number")).to_be_visible()
    assert await accessibility_violations(page) == []
    assert await overflow(page) == 0
