"""Account > Provisioning in the whole product: from nothing to the first call, and what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from playwright.async_api import Page, expect

from contract.transport import Caller
from entra_simulator.engine import ProvisioningJob
from entra_simulator.quarantine import Quarantined
from entra_simulator.transport import HttpTransport
from identity.app import Identity
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.looking import look_at
from tests.browser.steps import PASSWORD, press, see, sign_in_with_password
from tests.conftest import Customer

PAGE = "/account/provisioning"
LONG = "The directory of the laboratories of northern and eastern Europe, formerly Featherstonehaugh-Cholmondeley " * 2

Keep = Callable[[Page, str], Awaitable[None]]


async def test_from_a_token_to_a_green_connection_and_out_again(
    owner_page: Page, house: House, customer: Customer, identity: Identity, keep_screenshot: Keep
) -> None:
    page = owner_page
    wrong: list[str] = []
    await page.goto(f"{house.url}{PAGE}")
    await revoke_first(page)
    wrong += await look_at(page, keep_screenshot, "provisioning-nothing")

    await page.get_by_role("link", name="Create a token", exact=True).click()
    await page.get_by_label("Name", exact=True).fill("Entra of Contoso")
    wrong += await look_at(page, keep_screenshot, "provisioning-token-form")
    await press(page, "Create")
    await see(page, "Your new token")
    secret = await page.get_by_role("textbox", name="Secret token").input_value()
    tenant_url = await page.get_by_role("textbox", name="Tenant URL").input_value()
    await expect(page.get_by_text("Waiting for Entra's first call…")).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "provisioning-secret")
    await page.get_by_role("link", name="I have copied it").click()
    await see(page, "Provisioning")
    assert secret not in await page.content()
    await expect(page.get_by_text("Waiting for Entra's first call…")).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "provisioning-waiting")

    await press_test_connection(house, tenant_url, secret)
    await expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "provisioning-connected")

    await page.get_by_role("link", name="Rotate Entra of Contoso").click()
    wrong += await look_at(page, keep_screenshot, "provisioning-rotate")
    await press(page, "Rotate")
    await see(page, "Your new token")
    newer = await page.get_by_role("textbox", name="Secret token").input_value()
    await press_test_connection(house, tenant_url, secret)
    await press_test_connection(house, tenant_url, newer)
    await page.get_by_role("link", name="I have copied it").click()
    await expect(page.get_by_text("Being replaced")).to_be_visible()

    await count_rule_uses(identity, customer, newer)
    await page.reload()
    wrong += await look_at(page, keep_screenshot, "provisioning-rotated")
    await be_strict_and_lenient_again(page)
    await revoke_first(page)
    await revoke_first(page)
    await expect(page.get_by_text("No token is good", exact=True)).to_be_visible()
    with pytest.raises(Quarantined):
        await press_test_connection(house, tenant_url, newer)
    await see_refused(page, newer)
    wrong += await look_at(page, keep_screenshot, "provisioning-refused")
    assert wrong == []


async def test_attributes_are_defined_and_the_guide_knows_them(
    owner_page: Page, house: House, keep_screenshot: Keep
) -> None:
    page = owner_page
    wrong: list[str] = []
    await page.goto(f"{house.url}{PAGE}/attributes/new")
    await page.get_by_label("Name", exact=True).first.fill("Badges")
    first = page.get_by_role("group", name="Attribute 1")
    await first.get_by_label("Name").fill("tag")
    await press(page, "Add an attribute")
    second = page.get_by_role("group", name="Attribute 2")
    await second.get_by_label("Name").fill("level")
    await second.get_by_label("Type").select_option("integer")
    wrong += await look_at(page, keep_screenshot, "provisioning-attributes-form")
    await press(page, "Write as JSON")
    wrong += await look_at(page, keep_screenshot, "provisioning-attributes-json")
    await press(page, "Define")
    await see(page, "Provisioning")
    name = page.get_by_label("Name of level in Entra")
    assert (await name.input_value()).endswith(":2.0:User:level")
    wrong += await look_at(page, keep_screenshot, "provisioning-attributes")
    await page.get_by_role("link", name="Set it up, step by step").click()
    await see(page, "Provisioning, step by step")
    assert (await page.get_by_role("textbox", name="level, integer").input_value()).endswith(":2.0:User:level")
    wrong += await look_at(page, keep_screenshot, "provisioning-guide")
    await page.goto(f"{house.url}{PAGE}")
    await page.get_by_role("link", name="Change Badges").click()
    await press(page, "Delete…")
    await press(page, "Delete")
    await expect(page.get_by_text("None yet.")).to_be_visible()
    assert wrong == []


async def test_it_all_works_without_scripts_and_with_many_tokens(
    owner_page: Page, open_page: OpenPage, house: House, customer: Customer, keep_screenshot: Keep
) -> None:
    page = await open_page(origins=house.origins, java_script_enabled=False)
    owner = f"owner@{customer.slug}.example"
    assert owner_page
    await sign_in_with_password(page, house, customer.slug, owner, PASSWORD)
    for number in range(12):
        await page.goto(f"{house.url}{PAGE}/tokens/new")
        await page.get_by_label("Name", exact=True).fill(f"{number} {LONG}"[:200])
        await page.get_by_label("Expires", exact=True).select_option("custom" if number % 3 == 0 else "90")
        await page.get_by_label("Date").fill("2026-12-01" if number % 2 else "2027-03-31")
        await press(page, "Create")
        await see(page, "Your new token")
    await page.goto(f"{house.url}{PAGE}")
    for _ in range(2):
        await revoke_first(page)
    await page.get_by_role("link", name="Check again").click()
    await page.get_by_text("2 expired or revoked").click()
    await owner_page.goto(f"{house.url}{PAGE}")
    await owner_page.get_by_text("2 expired or revoked").click()
    assert await look_at(owner_page, keep_screenshot, "provisioning-many") == []


async def revoke_first(page: Page) -> None:
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="Revoke")).first
    await row.get_by_role("button", name="Revoke").first.click()
    await page.get_by_role("button", name="Revoke", exact=True).click()
    await expect(page.get_by_text("expired or revoked")).to_be_visible()


async def see_refused(page: Page, token: str) -> None:
    """The token stands among those that were refused, which is written a moment later."""
    async with asyncio.timeout(30):
        while not await page.get_by_role("heading", name="Refused at the door").count():
            await page.reload()
    door = page.get_by_role("table", name="Refused at the door")
    await expect(door.get_by_text(token[:24])).to_be_visible()
    await expect(door.get_by_text("Revoked", exact=True)).to_be_visible()


async def be_strict_and_lenient_again(page: Page) -> None:
    await page.get_by_role("button", name="Be strict…").click()
    await press(page, "Be strict")
    await expect(page.get_by_text("This connection is strict")).to_be_visible()
    await press(page, "Be lenient")
    await expect(page.get_by_text("This connection is lenient")).to_be_visible()


async def press_test_connection(house: House, tenant_url: str, token: str) -> None:
    """Press Test Connection in the simulated Entra."""
    async with aiohttp.ClientSession() as session:
        transport = HttpTransport(session)
        job = ProvisioningJob(house.tenant.directory, transport, tenant_url=tenant_url, token=token)
        await job.test_connection()


async def count_rule_uses(identity: Identity, customer: Customer, token: str) -> None:
    """Count some rules, as the façade does."""
    uses = ", ".join(
        f'{{rule: "{rule}", uses: {number}}}'
        for number, rule in enumerate(("op-letter-case", "boolean-as-string", "key-letter-case", "of-old"), 1200)
    )
    document = f"mutation {{ ruleUsesRecord(uses: [{uses}]) {{ __typename }} }}"
    answer = await identity.execute(document, None, {}, Caller(token, "r", connection=customer.connection))
    assert "errors" not in answer, answer
