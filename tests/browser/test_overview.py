"""The overview and the review list, in a real browser."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect

from contract.transport import Caller
from identity.app import Identity
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.looking import Keep, look_at
from tests.browser.steps import press
from tests.conftest import Customer

LONG = "wilhelmina.featherstonehaugh-cholmondeley@laboratories.northern-europe.contoso.example"
_CREATE = """mutation($input: UserInput!) { userCreate(input: $input) { __typename } }"""
_RECORD = """mutation($requests: [ScimRequest!]!) { activityRecord(requests: $requests) { __typename } }"""


@pytest.fixture
async def busy(identity: Identity, customer: Customer) -> Customer:
    """An organisation whose directory has sent something, not all of it well."""
    caller = Caller(customer.token, "from-entra", customer.connection)

    async def run(document: str, **variables: Any) -> None:
        assert "errors" not in await identity.execute(document, None, variables, caller)

    for number in range(12):
        await run(_CREATE, input={"userName": f"jo{number}@contoso.example", "displayName": f"Jo {number}"})
    await run(_CREATE, input={"userName": LONG, "externalId": "11111111-2222-4333-8444-555555555555"})
    for again in (LONG, "jo1@contoso.example"):
        await run(_CREATE, input={"userName": again, "externalId": "99999999-2222-4333-8444-555555555555"})
    statuses = [200] * 20 + [409] * 3 + [503]
    await run(
        _RECORD,
        requests=[
            {
                "requestId": f"told-{number}",
                "at": datetime.now(UTC).isoformat(),
                "action": "POST /Users",
                "status": status,
                "durationMs": 2.0,
                "explanation": {"rules": [], "operations": [], "steps": []},
            }
            for number, status in enumerate(statuses)
        ],
    )
    return customer


@pytest.mark.usefixtures("busy")
async def test_the_overview_leads_to_what_needs_attention_and_a_decision_settles_it(
    owner_page: Page, house: House, keep_screenshot: Keep
) -> None:
    page = owner_page
    await page.goto(f"{house.url}/overview")
    wrong = await look_at(page, keep_screenshot, "overview")
    await page.get_by_text("As a table").first.click()
    await expect(page.get_by_role("cell", name="20", exact=True)).to_be_visible()
    await page.get_by_role("link", name="30 days").click()
    wrong += await look_at(page, keep_screenshot, "overview-month")
    await page.get_by_role("link", name="Decide").click()
    wrong += await look_at(page, keep_screenshot, "review")
    await expect(page.get_by_role("article")).to_have_count(2)
    await page.get_by_role("button", name="They are one and the same").first.click()
    await expect(page.get_by_text("1 waits for a decision.")).to_be_visible()
    await press(page, "Dismiss")
    await expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "review-empty")
    assert wrong == []


@pytest.mark.usefixtures("busy")
async def test_both_work_without_scripts(open_page: OpenPage, owner_page: Page, house: House) -> None:
    cookies = await owner_page.context.cookies()
    plain = await open_page(origins=house.origins, java_script_enabled=False)
    await plain.context.add_cookies(cookies)  # type: ignore[arg-type]  # as they were given out
    await plain.goto(f"{house.url}/overview")
    await plain.get_by_role("link", name="Decide").click()
    await plain.get_by_role("button", name="Dismiss").first.click()
    await expect(plain.get_by_text("1 waits for a decision.")).to_be_visible()
