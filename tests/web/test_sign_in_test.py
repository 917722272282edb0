"""The tested sign-in: the real way to Microsoft and back, which tells what would come of it and leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading
from tests.web.conftest import ADA, BEN, CLEO, CONTOSO, FABRIKAM, ZOE, connect, provision, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft, Provisioned
    from tests.web.refusals import Refusals

BEGIN = "/account/authentication/test"


@pytest.fixture
async def owners(new_browser: Callable[[], Browser], customer: Customer) -> Browser:
    """The browser of an owner whose tenant is connected, and who has a password, too."""
    browser = new_browser()
    await set_up(browser, customer)
    await connect(browser)
    return browser


async def begin(browser: Browser) -> str:
    response = await browser.post(BEGIN)
    assert response.status_code == 303, (response.status_code, heading(response))
    return response.headers["Location"]


async def outcome_of(owners: Browser, account: str) -> httpx2.Response:
    """Test with an account; return the page that tells what would come of it."""
    session = owners.session
    page = await owners.get(await owners.at_microsoft(await begin(owners), account))
    assert owners.session == session
    assert (page.status_code, heading(page)) == (200, "Test sign-in")
    assert "Nobody was signed in" in page.text
    assert "eyJ" not in page.text
    return page


async def test_it_tells_who_they_would_be_by_which_rule_and_the_verified_claims(
    owners: Browser, identity: Identity, customer: Customer, microsoft: Microsoft
) -> None:
    page = (await outcome_of(owners, ADA)).text
    assert f"They would come in as owner@{customer.slug}.example" in page
    assert "The account is linked to" in page
    for claim in (microsoft.oid(ADA), tenant_id_of(CONTOSO), ADA, microsoft.at.client_id, " UTC)"):
        assert claim in page
    await provision(identity, customer, microsoft, BEN)
    assert "object id of this account as externalId" in (await outcome_of(owners, BEN)).text


async def test_it_tells_why_somebody_would_be_refused_what_they_would_read_and_what_to_do(
    owners: Browser, identity: Identity, customer: Customer, microsoft: Microsoft
) -> None:
    page = (await outcome_of(owners, CLEO)).text
    for told in ("They would not be let in", "You have no account here yet", "Provision on demand"):
        assert told in page
    ben = await provision(identity, customer, microsoft, BEN)
    await ben.set_active(active=False)
    assert "Your account is deactivated" in (await outcome_of(owners, BEN)).text


async def test_it_works_while_microsoft_is_switched_off_and_says_so(owners: Browser, customer: Customer) -> None:
    assert (await owners.post("/account/microsoft", {"enabled": "false"})).status_code == 303
    page = (await outcome_of(owners, ADA)).text
    assert "Nobody comes in with Microsoft while it is switched off" in page
    assert f"owner@{customer.slug}.example" in page


async def test_newcomers_are_told_apart_where_people_nobody_provisioned_are_let_in(
    owners: Browser, new_browser: Callable[[], Browser]
) -> None:
    await owners.post("/account/just-in-time", {"enabled": "true"})
    assert "They would come in as somebody new" in (await outcome_of(owners, CLEO)).text
    await owners.post("/account/just-in-time", {"enabled": "false"})
    # Nobody was created by the test.
    assert heading(await new_browser().sign_in(CLEO)) == "You have no account here yet"


async def test_an_account_of_another_tenant_tells_that_and_nothing_of_its_organisation(
    owners: Browser, other_customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    theirs = new_browser()
    await set_up(theirs, other_customer)
    await connect(theirs, ZOE)
    page = (await outcome_of(owners, ZOE)).text
    assert "of another tenant than the one that is connected" in page
    assert tenant_id_of(FABRIKAM) in page  # of the account itself
    assert other_customer.slug not in page.lower()


async def test_without_a_tenant_it_says_that_none_is_connected(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    assert "No tenant is connected" in (await outcome_of(browser, ADA)).text


async def test_a_test_brought_to_another_browser_signs_nobody_in(
    owners: Browser, new_browser: Callable[[], Browser], refusals: Refusals
) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA)
    another = new_browser()
    refusals.check(another, await another.get(callback), (400, "This sign-in cannot go on"))
    # Nor with the secret of the browser that began it, once nobody is signed in there.
    owners.cookies.pop("__Host-session")
    response = await owners.get(callback)
    assert response.headers["Location"].startswith("/sign-in?reason=needed")
    assert owners.session is None


async def test_a_test_is_seen_once(owners: Browser, refusals: Refusals) -> None:
    callback = await owners.at_microsoft(await begin(owners), ADA)
    assert (await owners.get(callback)).status_code == 200
    refusals.check(owners, await owners.get(callback), (400, "This sign-in cannot go on"))


async def test_whoever_cancels_at_microsoft_reads_what_anybody_would(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    response = await browser.get(await browser.at_microsoft(await begin(browser), ADA, "cancel"))
    assert (response.status_code, heading(response)) == (403, "You cancelled")


async def test_only_whoever_sets_up_sign_in_tests_it(browser: Browser, ben: Provisioned) -> None:
    assert ben
    await browser.sign_in(BEN)
    response = await browser.post(BEGIN)
    assert (response.status_code, heading(response)) == (403, "You may not do this")
