"""A tenant is connected by an administrator who accepts and then proves that it is theirs, and not otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading
from tests.web.conftest import ADA, BEN, CONTOSO, FABRIKAM, ZOE, connect, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer, GraphQL
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft
    from tests.web.refusals import Refusals

_AUDIT = """query($requestId: String!) { auditEntries(requestId: $requestId) { nodes {
    action targetLabel changes { field after } } } }"""
NOT_YOURS = (403, "That was another organisation's account")


@pytest.fixture
async def owners(new_browser: Callable[[], Browser], customer: Customer) -> Browser:
    """The browser of an owner who is about to connect a tenant."""
    browser = new_browser()
    await set_up(browser, customer)
    await browser.post("/account/microsoft", {"enabled": "true"})
    return browser


async def begin(owners: Browser) -> str:
    response = await owners.post("/account/tenant/connect")
    assert response.status_code == 303
    location: str = response.headers["Location"]
    return location


async def is_connected(owners: Browser) -> bool:
    return "Not connected" not in (await owners.get("/account/authentication")).text


async def test_accepting_and_signing_in_connects_the_tenant_and_shows_whose_it_is(owners: Browser) -> None:
    assert not await is_connected(owners)
    assert (await connect(owners)).headers["Location"] == "/account/authentication"
    page = (await owners.get("/account/authentication")).text
    assert tenant_id_of(CONTOSO) in page
    assert CONTOSO in page
    assert "for the whole organisation" in page


async def test_nobody_else_of_the_tenant_is_asked_for_consent_afterwards(
    owners: Browser, microsoft: Microsoft, new_browser: Callable[[], Browser]
) -> None:
    await connect(owners)
    microsoft.simulator.tenants[tenant_id_of(CONTOSO)].user_consent_allowed = False
    assert heading(await new_browser().sign_in(BEN)) == "You have no account here yet"


async def test_somebody_elses_tenant_in_the_address_connects_nothing(
    owners: Browser, refusals: Refusals, graphql: GraphQL
) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA)
    forged = callback.replace(tenant_id_of(CONTOSO), tenant_id_of(FABRIKAM))
    assert forged != callback
    second = await owners.get(forged)

    response = await owners.get(await owners.at_microsoft(second.headers["Location"], ADA))

    refusals.check(owners, response, NOT_YOURS)
    told = await graphql(_AUDIT, {"requestId": response.headers["X-Request-Id"]}, token=owners.session)
    (entry,) = told["data"]["auditEntries"]["nodes"]
    assert (entry["action"], entry["targetLabel"]) == ("tenantConnect", ADA)
    assert {"field": "refused", "after": "TENANT_MISMATCH"} in entry["changes"]
    assert not await is_connected(owners)


async def test_an_account_of_another_tenant_than_accepted_connects_nothing(owners: Browser, refusals: Refusals) -> None:
    second = await owners.get(await owners.at_microsoft(await begin(owners), ADA))
    response = await owners.get(await owners.at_microsoft(second.headers["Location"], ZOE))
    refusals.check(owners, response, NOT_YOURS)
    assert not await is_connected(owners)


async def test_a_tenant_that_another_organisation_has_cannot_be_connected(
    owners: Browser, other_customer: Customer, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    await connect(owners)
    others = new_browser()
    await set_up(others, other_customer)

    response = await connect(others)

    refusals.check(others, response, (409, "This tenant cannot be connected"))


async def test_cancelling_connects_nothing_though_the_answer_says_admin_consent_true(owners: Browser) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA, "cancel")
    assert "admin_consent=True" in callback
    response = await owners.get(callback)
    assert (response.status_code, heading(response)) == (403, "You cancelled")
    assert not await is_connected(owners)


async def test_after_an_error_the_same_way_cannot_be_gone_on(owners: Browser) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA, "cancel")
    await owners.get(callback)
    state = parse_qs(urlsplit(callback).query)["state"][0]
    made_up = {"state": state, "admin_consent": "True", "tenant": tenant_id_of(CONTOSO)}
    response = await owners.get(f"/consent/callback?{urlencode(made_up)}")
    assert (response.status_code, heading(response)) == (400, "This sign-in cannot go on")


@pytest.mark.parametrize("left_out", ["tenant", "admin_consent"])
async def test_an_answer_that_does_not_say_what_was_accepted_is_none(owners: Browser, left_out: str) -> None:
    callback = urlsplit(await owners.at_microsoft(await begin(owners), ADA))
    told = {name: value for name, (value,) in parse_qs(callback.query).items() if name != left_out}
    response = await owners.get(f"{callback.path}?{urlencode(told)}")
    assert response.status_code == 400
    assert "does not say for which tenant" in response.text


async def test_a_consent_brought_to_another_browser_connects_nothing(
    owners: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA)
    another = new_browser()
    refusals.check(another, await another.get(callback), (400, "This sign-in cannot go on"))
    assert not await is_connected(owners)


async def test_whoever_is_signed_out_meanwhile_signs_in_first(owners: Browser) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA)
    owners.cookies.pop("__Host-session")
    assert (await owners.get(callback)).headers["Location"] == "/sign-in?reason=needed&return_to=/"


async def test_only_administrators_begin(browser: Browser, ben: object) -> None:
    assert ben
    await browser.sign_in(BEN)
    response = await browser.post("/account/tenant/connect")
    assert (response.status_code, heading(response)) == (403, "You may not do this")
    assert "Back to your account" in response.text


async def test_a_person_who_may_not_consent_gets_a_link_for_their_administrator(
    browser: Browser, microsoft: Microsoft
) -> None:
    microsoft.simulator.misbehaviour.fail_next_authorization(90094)
    back = await browser.outside.get(await browser.begin())
    response = await browser.get(back.headers["Location"].removeprefix("http://localhost:8000"))

    assert (response.status_code, heading(response)) == (403, "An administrator has to approve this")
    assert f"{microsoft.at.browser_url}/organizations/v2.0/adminconsent?client_id={microsoft.at.client_id}" in (
        response.text
    )
    assert "state=" not in response.text


async def test_the_administrator_who_follows_that_link_allows_the_application_and_connects_nothing(
    browser: Browser, microsoft: Microsoft
) -> None:
    microsoft.simulator.misbehaviour.fail_next_authorization(90094)
    back = await browser.outside.get(await browser.begin())
    page = await browser.get(back.headers["Location"].removeprefix("http://localhost:8000"))
    link = page.text.split('value="')[1].split('"')[0].replace("&amp;", "&")

    response = await browser.get(await browser.at_microsoft(link, ADA))

    assert (response.status_code, heading(response)) == (200, "Thank you")
    assert '<a class="button primary" href="/">Sign in</a>' in response.text
    assert "Request number" not in response.text
    assert (await browser.sign_in(ADA)).headers["Location"] == "/tenant/confirm"


async def test_a_disconnected_tenants_people_stay_out(owners: Browser, new_browser: Callable[[], Browser]) -> None:
    await connect(owners)
    assert (await owners.post("/account/tenant/disconnect")).headers["Location"] == "/account/authentication"
    assert not await is_connected(owners)
    assert (await new_browser().sign_in(ADA)).headers["Location"] == "/tenant/confirm"


async def test_just_in_time_is_switched_on_and_off(owners: Browser, new_browser: Callable[[], Browser]) -> None:
    await connect(owners)
    await owners.post("/account/just-in-time", {"enabled": "true"})
    assert (await new_browser().sign_in(BEN)).headers["Location"] == "/"
    await owners.post("/account/just-in-time", {"enabled": "false"})
    assert (await new_browser().sign_in(f"cleo@{CONTOSO}")).status_code == 403


async def test_a_switch_knows_two_positions(owners: Browser) -> None:
    response = await owners.post("/account/microsoft", {"enabled": "maybe"})
    assert response.status_code == 400
    assert "`true` or `false`" in response.text
