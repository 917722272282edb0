"""The pages on people and groups, as whoever looks after an organisation uses them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from contract.transport import Caller
from tests.browser.looking import look_at
from tests.browser.steps import press, see

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from playwright.async_api import Page

    from identity.app import Identity
    from tests.browser.conftest import OpenPage
    from tests.browser.house import House
    from tests.conftest import Customer

_USER = """mutation($input: UserInput!) { userCreate(input: $input) {
    __typename ... on User { id } ... on Problem { message } } }"""
_GROUP = """mutation($input: GroupInput!) { groupCreate(input: $input) {
    __typename ... on Group { id } ... on Problem { message } } }"""
_CHANGE = """mutation($id: ID!, $changes: UserChanges!) { userUpdate(id: $id, changes: $changes) {
    __typename ... on User { id } ... on Problem { message } } }"""
LONG = "Wilhelmina-Anastasia Featherstonehaugh-Cholmondeley of the Northern and Eastern Laboratories"
EXTENSION = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User"


class Directory:
    """The customer's directory, as far as it has provisioned itself."""

    def __init__(self, identity: Identity, customer: Customer) -> None:
        self._identity = identity
        self._token = customer.token

    async def user(self, account: str, **more: Any) -> str:
        given = {"userName": f"{account}@contoso.example", "active": True, **more}
        return await self._made(_USER, "userCreate", {"input": given})

    async def group(self, name: str, *members: str) -> str:
        return await self._made(_GROUP, "groupCreate", {"input": {"displayName": name, "members": list(members)}})

    async def change(self, id_: str, **changes: Any) -> None:
        await self._made(_CHANGE, "userUpdate", {"id": id_, "changes": changes})

    async def _made(self, document: str, field: str, variables: dict[str, Any]) -> str:
        answer = await self._identity.execute(document, None, variables, Caller(self._token, "directory"))
        assert "id" in answer["data"][field], answer
        id_: str = answer["data"][field]["id"]
        return id_


@pytest.fixture
def directory(identity: Identity, customer: Customer) -> Directory:
    return Directory(identity, customer)


async def known(directory: Directory) -> dict[str, str]:
    """Some people, short and long, and two groups of which one is in the other."""
    boss = await directory.user(
        "grace.hopper",
        displayName="Grace Hopper",
        externalId="6f9619ff-8b86-d011-b42d-00c04fc964ff",
        name={"givenName": "Grace", "familyName": "Hopper", "formatted": "Grace Brewster Hopper"},
        title="Rear Admiral",
        emails=[{"value": "grace.hopper@contoso.example", "type": "work", "primary": True}],
        phoneNumbers=[{"value": "+1 202 555 0100", "type": "work"}, {"value": "+1 202 555 0101", "type": "mobile"}],
        addresses=[{"type": "work", "streetAddress": "1 Navy Yard", "locality": "Washington", "country": "US"}],
        enterprise={"department": "Compilers", "employeeNumber": "000001"},
        preferredLanguage="en-US",
    )
    long = await directory.user(
        "wilhelmina.featherstonehaugh-cholmondeley.of.the.laboratories.northern-europe",
        displayName=LONG,
        enterprise={"manager": boss, "department": "Department " * 12},
        extensions={EXTENSION: {"favourite": "x" * 300, "codes": list(range(30))}},
    )
    zoe = await directory.user("zoe", displayName="Zoë Ångström", enterprise={"manager": boss}, active=False)
    inner = await directory.group("Compilers", long, zoe)
    await directory.group("Engineering and Everything that Belongs to It, Worldwide, with a Long Name", inner, boss)
    await directory.change(boss, title="Admiral", displayName="Grace B. Hopper")
    return {"boss": boss, "long": long, "zoe": zoe, "group": inner}


async def test_people_are_searched_sorted_and_filtered_while_one_types(
    owner_page: Page, house: House, directory: Directory, keep_screenshot: Callable[[Page, str], Awaitable[None]]
) -> None:
    page = owner_page
    await page.goto(f"{house.url}/users")
    await see(page, "Users")
    assert await look_at(page, keep_screenshot, "users-one") == []
    await known(directory)
    for number in range(60):
        await directory.user(f"person{number}", displayName=f"Person {number:02}")
    await page.reload()
    assert await look_at(page, keep_screenshot, "users-many") == []

    told = page.get_by_role("status").first
    await expect(told).to_have_text("64 people")
    await page.get_by_role("link", name="Next").click()
    await expect(page.get_by_role("link", name="Zoë Ångström")).to_be_visible()
    await page.get_by_role("link", name="Previous").click()
    await expect(page.get_by_role("link", name="Grace B. Hopper")).to_be_visible()

    await page.get_by_label("Search").press_sequentially("grace hop")
    await expect(told).to_have_text("1 person")
    await expect(page.get_by_label("Search")).to_be_focused()
    await expect(page).to_have_url(f"{house.url}/users?q=grace+hop")
    await page.get_by_label("Search").fill("")
    await expect(told).to_have_text("64 people")
    await page.get_by_label("State").select_option("Deactivated")
    await expect(told).to_have_text("1 person")
    await page.get_by_role("link", name="Show everybody").click()

    await page.get_by_role("link", name="User name").click()
    await expect(page.locator("[aria-sort=ascending]")).to_have_text("User name")
    await expect(page.locator("tbody tr").first).to_contain_text("grace.hopper@contoso.example")
    await page.get_by_role("link", name="User name").click()
    await expect(page.locator("[aria-sort=descending]")).to_have_text("User name")
    await page.get_by_label("Search").fill("nobody at all")
    await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    assert await look_at(page, keep_screenshot, "users-none") == []


