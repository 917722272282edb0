from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.browsing import heading
from tests.web.conftest import ADA, BEN, CLEO, CONTOSO, FABRIKAM, connect, set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft, Provisioned


def asked(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}


@pytest.mark.usefixtures("ben")
async def test_a_provisioned_person_signs_in_and_goes_on_to_the_page_they_wanted(browser: Browser) -> None:
    response = await browser.sign_in(BEN, return_to="/account/password")

    assert (response.status_code, response.headers["Location"]) == (303, "/account/password")
    account = await browser.get("/account")
    assert account.status_code == 200
    assert BEN in account.text


async def test_the_way_to_microsoft_is_a_code_flow_with_pkce_state_and_nonce(browser: Browser) -> None:
    request = asked(await browser.begin())
    assert (request["response_type"], request["code_challenge_method"]) == ("code", "S256")
    assert set(request["scope"].split()) == {"openid", "profile"}
    assert request.get("response_mode", "query") == "query"
    assert min(map(len, (request["state"], request["nonce"], request["code_challenge"]))) >= 16


async def test_no_two_ways_to_microsoft_share_a_secret(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    other = new_browser()
    first, second = asked(await browser.begin()), asked(await other.begin())
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert browser.cookies != other.cookies


async def test_the_secret_of_the_way_is_in_a_cookie_no_script_and_no_other_host_gets(browser: Browser) -> None:
    await browser.begin()
    (line,) = browser.set_cookie
    assert line.startswith(f"{cookies.BROWSER}=")
    attributes = {part.strip().lower() for part in line.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=600"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)


async def test_an_e_mail_typed_first_spares_the_choice_of_an_account(browser: Browser) -> None:
    request = asked(await browser.begin(email=BEN))
    assert (request["login_hint"], request["domain_hint"]) == (BEN, CONTOSO)
    assert "prompt" not in request


async def test_without_an_e_mail_microsoft_asks_which_account(browser: Browser) -> None:
    request = asked(await browser.begin())
    assert request["prompt"] == "select_account"
    assert "login_hint" not in request


async def test_what_is_no_e_mail_is_shown_again_with_a_sentence(browser: Browser) -> None:
    response = await browser.post("/sign-in/microsoft", {"email": "ben at contoso", "return_to": "/account"})
    assert response.status_code == 400
    assert "not an e-mail address" in response.text
    assert 'value="ben at contoso"' in response.text


@pytest.mark.parametrize("as_", ["id", "domain"])
async def test_a_guest_link_leads_to_the_tenants_own_page(browser: Browser, microsoft: Microsoft, as_: str) -> None:
    (fabrikam,) = [each for each in microsoft.simulator.tenants.values() if each.domain == FABRIKAM]
    named = fabrikam.tenant_id if as_ == "id" else FABRIKAM
    page = await browser.get(f"/sign-in?tenant={named}")
    assert f'name="tenant" value="{named}"' in page.text

    assert urlsplit(await browser.begin(tenant=named)).path.split("/")[1] in {fabrikam.tenant_id, FABRIKAM}


async def test_a_tenant_microsoft_does_not_know_is_said_to_be_none(browser: Browser) -> None:
    response = await browser.post("/sign-in/microsoft", {"tenant": "nowhere.example"})
    assert (response.status_code, heading(response)) == (404, "There is no such tenant")


async def test_a_tenant_that_is_more_than_a_name_is_refused(browser: Browser) -> None:
    response = await browser.post("/sign-in/microsoft", {"tenant": "../../evil"})
    assert response.status_code == 400
    assert "neither a GUID nor a domain" in response.text


@pytest.mark.usefixtures("ben")
async def test_the_session_is_in_a_cookie_for_this_host_until_it_ends_at_the_latest(browser: Browser) -> None:
    await browser.sign_in(BEN)
    (line,) = [each for each in browser.set_cookie if each.startswith(f"{cookies.SESSION}=nx_")]
    attributes = {part.strip().lower() for part in line.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/", f"max-age={8 * 60 * 60}"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)
    assert cookies.BROWSER not in browser.cookies


@pytest.mark.usefixtures("ben")
async def test_somebody_nobody_provisioned_is_told_so_and_whom_to_ask(browser: Browser) -> None:
    response = await browser.sign_in(CLEO)
    assert (response.status_code, heading(response)) == (403, "You have no account here yet")
    assert browser.session is None


async def test_a_deactivated_person_stays_out_though_microsoft_says_yes(ben: Provisioned, browser: Browser) -> None:
    await browser.sign_in(BEN)
    await ben.set_active(active=False)

    assert (await browser.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")
    assert browser.session is None
    response = await browser.sign_in(BEN)
    assert (response.status_code, heading(response)) == (403, "Your account is deactivated")

    await ben.set_active(active=True)
    assert (await browser.sign_in(BEN)).headers["Location"] == "/"


async def test_while_microsoft_sign_in_is_switched_off_its_people_stay_out(
    customer: Customer, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    owners = new_browser()
    await set_up(owners, customer)
    await connect(owners)
    assert (await owners.post("/account/microsoft", {"enabled": "false"})).status_code == 303

    response = await browser.sign_in(ADA)

    assert (response.status_code, heading(response)) == (403, "Signing in with Microsoft is switched off")
