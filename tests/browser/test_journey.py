"""What a customer lives through, page by page: from the operator's command to people who leave and come back."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from entra_simulator.directory import Person
from entra_simulator.engine import ProvisioningJob
from entra_simulator.transport import HttpTransport, open_session
from identity.app import Identity
from narthex.commands.setup_links import setup_page
from narthex.operator import Operator
from tests.browser.conftest import OpenPage
from tests.browser.house import GROUPS, PEOPLE, House
from tests.browser.steps import (
    PASSWORD,
    accounts,
    administrator_of,
    connect,
    go_to_microsoft,
    inside,
    pick,
    press,
    see,
    set_password,
    sign_in_with_password,
    turn_to,
)
from web import cookies

MICROSOFT_REFUSES = "Sorry, but we’re having trouble signing you in."  # noqa: RUF001  as Microsoft writes it
ENDED = "Your session has ended. Sign in again to go on."

_TOKEN = """mutation($input: AccessTokenInput!) { accessTokenCreate(input: $input) {
    ... on AccessTokenCreated { secret } ... on Problem { message } } }"""
_USERS = "{ users(first: 1000) { nodes { userName active } } }"


@dataclass(frozen=True)
class Contoso:
    """What the operator's command told: who the owner is, who administers the tenant, too, and where they begin."""

    house: House
    owner: str
    setup_link: str
    connection: str

    async def ask(self, owners: Page, document: str, variables: dict[str, Any] | None = None) -> Any:
        """Ask GraphQL as whoever is signed in on this page; return the data."""
        (session,) = [each for each in await owners.context.cookies() if each["name"] == cookies.SESSION]
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                f"{self.house.url}/graphql",
                json={"query": document, "variables": variables or {}},
                headers={"Authorization": f"Bearer {session['value']}"},
            )
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]

    async def people(self, owners: Page) -> dict[str, bool]:
        """By user name, who is active."""
        return {user["userName"]: user["active"] for user in (await self.ask(owners, _USERS))["users"]["nodes"]}


@pytest.fixture
async def contoso(house: House, identity: Identity) -> Contoso:
    """Contoso on its first day."""
    owner, operator = administrator_of(house), Operator(identity)
    made = await operator.create_organisation(name="Contoso", slug="contoso", owner=owner)
    link = await operator.create_setup_link(organisation="contoso", user_name=owner, reason="first day")
    return Contoso(house, owner, setup_page(house.url, link["secret"]), made["connection"]["id"])


@pytest.fixture
async def commanded(house: House, database_url: str) -> Contoso:
    """The same, made by the command itself."""
    owner = administrator_of(house)
    new = ("organisation", "create", "Contoso", "--slug", "contoso", "--owner", owner, "--json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NARTHEX_")}
    environment |= {"NARTHEX_DATABASE_URL": database_url, "NARTHEX_PUBLIC_URL": house.url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "narthex", *new, env=environment, stdout=asyncio.subprocess.PIPE
    )
    told = json.loads((await process.communicate())[0])
    return Contoso(house, owner, told["setUp"], told["connection"]["id"])


@pytest.fixture
async def owners(open_page: OpenPage, contoso: Contoso) -> Page:
    """The page of the owner, who has set their password and is signed in."""
    return await set_up(open_page, contoso)


async def set_up(open_page: OpenPage, contoso: Contoso) -> Page:
    page = await open_page(origins=contoso.house.origins)
    await page.goto(contoso.setup_link)
    await expect(page.get_by_text(contoso.owner)).to_be_visible()
    await set_password(page)
    await inside(page, contoso.owner)
    await turn_to(page, "You")
    await expect(page.get_by_text("owner of Contoso")).to_be_visible()
    await turn_to(page, "Overview")
    await page.get_by_role("link", name="Switch it on").click()
    await see(page, "Authentication")
    return page


