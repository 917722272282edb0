"""The pages of what happened, in the whole product: seen, live, and without JavaScript."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.looking import look_at
from tests.browser.steps import press, see
from tests.conftest import Customer

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SCREEN = 800
HOSTILE = "<script>reportTrouble('script')</script><img src=x onerror=reportTrouble('image')> مرحبا"
Keep = Callable[[Page, str], Awaitable[None]]


@dataclass(frozen=True)
class Entra:
    """Who provisions the customer, with their token."""

    http: httpx2.AsyncClient
    connection: str

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return await self.http.request(method, f"/scim/v2/{self.connection}{path}", json=body, headers=headers)

    async def create(self, user_name: str, **attributes: Any) -> str:
        body = {"schemas": [USER], "userName": user_name, "active": True, **attributes}
        made = await self.send("POST", "/Users", body)
        assert made.status_code == 201, made.text
        id_: str = made.json()["id"]
        return id_


@pytest.fixture
async def entra(house: House, customer: Customer) -> AsyncIterator[Entra]:
    headers = {"Authorization": f"Bearer {customer.token}"}
    async with httpx2.AsyncClient(base_url=house.url, headers=headers, trust_env=False, timeout=30) as http:
        yield Entra(http, customer.connection)


async def a_day(entra: Entra) -> str:
    """What Entra does on a usual day; return the id of the person it is about."""
    ada = await entra.create(
        "ada@contoso.example",
        externalId="8d2a0b1c-0000-4000-8000-000000000001",
        displayName="Ada Lovelace",
        emails=[{"type": "work", "value": "ada@contoso.example", "primary": True}],
    )
    operations = [
        {"op": "Replace", "path": "displayName", "value": "Ada King"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "ada.king@contoso.example"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Analytical Engines"},
        {"op": "Replace", "path": "shoeSize", "value": "38"},
    ]
    patched = await entra.send("PATCH", f"/Users/{ada}", {"schemas": [PATCH_OP], "Operations": operations})
    assert patched.status_code == 200, patched.text
    taken = await entra.send("POST", "/Users", {"schemas": [USER], "userName": "ADA@contoso.example"})
    assert taken.status_code == 409
    await entra.send("GET", '/Users?filter=userName eq "bob@contoso.example"')
    return ada


async def open_activity(page: Page, house: House, rows: int, query: str = "") -> None:
    """Open the list once it holds as much; entries are written a moment after the requests they tell of."""
    for _ in range(40):
        await page.goto(f"{house.url}/activity{query}")
        if await page.locator("tbody tr").count() >= rows:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await page.locator("tbody").all_inner_texts())


async def test_the_list_and_its_entries_look_right(
    house: House, owner_page: Page, entra: Entra, keep_screenshot: Keep
) -> None:
    page = owner_page
    await page.goto(f"{house.url}/activity?person=00000000-0000-7000-8000-000000000000")
    wrong = await look_at(page, keep_screenshot, "activity-empty")
    await a_day(entra)
    await open_activity(page, house, 4)
    wrong += await look_at(page, keep_screenshot, "activity-few")

    await page.get_by_role("link", name="Updated user").first.click()
    await see(page, "Updated user ada@contoso.example")
    await expect(page.get_by_role("region", name="Body")).to_contain_text("shoeSize")
    await expect(page.get_by_role("region", name="Body")).to_contain_text("[withheld: not in any schema]")
    wrong += await look_at(page, keep_screenshot, "activity-explained")
    for number in range(1, 9):
        box = await page.locator(f"#step-{number}").bounding_box()
        assert box is not None
        assert box["y"] < SCREEN, "from top to bottom on one screen"

    await page.goto(f"{house.url}/activity?outcome=REFUSED")
    await page.get_by_role("link", name="Refused: create user").click()
    await expect(page.get_by_text("What to do:")).to_be_visible()
    wrong += await look_at(page, keep_screenshot, "activity-refused")

    for number in range(55):
        await entra.create(f"person{number}@{'a-very-long-domain.' * 5}example")
    await open_activity(page, house, 50)
    wrong += await look_at(page, keep_screenshot, "activity-many")
    await page.get_by_role("link", name="Next").click()
    await expect(page.get_by_role("link", name="Previous")).to_be_visible()

    await page.goto(f"{house.url}/account/audit")
    await page.locator("summary", has_text="Created user").first.click()
    wrong += await look_at(page, keep_screenshot, "audit")
    assert wrong == []


async def test_sign_ins_acts_and_strangers_are_explained_too(
    house: House, owner_page: Page, entra: Entra, keep_screenshot: Keep
) -> None:
    page, wrong = owner_page, []
    await page.context.request.post(
        f"{house.url}/account/microsoft", headers={"Origin": house.url}, form={"enabled": "true"}
    )
    stranger = await entra.send("GET", "/Users", Authorization=f"Bearer nx_scim_{'0' * 32}_{'A' * 43}")
    assert stranger.status_code == 401
    await open_activity(page, house, 3)
    for name, text in {
        "Set a password by a set-up link": "1 session ended",
        "Changed connection": "microsoftSignIn",
        "Refused: a token that is not valid": "What to do:",
    }.items():
        await page.goto(f"{house.url}/activity")
        await page.get_by_role("link", name=name).first.click()
        await expect(page.locator("main")).to_contain_text(text)
        wrong += await look_at(page, keep_screenshot, f"activity-{name[:7].strip().lower()}")
    assert wrong == []


async def test_what_people_and_requests_are_called_is_shown_and_never_run(
    house: House, owner_page: Page, entra: Entra, keep_screenshot: Keep
) -> None:
    page = owner_page
    await entra.create(HOSTILE, displayName=HOSTILE, title="x" * 8_000, nickName=HOSTILE)
    await open_activity(page, house, 1, "?kind=SCIM_REQUEST")
    await expect(page.locator("live-rows")).to_contain_text("<script>reportTrouble")
    await page.get_by_role("link", name="Created user").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("<script>")
    wrong = await look_at(page, keep_screenshot, "activity-hostile")
    await page.goto(f"{house.url}/account/audit?action=userCreate")
    await page.locator("summary", has_text="<script>").click()
    wrong += await look_at(page, keep_screenshot, "audit-hostile")
    assert wrong == []


async def test_a_request_appears_within_a_second_while_others_go_through(
    house: House, owner_page: Page, entra: Entra
) -> None:
    page = owner_page
    await page.goto(f"{house.url}/activity")
    state = page.locator("[data-part=state]")
    await expect(state).to_contain_text("Live")
    await page.mouse.move(0, 0)
    noise = asyncio.create_task(keep_asking(entra))
    try:
        await entra.create("zoe@contoso.example")
        await expect(page.get_by_role("link", name="Created user zoe@contoso.example")).to_be_visible(timeout=5_000)
    finally:
        noise.cancel()
    await press(page, "Pause")
    await expect(state).to_have_text("Paused")
    await entra.create("yan@contoso.example")
    await expect(page.get_by_role("button", name="new")).to_be_visible()
    await expect(page.get_by_role("link", name="yan@contoso.example")).to_have_count(0)
    await press(page, "Go on")
    await expect(page.get_by_role("link", name="Created user yan@contoso.example")).to_be_visible()


async def keep_asking(entra: Entra) -> None:
    while True:
        await asyncio.gather(*(entra.send("GET", "/Users?count=1") for _ in range(5)))


async def test_the_stream_says_when_the_session_has_ended(house: House, owner_page: Page) -> None:
    page = owner_page
    await page.goto(f"{house.url}/activity")
    state = page.locator("[data-part=state]")
    await expect(state).to_contain_text("Live")
    await page.context.request.post(f"{house.url}/sign-out", headers={"Origin": house.url})
    await expect(state).to_contain_text("Your session has ended")
    await expect(page.get_by_role("button", name="Pause")).to_be_disabled()


async def test_both_logs_are_taken_away_as_files(
    house: House, owner_page: Page, entra: Entra, open_page: OpenPage
) -> None:
    await a_day(entra)
    await open_activity(owner_page, house, 4)
    storage = await owner_page.context.storage_state()
    plain = await open_page(origins=house.origins, java_script_enabled=False, storage_state=storage)
    for page in (owner_page, plain):
        for path, name in (("/activity", "activity.csv"), ("/account/audit", "audit.csv")):
            await page.goto(f"{house.url}{path}")
            async with page.expect_download() as downloading:
                await page.get_by_role("link", name="Export CSV").click()
            assert (await downloading.value).suggested_filename == name
            await expect(page.get_by_role("link", name="Export CSV")).to_be_visible()


async def test_everything_but_the_live_rows_works_without_javascript(
    house: House, owner_page: Page, entra: Entra, open_page: OpenPage
) -> None:
    await a_day(entra)
    await open_activity(owner_page, house, 4)
    storage = await owner_page.context.storage_state()
    page = await open_page(origins=house.origins, java_script_enabled=False, storage_state=storage)
    await page.goto(f"{house.url}/activity")
    await expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    await page.get_by_label("Outcome").select_option("Refused")
    await page.get_by_label("Person").fill("ada@contoso.example")
    await press(page, "Show")
    await expect(page.get_by_role("link", name="Remove Person: Ada King (ada@contoso.example)")).to_be_visible()
    await page.get_by_role("link", name="Remove Outcome: Refused").click()
    await expect(page.get_by_role("link", name="Updated user")).to_be_visible()
    await page.get_by_role("link", name="Updated user").click()
    await see(page, "Updated user ada@contoso.example")
    await page.get_by_role("link", name="In the audit log").click()
    await see(page, "Audit")
    await page.get_by_label("Action").select_option("Changed user")
    await press(page, "Show")
    await expect(page.get_by_role("link", name="Remove Action: Changed user")).to_be_visible()
