"""Who is none of the organisation's people, in the whole product: its IT by a link, and the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import Page, expect

from tests.browser.looking import look_at
from tests.browser.steps import administrator_of, inside, pick, press, see, turn_to

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from identity.app import Identity
    from tests.browser.conftest import OpenPage
    from tests.browser.house import House
    from tests.conftest import Customer

    Keep = Callable[[Page, str], Awaitable[None]]

LONG = "Wilhelmina Featherstonehaugh-Cholmondeley of the directory team of Northern and Eastern Europe"
REASON = "Ticket 4711: their provisioning has been in quarantine since Tuesday, and they asked us to look."
_TOKEN = 'mutation { operatorTokenCreate(input: {name: "Rosa"}) { ... on OperatorTokenCreated { secret } } }'
_ORGANISATION = "mutation($input: OrganisationInput!) { organisationCreate(input: $input) { __typename } }"


async def test_from_a_link_to_a_connected_tenant_and_a_token(
    owner_page: Page, open_page: OpenPage, house: House, keep_screenshot: Keep
) -> None:
    wrong: list[str] = []
    await turn_to(owner_page, "Set-up links")
    wrong += await look_at(owner_page, keep_screenshot, "setup-links-none")
    await owner_page.get_by_label("For whom").fill("Jo of IT")
    await press(owner_page, "Make the link")
    await see(owner_page, "Your link")
    wrong += await look_at(owner_page, keep_screenshot, "setup-link-made")
    link = await owner_page.get_by_label("Link", exact=True).input_value()

    page = await open_page(origins=house.origins)
    await page.goto(link)
    await see(page, "Set up sign-in and provisioning")
    wrong += await look_at(page, keep_screenshot, "connect")
    await press(page, "Begin")
    await inside(page, "Set-up link for Jo of IT")
    sections = page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link")
    await expect(sections).to_have_text(["Authentication", "Provisioning"])
    wrong += await look_at(page, keep_screenshot, "delegate-authentication")
    await press(page, "Switch on")
    await press(page, "Connect with Microsoft")
    await pick(page, administrator_of(house))
    await press(page, "Accept")
    await pick(page, administrator_of(house))
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()
    await turn_to(page, "Provisioning")
    await page.get_by_role("link", name="Create a token", exact=True).click()
    await page.get_by_label("Name", exact=True).fill("Entra")
    await press(page, "Create")
    await see(page, "Your new token")
    wrong += await look_at(page, keep_screenshot, "delegate-token")

    await owner_page.goto(f"{house.url}/account/setup-links")
    await owner_page.get_by_label("For whom").fill(LONG)
    await press(owner_page, "Make the link")
    await owner_page.get_by_role("link", name="I have copied it").click()
    await expect(owner_page.get_by_text("Set-up link for Jo of IT")).to_be_visible()
    wrong += await look_at(owner_page, keep_screenshot, "setup-links")
    await press(owner_page, "Take back the link for Jo of IT")
    await press(owner_page, "Take it back")
    await expect(owner_page.get_by_text("Nobody at the moment.")).to_be_visible()
    await page.goto(f"{house.url}/account/provisioning")
    await expect(page.get_by_role("alert")).to_have_text(
        "Your time here is over. If you were given a link, open it again to go on."
    )
    await page.goto(link)
    await see(page, "This link cannot be used")
    assert wrong == []


async def test_the_operator_looks_at_a_customers_pages_for_a_reason_that_they_read(  # noqa: PLR0917  fixtures
    owner_page: Page,
    open_page: OpenPage,
    house: House,
    customer: Customer,
    identity: Identity,
    keep_screenshot: Keep,
) -> None:
    wrong: list[str] = []
    for number in range(60):
        given = {"name": f"{LONG} {number}"[-200:], "slug": f"customer-of-long-standing-{number}", "owner": "ada"}
        await identity.execute_as_operator(_ORGANISATION, {"input": given}, label="tests")
    secret = (await identity.execute_as_operator(_TOKEN, {}, label="tests"))["operatorTokenCreate"]["secret"]
    page = await open_page(origins=house.origins)
    await page.goto(f"{house.url}/operator")
    await see(page, "For the operator")
    wrong += await look_at(page, keep_screenshot, "operator-sign-in")
    await page.get_by_label("Operator token", exact=True).fill(secret)
    await press(page, "Come in")
    await see(page, "Organisations")
    wrong += await look_at(page, keep_screenshot, "operator")
    await page.get_by_label("Name or short name").fill(customer.slug)
    await press(page, "Search")
    await page.get_by_role("link", name=customer.slug.title(), exact=True).click()
    await see(page, customer.slug.title())
    wrong += await look_at(page, keep_screenshot, "operator-customer")

    looking = page.locator("form[action$='/support']")
    await looking.get_by_label("Reason").fill(REASON)
    await looking.get_by_role("button", name="Open their pages").click()
    await inside(page, "Support desk: Rosa")
    await turn_to(page, "Users")
    await expect(page.get_by_text(REASON)).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "support-users")
    await turn_to(page, "Set-up links")
    wrong += await look_at(page, keep_screenshot, "support-setup-links")

    await turn_to(owner_page, "Audit")
    await owner_page.locator("summary", has_text="Support desk").first.click()
    await expect(owner_page.get_by_text(REASON).first).to_be_visible()
    await press(page, "Leave")
    await see(page, customer.slug.title())

    setting_up = page.locator("form[action$='/setup-links']")
    await setting_up.get_by_label("For whom").fill("Jo of IT")
    await setting_up.get_by_label("Reason").fill(REASON)
    await setting_up.get_by_role("button", name="Make the link").click()
    await see(page, "A link for Jo of IT")
    wrong += await look_at(page, keep_screenshot, "operator-link")
    await page.goto(f"{house.url}/operator/new")
    await page.get_by_label("Name", exact=True).fill("Fabrikam")
    await page.get_by_label("Short name").fill("fabrikam")
    await page.get_by_label("User name of the first owner").fill("ada@fabrikam.example")
    wrong += await look_at(page, keep_screenshot, "operator-new")
    await press(page, "Create")
    await see(page, "A link for ada@fabrikam.example")
    await press(page, "Sign out")
    await see(page, "For the operator")
    assert wrong == []