@asynccontextmanager
async def provisioning(contoso: Contoso, owners: Page) -> AsyncIterator[ProvisioningJob]:
    """The tenant's provisioning, with a token that the owner made."""
    given = {"connectionId": contoso.connection, "name": "Entra"}
    token = (await contoso.ask(owners, _TOKEN, {"input": given}))["accessTokenCreate"]["secret"]
    async with entra(contoso.house, f"{contoso.house.url}/scim/v2/{contoso.connection}", token) as job:
        yield job


@asynccontextmanager
async def entra(house: House, tenant_url: str, token: str) -> AsyncIterator[ProvisioningJob]:
    """The tenant's provisioning, with what was entered there."""
    async with open_session(concurrency=8, timeout_seconds=30) as session:
        yield ProvisioningJob(house.tenant.directory, HttpTransport(session), tenant_url=tenant_url, token=token)


async def test_from_the_operators_link_to_people_who_leave_and_come_back(
    commanded: Contoso, open_page: OpenPage
) -> None:
    contoso, owners = commanded, await set_up(open_page, commanded)
    await press(owners, "Switch on")
    await expect(owners.get_by_text("Not connected")).to_be_visible()
    await press(owners, "Sign out")
    await see(owners, "You are signed out")
    await come_from_a_tenant_nobody_connected(owners, contoso)
    await confirm_by_password(owners, contoso)
    async with entra(contoso.house, *await create_a_token(owners)) as job:
        await press_test_connection(owners, job)
        await follow_the_guide(owners)
        await provision_everybody(contoso, owners, job)
        await see_everybody(owners)
        person = somebody(contoso.house)
        theirs = await open_page(origins=contoso.house.origins)
        await sign_in(theirs, contoso.house, person)
        await expect(theirs.get_by_text("member of Contoso")).to_be_visible()
        for changed, page in (
            (replace(person, account_enabled=False), MICROSOFT_REFUSES),
            (replace(person, assigned=False), "Your account is deactivated"),  # though Microsoft says yes
        ):
            copied = await theirs.context.storage_state()
            await provision(contoso, job, changed)
            await see_why_they_are_out(owners, person)
            await theirs.get_by_role("link", name="Narthex").click()
            await see(theirs, "Sign in")
            await expect(theirs.get_by_role("alert")).to_have_text(ENDED)
            await go_to_microsoft(theirs, contoso.house)
            await pick(theirs, person.user_principal_name)
            await see(theirs, page)

            await provision(contoso, job, person)
            await sign_in(theirs, contoso.house, person)
            again = await open_page(origins=contoso.house.origins, storage_state=copied)
            await again.goto(f"{contoso.house.url}/account")
            await expect(again.get_by_role("alert")).to_have_text(ENDED)
        await turn_to(owners, "Authentication")
        await press(owners, "Switch off")
        await see(owners, "Sign in")  # they had come in with Microsoft, too
        await sign_in_with_password(owners, contoso.house, "contoso", contoso.owner, PASSWORD)
        await press_test_connection(owners, job)
        assert job.statistics.unexpected == []


async def create_a_token(page: Page) -> tuple[str, str]:
    """On Account > Provisioning; return the two values that Entra asks for, as they stand there to be copied."""
    await turn_to(page, "Provisioning")
    await page.get_by_role("link", name="Create a token", exact=True).click()
    await page.get_by_label("Name", exact=True).fill("Entra")
    await press(page, "Create")
    await see(page, "Your new token")
    values = [await page.get_by_role("textbox", name=name).input_value() for name in ("Tenant URL", "Secret token")]
    await page.get_by_role("link", name="I have copied it").click()
    await see(page, "Provisioning")
    await expect(page.get_by_text("Waiting for Entra's first call…")).to_be_visible()
    return values[0], values[1]


async def press_test_connection(page: Page, job: ProvisioningJob) -> None:
    """In Entra; the page on provisioning tells of it by itself."""
    await turn_to(page, "Provisioning")
    await job.test_connection()
    await expect(page.get_by_text("Connected", exact=True)).to_be_visible()


async def follow_the_guide(page: Page) -> None:
    """It names the mapping that has to be changed, and leads back."""
    await page.get_by_role("link", name="Set it up, step by step").click()
    await see(page, "Provisioning, step by step")
    await expect(page.get_by_role("row", name="objectId").get_by_text("externalId").first).to_be_visible()
    await expect(page.get_by_text("The first call came")).to_be_visible()


