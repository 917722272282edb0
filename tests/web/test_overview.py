"""The overview: figures, columns over time, what needs attention."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import Customer
from tests.web.browsing import Browser, heading
from tests.web.conftest import BEN, set_up

_CREATE = """mutation($input: UserInput!) { userCreate(input: $input) { __typename } }"""
_RECORD = """mutation($requests: [ScimRequest!]!) { activityRecord(requests: $requests) {
    __typename ... on Problem { message } } }"""
_TOKEN = """mutation($input: AccessTokenInput!) { accessTokenCreate(input: $input) {
    ... on AccessTokenCreated { accessToken { id } } } }"""
_ROTATE = """mutation($id: ID!) { accessTokenRotate(id: $id) { __typename } }"""


async def told(identity: Identity, customer: Customer, *statuses: int) -> None:
    entries = [
        {
            "requestId": f"told-{number}",
            "at": datetime.now(UTC).isoformat(),
            "action": "GET /Users",
            "status": status,
            "durationMs": 1.0,
            "explanation": {"rules": [], "operations": [], "steps": []},
        }
        for number, status in enumerate(statuses)
    ]
    caller = Caller(customer.token, "report", customer.connection)
    answer = await identity.execute(_RECORD, None, {"requests": entries}, caller)
    assert answer["data"]["activityRecord"]["__typename"] == "ActivityRecorded", answer


async def test_a_new_organisation_is_told_where_to_begin(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    page = await browser.get("/overview")
    assert (page.status_code, heading(page)) == (200, "Overview")
    assert "Signing in with Microsoft is switched off." in page.text
    assert 'href="/account/authentication"' in page.text


@pytest.mark.parametrize("span", ["hour", "day", "nonsense"])
async def test_requests_are_counted_by_how_they_ended(
    browser: Browser, customer: Customer, identity: Identity, span: str
) -> None:
    await set_up(browser, customer)
    await told(identity, customer, 200, 201, 404, 503)
    page = (await browser.get(f"/overview?span={span}")).text
    assert "Requests of your directory: 2 answered, 1 refused, 1 failed" in page
    assert "Once within a day this service failed." in page
    assert page.count('class="piece failed"') >= 2


async def test_people_are_counted_by_who_keeps_them(browser: Browser, customer: Customer, identity: Identity) -> None:
    await set_up(browser, customer)
    for number in range(3):
        given = {"userName": f"jo{number}", "displayName": f"Jo {number}", "active": number != 2}
        await identity.execute(_CREATE, None, {"input": given}, Caller(customer.token, "from-entra"))
    page = (await browser.get("/overview")).text
    assert '<dt>active people</dt><dd><a href="/users?state=active">3</a>' in page
    assert '<dt>kept by your directory</dt><dd><a href="/users?source=scim">3</a>' in page
    assert ">Jo 1</a>" in page
    assert ">Jo 2</a>" not in page


@pytest.mark.usefixtures("ben")
async def test_a_member_has_no_overview(new_browser: Callable[[], Browser]) -> None:
    member = new_browser()
    await member.sign_in(BEN)
    assert (await member.get("/overview")).status_code == 403


async def test_a_token_about_to_expire_is_told_of_until_it_is_rotated(
    browser: Browser, customer: Customer, identity: Identity
) -> None:
    await set_up(browser, customer)
    owner = Caller(browser.session, "by-the-owner")
    soon = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    given = {"connectionId": customer.connection, "name": "Old", "expiresAt": soon}
    made = (await identity.execute(_TOKEN, None, {"input": given}, owner))["data"]["accessTokenCreate"]
    assert "The access token “Old” expires in" in (await browser.get("/overview")).text
    rotated = await identity.execute(_ROTATE, None, {"id": made["accessToken"]["id"]}, owner)
    assert rotated["data"]["accessTokenRotate"]["__typename"] == "AccessTokenCreated", rotated
    assert "The access token “Old” expires in" not in (await browser.get("/overview")).text


async def test_a_directory_that_is_refused_is_told_of(browser: Browser, customer: Customer, identity: Identity) -> None:
    await set_up(browser, customer)
    await identity.execute("{ viewer { kind } }", None, {}, Caller("nothing of ours", "refused", customer.connection))
    await identity.refused_credentials.flush()
    page = (await browser.get("/overview")).text
    assert "latest call came with a token that is not good" in page
    assert 'href="/account/provisioning#refused"' in page
