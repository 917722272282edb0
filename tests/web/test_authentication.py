"""Account > Authentication: what an organisation's admins see and decide, and what others may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.transport import Caller
from entra_simulator.sign_in.tenants import tenant_id_of
from tests.web.browsing import heading
from tests.web.conftest import ADA, BEN, CONTOSO, FABRIKAM, PASSWORD, ZOE, connect, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Provisioned

PAGE = "/account/authentication"
LIFETIMES = f"{PAGE}/lifetimes"
_APPOINT = "mutation($id: ID!) { userRoleUpdate(id: $id, role: AUDITOR) { __typename } }"


@pytest.fixture
async def owners(new_browser: Callable[[], Browser], customer: Customer) -> Browser:
    """The browser of an owner who came by their set-up link."""
    browser = new_browser()
    await set_up(browser, customer)
    return browser


async def test_before_anything_is_set_the_page_says_what_there_is_to_do(owners: Browser) -> None:
    page = (await owners.get(PAGE)).text
    assert "Switch on" in page
    assert "Connect with Microsoft" not in page
    await owners.post("/account/microsoft", {"enabled": "true"})
    page = (await owners.get(PAGE)).text
    assert "Connect with Microsoft" in page
    for told in ("<code>openid</code>", "<code>profile</code>", "Not asked yet"):
        assert told in page


async def test_once_connected_it_says_whose_tenant_it_is_and_how_consent_was_given(
    owners: Browser, customer: Customer
) -> None:
    await connect(owners)
    page = (await owners.get(PAGE)).text
    for told in (tenant_id_of(CONTOSO), CONTOSO, f"owner@{customer.slug}.example", "For everybody", "Linked"):
        assert told in page


async def test_consent_is_asked_for_again_without_connecting_anew(owners: Browser) -> None:
    await connect(owners)
    again = await connect(owners)
    assert (again.status_code, again.headers["Location"]) == (303, PAGE)
    assert tenant_id_of(CONTOSO) in (await owners.get(PAGE)).text


async def replace(owners: Browser, seen: str, account: str) -> tuple[int, str]:
    """Connect another tenant in place of the one that was seen; return status and heading, or where it led."""
    begun = await owners.post("/account/tenant/connect", {"replacing": seen})
    second = await owners.get(await owners.at_microsoft(begun.headers["Location"], account))
    answer = await owners.get(await owners.at_microsoft(second.headers["Location"], account))
    return answer.status_code, answer.headers.get("Location") or heading(answer)


async def test_another_tenant_takes_the_place_of_the_one_that_was_seen_and_no_others(owners: Browser) -> None:
    await connect(owners)
    refused = await replace(owners, tenant_id_of(FABRIKAM), ZOE)
    assert refused == (403, "That was another organisation's account")
    assert await replace(owners, tenant_id_of(CONTOSO), ZOE) == (303, PAGE)
    page = (await owners.get(PAGE)).text
    assert tenant_id_of(FABRIKAM) in page
    assert tenant_id_of(CONTOSO) not in page


async def test_whoever_turns_back_on_the_way_to_another_tenant_keeps_the_one_there_is(owners: Browser) -> None:
    await connect(owners)
    begun = await owners.post("/account/tenant/connect", {"replacing": tenant_id_of(CONTOSO)})
    await owners.get(await owners.at_microsoft(begun.headers["Location"], ZOE, "cancel"))
    assert tenant_id_of(CONTOSO) in (await owners.get(PAGE)).text


async def test_lifetimes_are_set_in_hours_and_minutes_and_hold_from_then_on(
    owners: Browser, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    form = {"lifetime_hours": "1", "lifetime_minutes": "30", "idle_hours": "", "idle_minutes": "20"}
    saved = await owners.post(LIFETIMES, form)
    assert (saved.status_code, saved.headers["Location"]) == (303, PAGE)
    page = (await owners.get(PAGE)).text
    for name, value in {**form, "idle_hours": "0"}.items():
        assert f'name="{name}" value="{value}"' in page
    another = new_browser()
    name = f"owner@{customer.slug}.example"
    await another.post("/sign-in/password", {"organisation": customer.slug, "user_name": name, "password": PASSWORD})
    (cookie,) = [line for line in another.set_cookie if line.startswith("__Host-session=nx")]
    assert "Max-Age=5400" in cookie

    await owners.post(LIFETIMES, dict.fromkeys(form, ""))
    assert 'name="lifetime_hours" value=""' in (await owners.get(PAGE)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"lifetime_hours": "9"}, "8 hours at most: that is what whoever runs this service has set"),
        ({"idle_minutes": "4"}, "5 minutes at least"),
        ({"idle_minutes": "61"}, "1 hour at most"),
        ({"lifetime_minutes": "20", "idle_minutes": "30"}, "cannot outlive the 20 minutes"),
        ({"lifetime_hours": "eight"}, "whole numbers"),
        ({"lifetime_hours": "-1"}, "whole numbers"),
        ({"lifetime_hours": "9" * 30}, "whole numbers"),
    ],
)
async def test_lifetimes_that_cannot_be_are_refused_in_words_and_stay_typed(
    owners: Browser, typed: dict[str, str], said: str
) -> None:
    refused = await owners.post(LIFETIMES, typed)
    assert (refused.status_code, heading(refused)) == (400, "Authentication")
    assert said in refused.text
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in refused.text
    assert 'name="lifetime_hours" value=""' in (await owners.get(PAGE)).text


@pytest.mark.usefixtures("ben")
@pytest.mark.parametrize("path", [LIFETIMES, f"{PAGE}/test", "/account/just-in-time", "/account/tenant/disconnect"])
async def test_a_member_decides_nothing_there(browser: Browser, path: str) -> None:
    await browser.sign_in(BEN)
    assert (await browser.get(PAGE)).status_code == 403
    response = await browser.post(path, {"enabled": "true"})
    assert (response.status_code, heading(response)) == (403, "You may not do this")


async def test_an_auditor_reads_the_page_and_finds_nothing_to_press(
    browser: Browser, ben: Provisioned, new_browser: Callable[[], Browser], identity: Identity
) -> None:
    owners = new_browser()
    await owners.sign_in(ADA)
    made = await identity.execute(_APPOINT, None, {"id": ben.id}, Caller(owners.session, "test-request"))
    assert made["data"]["userRoleUpdate"]["__typename"] == "User", made
    await browser.sign_in(BEN)
    assert (await browser.get("/")).headers["Location"] != "/account"
    page = await browser.get(PAGE)
    assert page.status_code == 200
    main = page.text.split("<main")[1]
    assert "<button" not in main
    assert tenant_id_of(CONTOSO) in main
    for path in (LIFETIMES, f"{PAGE}/test", "/account/microsoft", "/account/tenant/connect"):
        assert (await browser.post(path, {"enabled": "false"})).status_code in {403, 409}, path