async def see_everybody(page: Page) -> None:
    """Who was provisioned is counted on the overview, and listed."""
    await turn_to(page, "Overview")
    await expect(page.locator(".figures > div").filter(has_text="active people")).to_contain_text(str(PEOPLE))
    await turn_to(page, "Users")
    await expect(page.get_by_text(f"{PEOPLE} people")).to_be_visible()
    await turn_to(page, "Groups")
    await expect(page.get_by_text(f"{GROUPS} groups")).to_be_visible()


async def see_why_they_are_out(page: Page, person: Person) -> None:
    """From the list of people to the request that deactivated them, which tells what it changed and what followed."""
    await turn_to(page, "Users")
    await page.get_by_label("Search").fill(person.user_principal_name)
    await expect(page.get_by_text("1 person", exact=True)).to_be_visible()
    await page.get_by_role("link", name=person.display_name, exact=True).click()
    await see(page, person.display_name)
    await expect(page.get_by_text("Deactivated", exact=True)).to_be_visible()
    await page.get_by_role("link", name="All activity").click()
    await page.get_by_role("link", name=f"Updated user {person.user_principal_name}").first.click()
    await see(page, f"Updated user {person.user_principal_name}")
    await expect(
        page.get_by_role("region", name="What changed").get_by_role("row", name="active true false")
    ).to_be_visible()
    await expect(page.get_by_text("1 session ended")).to_be_visible()


async def come_from_a_tenant_nobody_connected(page: Page, contoso: Contoso) -> None:
    """Accept at Microsoft on behalf of the organisation, and arrive where the tenant is confirmed."""
    await page.get_by_role("link", name="Sign in again").click()
    await see(page, "Sign in")
    await press(page, "Sign in with Microsoft")
    await pick(page, contoso.owner)
    await see(page, "Permissions requested")
    await expect(page.locator(".permissions summary")).to_have_text(["Sign you in", "View your basic profile"])
    await page.get_by_label("Consent on behalf of your organization").check()
    await press(page, "Accept")
    await see(page, "Connect your Microsoft tenant")
    await expect(page.get_by_text("not connected to an organisation here yet")).to_be_visible()
    await expect(page.get_by_text(contoso.house.tenant.tenant_id)).to_be_visible()


async def confirm_by_password(page: Page, contoso: Contoso) -> None:
    """Connect the tenant with the owner's password, on the page that asks for it."""
    await expect(page.get_by_label("Organisation")).to_have_value("contoso")  # where they have just signed out
    await page.get_by_label("User name").fill(contoso.owner)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await press(page, "Connect tenant and sign in")
    await inside(page, contoso.owner)
    await turn_to(page, "Authentication")
    await expect(page.get_by_text("Connected", exact=True).first).to_be_visible()
    await expect(page.get_by_text(contoso.house.tenant.domain).first).to_be_visible()


async def provision_everybody(contoso: Contoso, owners: Page, job: ProvisioningJob) -> None:
    """The first cycle: everybody is here, and the owner is one of them, not somebody of the same name."""
    directory = contoso.house.tenant.directory
    for person in list(directory.people.values()):
        directory.put_person(replace(person, account_enabled=True))  # Entra creates nobody who is disabled
    await job.run_cycle()
    people = await contoso.people(owners)
    assert people.keys() == {person.user_principal_name for person in directory.people.values()}
    assert len(people) == PEOPLE
    assert all(people.values())


def somebody(house: House) -> Person:
    """Somebody who is no administrator."""
    name = next(name for name in accounts(house) if name != administrator_of(house))
    return next(one for one in house.tenant.directory.people.values() if one.user_principal_name == name)


async def sign_in(page: Page, house: House, person: Person) -> None:
    """With Microsoft, who has nothing to ask: the administrator has accepted for everybody."""
    await go_to_microsoft(page, house)
    await pick(page, person.original_user_principal_name)
    await see(page, person.display_name)
    await expect(page).to_have_url(f"{house.url}/account")