async def test_a_person_is_seen_whole(
    owner_page: Page, house: House, directory: Directory, keep_screenshot: Callable[[Page, str], Awaitable[None]]
) -> None:
    page = owner_page
    await known(directory)
    await page.goto(f"{house.url}/users")
    await page.get_by_role("link", name="Grace B. Hopper").click()
    await see(page, "Grace B. Hopper")
    await expect(page.get_by_text("Kept by your directory.")).to_be_visible()
    await expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    assert await look_at(page, keep_screenshot, "user") == []
    await page.get_by_role("link", name=LONG).click()
    await see(page, LONG)
    assert await look_at(page, keep_screenshot, "user-long") == []
    await page.get_by_role("link", name="Compilers", exact=True).click()
    await see(page, "Compilers")
    assert await look_at(page, keep_screenshot, "group") == []
    await page.get_by_role("link", name="People in it, directly or not").click()
    await expect(page.get_by_label("Group")).to_have_value("Compilers")
    await expect(page.get_by_role("status").first).to_have_text("2 people")
    await page.goto(f"{house.url}/groups")
    assert await look_at(page, keep_screenshot, "groups") == []


async def test_what_is_done_to_a_person_is_done_and_told(
    owner_page: Page,
    house: House,
    directory: Directory,
    customer: Customer,
    keep_screenshot: Callable[[Page, str], Awaitable[None]],
) -> None:
    page, ids = owner_page, await known(directory)
    await customer.session_of("grace.hopper@contoso.example")
    await page.goto(f"{house.url}/users/{ids['boss']}")
    await page.get_by_label("Role").select_option("Auditor")
    await press(page, "Change role")
    await expect(page.get_by_text("Sees everything, and changes nothing.")).to_be_visible()
    await page.get_by_role("button", name="End the session").first.click()
    await expect(page.get_by_text("They are not signed in anywhere.")).to_be_visible()
    await press(page, "Lock…")
    await expect(page.get_by_role("heading", name="Lock Grace B. Hopper?")).to_be_visible()
    await page.get_by_label("Reason").fill("Her laptop was stolen on the train to Edinburgh.")
    await press(page, "Lock")
    await expect(page.get_by_text("Her laptop was stolen").first).to_be_visible()
    assert await look_at(page, keep_screenshot, "user-locked") == []
    await page.goto(f"{house.url}/users?state=locked")
    await expect(page.get_by_role("status").first).to_have_text("1 person")
    await page.get_by_role("link", name="Grace B. Hopper").click()
    await press(page, "Unlock")
    await expect(page.get_by_text("Locked here")).to_have_count(0)


async def test_a_list_is_taken_away_as_a_file(
    owner_page: Page, open_page: OpenPage, house: House, directory: Directory, tmp_path: Path
) -> None:
    await known(directory)
    without_scripts = await open_page(
        origins=house.origins, java_script_enabled=False, storage_state=await owner_page.context.storage_state()
    )
    for page in (owner_page, without_scripts):
        await page.goto(f"{house.url}/users?q=contoso&sort=user-name")
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Export these as CSV").click()
        download = await downloading.value
        assert download.suggested_filename.startswith("users-")
        await download.save_as(tmp_path / "users.csv")
        rows = list(csv.DictReader(io.StringIO((tmp_path / "users.csv").read_text("utf-8-sig"), newline="")))
        assert [row["displayName"] for row in rows] == ["Grace B. Hopper", LONG, "Zoë Ångström"]
        await expect(page.get_by_role("link", name="Export these as CSV")).to_be_visible()


async def test_everything_is_reached_by_keyboard_and_works_without_scripts(
    owner_page: Page, open_page: OpenPage, house: House, directory: Directory
) -> None:
    ids = await known(directory)
    page = await open_page(
        origins=house.origins, java_script_enabled=False, storage_state=await owner_page.context.storage_state()
    )
    await page.goto(f"{house.url}/users")
    await page.get_by_label("Search").fill("ange gra")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    await page.get_by_label("Search").fill("zoe ang")
    await page.get_by_label("State").select_option("Deactivated")
    await press(page, "Search")
    await page.get_by_role("link", name="Zoë Ångström").focus()
    await page.keyboard.press("Enter")
    await see(page, "Zoë Ångström")
    assert page.url == f"{house.url}/users/{ids['zoe']}"
    await page.get_by_role("button", name="Lock…").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Reason").fill("She asked for it.")
    await page.get_by_role("button", name="Lock", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("She asked for it.").first).to_be_visible()
    await press(page, "Unlock")
    await expect(page.get_by_role("button", name="Lock…")).to_be_visible()
