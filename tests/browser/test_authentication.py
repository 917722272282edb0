"""Account > Authentication in the whole product: set up, tested, changed, taken back, and looked at in every state."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.looking import Keep, look_at
from tests.browser.steps import accounts, administrator_of, connect, pick, press, see, turn_to
from tests.conftest import Customer


async def test_the_sign_in_is_set_up_tested_changed_and_taken_back(
    owner_page: Page, house: House, customer: Customer, keep_screenshot: Keep
) -> None:
    page, administrator = owner_page, administrator_of(house)
    await turn_to(page, "Authentication")
    wrong = await look_at(page, keep_screenshot, "authentication-nothing-set")
    await connect(page, house)
    await expect(page.get_by_text("For everybody")).to_be_visible()

    await press(page, "Test sign-in")
    await pick(page, administrator)
    await see(page, "Test sign-in")
    await expect(page.get_by_text(f"They would come in as owner@{customer.slug}.example")).to_be_visible()
    await expect(page.get_by_role("row", name="preferred_username")).to_contain_text(administrator)
    wrong += await look_at(page, keep_screenshot, "authentication-tested")
    await press(page, "Test again")
    await pick(page, next(name for name in accounts(house) if name != administrator))
    await expect(page.get_by_text("They would not be let in")).to_be_visible()
    await expect(page.get_by_text("You have no account here yet")).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "authentication-tested-refused")
    await page.get_by_role("main").get_by_role("link", name="Authentication").click()

    await page.get_by_label("Hours").first.fill("2")
    await press(page, "Save lifetimes")
    await expect(page.get_by_label("Hours").first).to_have_value("2")
    await page.get_by_label("Hours").first.fill("99")
    await press(page, "Save lifetimes")
    await expect(page.get_by_role("alert")).to_contain_text("8 hours at most")
    await expect(page.get_by_label("Hours").first).to_have_value("99")
    wrong += await look_at(page, keep_screenshot, "authentication-connected")

    await press(page, "Connect another…")
    await expect(page.get_by_text("is signed out at once", exact=False).first).to_be_visible()
    await press(page, "Go to Microsoft")
    await see(page, "Pick an account")
    await page.goto(f"{house.url}/")
    await turn_to(page, "Authentication")
    await expect(page.get_by_text(house.tenant.domain).first).to_be_visible()  # whoever turns back keeps the tenant
    await press(page, "Disconnect…")
    await press(page, "Disconnect")
    await expect(page.get_by_text("Not connected")).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "authentication-not-connected")
    assert wrong == []


async def test_without_scripts_a_token_is_made_and_the_sign_in_is_tested(
    owner_page: Page, open_page: OpenPage, house: House, keep_screenshot: Keep
) -> None:
    signed_in = await owner_page.context.storage_state()
    page = await open_page(origins=house.origins, storage_state=signed_in, java_script_enabled=False)
    await page.goto(f"{house.url}/account")
    await page.get_by_label("Name of a new token").fill("Nightly report")
    await press(page, "Create token")
    await expect(page.get_by_role("textbox", name="Personal token", exact=True)).to_have_value(re.compile("^nx_pat_"))
    await connect(page, house)
    await press(page, "Test sign-in")
    await pick(page, administrator_of(house))
    await see(page, "Test sign-in")
    await turn_to(owner_page, "You")
    assert await look_at(owner_page, keep_screenshot, "account-own") == []
