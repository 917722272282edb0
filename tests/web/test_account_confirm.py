"""An owner whom provisioning gave a Microsoft account says themselves that it is theirs, by password or signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.transport import Caller
from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading
from tests.web.conftest import ADA, BEN, CLEO, CONTOSO, PASSWORD, connect, provision, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft, Provisioned
    from tests.web.refusals import Refusals

LINK = "Link your Microsoft account"
_APPOINT = """mutation($id: ID!) { userRoleUpdate(id: $id, role: OWNER) { __typename ... on Problem { message } } }"""
_SET_UP = """mutation($input: SetupLinkInput!) { setupLinkCreate(input: $input) {
    ... on SetupLinkCreated { secret } ... on Problem { message } } }"""


@pytest.fixture
async def bens(ben: Provisioned, customer: Customer, identity: Identity, new_browser: Callable[[], Browser]) -> Browser:
    """Ben has become an owner, has a password, and is signed in by it."""
    owners = new_browser()
    await owners.sign_in(ADA)
    made = await identity.execute(_APPOINT, None, {"id": ben.id}, Caller(owners.session, "test-request"))
    assert made["data"]["userRoleUpdate"]["__typename"] == "User", made
    given = {"organisation": customer.slug, "userName": BEN, "reason": "a second owner"}
    link = (await customer.as_operator(_SET_UP, {"input": given}))["setupLinkCreate"]["secret"]
    browser = new_browser()
    assert (await browser.post(f"/set-up/{link}", {"password": PASSWORD})).status_code == 303
    return browser


@pytest.fixture
def confirmation(customer: Customer) -> dict[str, str]:
    return {"organisation": customer.slug, "user_name": BEN, "password": PASSWORD}


@pytest.mark.usefixtures("bens")
async def test_provisioning_alone_lets_nobody_in_as_an_owner(browser: Browser) -> None:
    assert (await browser.sign_in(BEN)).headers["Location"] == "/tenant/confirm"
    assert browser.session is None
    page = await browser.get("/tenant/confirm")
    assert (page.status_code, heading(page)) == (200, "Confirm your Microsoft account")
    assert BEN in page.text
    assert tenant_id_of(CONTOSO) in page.text
    assert LINK in page.text  # the way for those who have a passkey and no password
    assert "not connected" not in page.text


@pytest.mark.usefixtures("bens")
async def test_an_owner_who_confirms_is_in_and_from_then_on_by_microsoft_alone(
    browser: Browser, new_browser: Callable[[], Browser], confirmation: dict[str, str]
) -> None:
    await browser.sign_in(BEN, return_to="/account/password", organisation=confirmation["organisation"])
    assert f'value="{confirmation["organisation"]}"' in (await browser.get("/tenant/confirm")).text

    wrong = await browser.post("/tenant/confirm", {**confirmation, "password": "not the one it is"})
    assert (wrong.status_code, heading(wrong)) == (401, "Confirm your Microsoft account")
    assert 'role="alert"' in wrong.text
    confirmed = await browser.post("/tenant/confirm", confirmation)
    assert (confirmed.status_code, confirmed.headers["Location"]) == (303, "/account/password")

    assert set(browser.cookies) == {"__Host-session"}
    assert LINK not in (await browser.get("/account/authentication")).text
    assert (await new_browser().sign_in(BEN)).headers["Location"] == "/"


async def test_an_owner_who_is_signed_in_links_their_own_account(
    bens: Browser, new_browser: Callable[[], Browser]
) -> None:
    before = (await bens.get("/account/authentication")).text
    assert LINK in before
    begun = await bens.post("/account/tenant/link")
    assert begun.status_code == 303
    assert f"/{tenant_id_of(CONTOSO)}/oauth2/v2.0/authorize" in begun.headers["Location"]
    back = await bens.get(await bens.at_microsoft(begun.headers["Location"], BEN))
    assert (back.status_code, back.headers["Location"]) == (303, "/account/authentication")
    after = (await bens.get("/account/authentication")).text
    assert LINK not in after
    assert "for the whole organisation" in after
    assert (await new_browser().sign_in(BEN)).headers["Location"] == "/"


@pytest.mark.parametrize("whose", [ADA, CLEO])
async def test_somebody_elses_account_is_not_linked(
    bens: Browser, identity: Identity, customer: Customer, microsoft: Microsoft, refusals: Refusals, *, whose: str
) -> None:
    await provision(identity, customer, microsoft, CLEO)
    begun = await bens.post("/account/tenant/link")
    response = await bens.get(await bens.at_microsoft(begun.headers["Location"], whose))
    refusals.check(bens, response, (409, "This account was not linked to you"))
    assert LINK in (await bens.get("/account/authentication")).text


async def test_without_a_tenant_there_is_no_account_to_link(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    assert LINK not in (await browser.get("/account/authentication")).text
    response = await browser.post("/account/tenant/link")
    assert (response.status_code, heading(response)) == (400, "That does not work")


async def test_who_connected_the_tenant_has_nothing_to_link(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    await connect(browser)
    assert LINK not in (await browser.get("/account/authentication")).text


@pytest.mark.usefixtures("ben")
async def test_a_member_has_nothing_to_link_either(browser: Browser) -> None:
    await browser.sign_in(BEN)
    assert LINK not in (await browser.get("/account/authentication")).text
    response = await browser.post("/account/tenant/link")
    assert (response.status_code, heading(response)) == (403, "You may not do this")