async def provision(contoso: Contoso, job: ProvisioningJob, person: Person) -> None:
    """The directory has somebody otherwise from now on, and a cycle runs."""
    contoso.house.tenant.directory.put_person(person)
    await job.run_cycle()


async def test_a_tenant_is_connected_by_admin_consent(contoso: Contoso, owners: Page) -> None:
    page = owners
    await press(page, "Switch on")
    await press(page, "Connect with Microsoft")
    await pick(page, contoso.owner)
    await see(page, "Permissions requested")
    await expect(page.get_by_text("Review for your organization")).to_be_visible()
    await expect(page.get_by_text("for everybody in Contoso")).to_be_visible()
    await expect(page.locator(".permissions summary")).to_have_text(["Sign you in", "View your basic profile"])
    await press(page, "Accept")
    await pick(page, contoso.owner)  # who accepted is told by nobody but the account that signs in
    await inside(page, contoso.owner)
    facts = page.locator("main")
    await expect(facts).to_contain_text(contoso.house.tenant.tenant_id)
    await expect(facts).to_contain_text(f"by {contoso.owner}")
    await expect(facts).to_contain_text("for the whole organisation")


def leave_few(house: House) -> None:
    """A smaller directory, for what does not depend on its size: the administrator and one more."""
    directory, stay = house.tenant.directory, {administrator_of(house), somebody(house).user_principal_name}
    for person in list(directory.people.values()):
        if person.user_principal_name not in stay:
            directory.purge_person(person.object_id)


async def test_a_guest_comes_in_by_the_link_of_the_tenant(contoso: Contoso, owners: Page, open_page: OpenPage) -> None:
    house = contoso.house
    leave_few(house)
    await connect(owners, house)
    guest = a_guest(house)
    async with provisioning(contoso, owners) as job:
        await provision(contoso, job, guest)
    page = await open_page(origins=house.origins)
    await go_to_microsoft(page, house)
    await page.get_by_label("Search by name").fill(guest.original_user_principal_name)
    await press(page, "Search")
    await expect(page.get_by_text("No account has this in its name.")).to_be_visible()

    await page.goto(f"{house.url}/sign-in?tenant={house.tenant.tenant_id}")
    await press(page, "Sign in with Microsoft")
    await pick(page, guest.original_user_principal_name)
    await see(page, guest.display_name)
    await expect(page.get_by_text("member of Contoso")).to_be_visible()


def a_guest(house: House) -> Person:
    """Somebody of another company, who is at home in none of the tenants."""
    nickname = "gaspard_partner.example#EXT#"
    return Person(
        object_id="99999999-2222-4333-8444-555555555555",
        user_principal_name=f"{nickname}@{house.tenant.domain}",
        mail_nickname=nickname,
        display_name="Gaspard Fournier",
        mail="gaspard@partner.example",
        user_type="Guest",
    )


async def test_provisioning_goes_on_while_microsoft_sign_in_is_switched_off(
    contoso: Contoso, owners: Page, open_page: OpenPage
) -> None:
    house, person = contoso.house, somebody(contoso.house)
    leave_few(house)
    await connect(owners, house)
    async with provisioning(contoso, owners) as job:
        await job.run_cycle()
        theirs = await open_page(origins=house.origins)
        await sign_in(theirs, house, person)

        await press(owners, "Switch off")
        await expect(owners.get_by_role("button", name="Switch on")).to_be_visible()
        await theirs.reload()
        await expect(theirs.get_by_role("alert")).to_have_text(ENDED)
        await provision(contoso, job, replace(person, account_enabled=False))
        await provision(contoso, job, a_guest(house))
        people = await contoso.people(owners)
        assert (people[person.user_principal_name], people[a_guest(house).user_principal_name]) == (False, True)

        await provision(contoso, job, person)
        await go_to_microsoft(theirs, house)
        await pick(theirs, person.user_principal_name)
        await see(theirs, "Signing in with Microsoft is switched off")
        await press(owners, "Switch on")
        await sign_in(theirs, house, person)
