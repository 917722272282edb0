"""The few things that need a script."""

from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.gallery import CONSENT


async def test_a_link_is_copied_by_a_button(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,), permissions=["clipboard-read", "clipboard-write"])
    await page.goto(f"{gallery_url}/ending-link")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == CONSENT


async def test_a_link_that_may_not_be_copied_is_marked_to_be_copied_by_hand(
    open_page: OpenPage, gallery_url: str
) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.goto(f"{gallery_url}/ending-link")
    await page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Press Ctrl+C")).to_be_visible()
    assert await page.evaluate("getSelection().toString()") == CONSENT


async def test_a_password_is_shown_and_hidden_and_never_sent_as_text(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.goto(f"{gallery_url}/set-up")
    field = page.get_by_label("New password")
    await field.fill("four words that differ")
    await page.get_by_role("button", name="Show").click()
    await expect(field).to_have_attribute("type", "text")
    await expect(page.get_by_role("button", name="Hide")).to_have_attribute("aria-pressed", "true")
    await page.evaluate("() => document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    await page.get_by_role("button", name="Set password and sign in").click()
    await expect(field).to_have_attribute("type", "password")


async def test_the_rules_of_a_password_are_told_before_and_kept_by_the_browser(
    open_page: OpenPage, gallery_url: str
) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.goto(f"{gallery_url}/set-up")
    await expect(page.get_by_text("At least 15 characters")).to_be_visible()
    await page.get_by_label("New password").press_sequentially("too short")
    await page.get_by_role("button", name="Set password and sign in").click()
    assert await page.get_by_label("New password").evaluate("field => field.validity.tooShort")
    assert page.url == f"{gallery_url}/set-up"


async def test_a_time_stays_true_while_the_page_stays_open(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.clock.install(time="2026-11-24T12:00:00Z")
    await page.goto(f"{gallery_url}/account-member")
    used = page.locator("time", has_text="just now")
    await expect(used).to_have_count(1)
    await page.clock.fast_forward("02:00")
    await expect(page.locator("time", has_text="2 minutes ago")).to_have_count(1)


async def test_a_passkey_that_is_refused_is_refused_in_words(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.goto(f"{gallery_url}/sign-in")
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page.get_by_role("status")).to_have_text("Not today.")
    await expect(page.get_by_role("button", name="Use a passkey")).to_be_enabled()


async def test_a_tenant_is_disconnected_after_a_question_only(open_page: OpenPage, gallery_url: str) -> None:
    page = await open_page(origins=(gallery_url,))
    await page.goto(f"{gallery_url}/authentication-connected")
    really = page.get_by_role("button", name="Disconnect", exact=True)
    await expect(really).to_be_hidden()
    await page.get_by_role("button", name="Disconnect…").click()
    await expect(really).to_be_visible()
    await page.get_by_role("button", name="Cancel").click()
    await expect(really).to_be_hidden()
