"""Signed in: who somebody is here, where else they are signed in, and how they leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.browsing import ORIGIN, heading
from tests.web.conftest import BEN, CONTOSO, PASSWORD, set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Customer, GraphQL, ScimClient
    from tests.web.browsing import Browser
    from tests.web.conftest import Microsoft


async def test_the_front_door_leads_in_whoever_has_a_session_and_to_sign_in_whoever_has_none(
    browser: Browser, customer: Customer
) -> None:
    assert (await browser.get("/")).headers["Location"] == "/sign-in"
    await set_up(browser, customer)
    assert (await browser.get("/")).headers["Location"] == "/overview"


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account?from=mail&x=%2F"])
async def test_whoever_has_no_session_signs_in_first_and_comes_back(browser: Browser, path: str) -> None:
    response = await browser.get(path)
    assert response.status_code == 303
    to = urlsplit(response.headers["Location"])
    assert to.path == "/sign-in"
    assert parse_qs(to.query) == {"reason": ["needed"], "return_to": [path]}
    assert "Sign in to go on." in (await browser.get(response.headers["Location"])).text


async def test_a_form_sent_without_a_session_leads_to_sign_in_and_does_nothing(browser: Browser) -> None:
    response = await browser.post("/account/microsoft", {"enabled": "true"})
    assert response.headers["Location"] == "/sign-in?reason=needed"


@pytest.mark.parametrize("token", ["nonsense", "nx_ses_01a20c6e059e705bb20ceb8f84356a1b_x"])
async def test_a_dead_cookie_is_taken_away(browser: Browser, token: str) -> None:
    browser.cookies[cookies.SESSION] = token
    response = await browser.get("/account")
    assert response.headers["Location"].startswith("/sign-in?reason=ended")
    assert browser.session is None


async def test_a_scim_token_in_the_cookie_opens_no_page(browser: Browser, customer: Customer) -> None:
    browser.cookies[cookies.SESSION] = customer.token
    assert (await browser.get("/account")).status_code in {303, 403}


async def test_an_admin_sees_what_a_member_does_not(
    browser: Browser, ben: object, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    assert ben
    await browser.sign_in(BEN)
    assert (await browser.get("/")).headers["Location"] == "/account"
    assert "/account/authentication" not in (await browser.get("/account")).text
    page = await browser.get("/account/authentication")
    assert (page.status_code, heading(page)) == (403, "You may not do this")
    response = await browser.post("/account/microsoft", {"enabled": "false"})
    assert response.status_code == 403
    owners = new_browser()
    await set_up(owners, customer)
    assert "/account/tenant/disconnect" in (await owners.get("/account/authentication")).text


async def test_one_of_ones_own_sessions_is_ended_from_another(
    browser: Browser, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await set_up(browser, customer)
    elsewhere = new_browser()
    await elsewhere.post(
        "/sign-in/password",
        {"organisation": customer.slug, "user_name": f"owner@{customer.slug}.example", "password": PASSWORD},
    )
    page = (await browser.get("/account")).text
    (other,) = re.findall(r'action="/account/sessions/([^/"]+)/end"', page)

    assert (await browser.post(f"/account/sessions/{other}/end")).headers["Location"] == "/account"

    assert (await elsewhere.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")
    assert (await browser.get("/account")).status_code == 200


async def test_all_other_sessions_end_at_once_and_this_one_stays(
    browser: Browser, customer: Customer, new_browser: Callable[[], Browser]
) -> None:
    await set_up(browser, customer)
    assert "End all others" not in (await browser.get("/account")).text
    others = [new_browser() for _ in range(2)]
    for other in others:
        await other.post(
            "/sign-in/password",
            {"organisation": customer.slug, "user_name": f"owner@{customer.slug}.example", "password": PASSWORD},
        )
    assert "End all others" in (await browser.get("/account")).text

    assert (await browser.post("/account/sessions/end-others")).headers["Location"] == "/account"

    for other in others:
        assert (await other.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")
    assert (await browser.get("/account")).status_code == 200


async def test_a_personal_token_is_shown_once_counts_and_is_revoked(
    browser: Browser, customer: Customer, graphql: GraphQL
) -> None:
    await set_up(browser, customer)
    created = await browser.post("/account/tokens", {"name": "Nightly <report>", "days": "30"})
    (secret,) = re.findall(r'value="(nx_pat_[^"]+)"', created.text)
    assert "Nightly &lt;report&gt;" in created.text
    assert (await graphql("{ viewer { role } }", {}, token=secret))["data"]["viewer"]["role"] == "OWNER"
    page = (await browser.get("/account")).text
    assert secret not in page
    (id_,) = re.findall(r'action="/account/tokens/([^/"]+)/revoke"', page)

    assert (await browser.post(f"/account/tokens/{id_}/revoke")).headers["Location"] == "/account"
    assert "Nightly &lt;" not in (await browser.get("/account")).text
    assert "errors" in await graphql("{ viewer { role } }", {}, token=secret)
    for gone in (id_, "nonsense"):
        assert (await browser.post(f"/account/tokens/{gone}/revoke")).headers["Location"] == "/account"


@pytest.mark.parametrize(
    ("form", "status"), [({"name": " ", "days": "30"}, 409), ({"name": "x", "days": "9"}, 400), ({"name": "x"}, 400)]
)
async def test_a_token_that_cannot_be_is_refused(
    browser: Browser, customer: Customer, form: dict[str, str], status: int
) -> None:
    await set_up(browser, customer)
    response = await browser.post("/account/tokens", form)
    assert response.status_code == status
    assert "nx_pat_" not in response.text


@pytest.mark.usefixtures("ben")
async def test_a_member_sees_their_own_profile_and_who_keeps_it(browser: Browser, microsoft: Microsoft) -> None:
    await browser.sign_in(BEN)
    page = (await browser.get("/account")).text
    for told in (BEN, microsoft.oid(BEN), "You are in no group.", "directory keeps these"):
        assert told in page
    assert "/account/authentication" not in page


async def test_a_member_sees_what_the_directory_sent_and_their_groups(
    browser: Browser, customer: Customer, scim: ScimClient
) -> None:
    user = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada",
        "active": True,
        "emails": [{"value": "ada@home.example", "type": "home"}, {"value": "ada@plain.example"}],
        "phoneNumbers": [{"value": "+44 20 1", "type": "mobile"}],
    }
    member = (await scim.post("/Users", json=user)).json()["id"]
    for name in ("Analysts", "Everybody"):
        group = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": name,
            "members": [{"value": member}],
        }
        member = (await scim.post("/Groups", json=group)).json()["id"]
    browser.cookies[cookies.SESSION] = await customer.session_of("ada")
    response = await browser.get("/account")
    assert response.status_code == 200
    words = " ".join(re.sub(r"<[^>]+>", " ", response.text).split())
    for told in ("ada@home.example home", "ada@plain.example", "+44 20 1 mobile", "Everybody through another group"):
        assert told in words


async def test_a_session_that_is_gone_ends_without_a_word(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    for id_ in ("01a20c6e-059e-705b-b20c-eb8f84356a1b", "nonsense"):
        assert (await browser.post(f"/account/sessions/{id_}/end")).headers["Location"] == "/account"
        deleted = await browser.post(f"/account/passkeys/{id_}/delete")
        assert deleted.headers["Location"] == "/account"


async def test_signing_out_ends_the_session_everywhere_it_was_copied_to(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    copied = dict(browser.cookies)

    response = await browser.post("/sign-out")

    assert response.headers["Location"] == f"/signed-out?organisation={customer.slug}"
    page = await browser.get(response.headers["Location"])
    assert heading(page) == "You are signed out"
    assert "Sign out of Microsoft" not in page.text
    assert browser.cookies == {}
    browser.cookies = copied
    assert (await browser.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")


@pytest.mark.usefixtures("ben")
async def test_whoever_came_by_microsoft_is_offered_microsofts_logout_too(
    browser: Browser, microsoft: Microsoft
) -> None:
    await browser.sign_in(BEN)
    page = await browser.get((await browser.post("/sign-out")).headers["Location"])
    link = page.text.split("Sign out of Microsoft")[0].rsplit('href="', 1)[1].split('"')[0]
    url = urlsplit(link)
    assert f"{url.scheme}://{url.netloc}" == microsoft.at.browser_url
    assert parse_qs(url.query) == {"post_logout_redirect_uri": [f"{ORIGIN}/signed-out"]}


async def test_signing_out_twice_is_no_mistake(browser: Browser) -> None:
    assert (await browser.post("/sign-out")).headers["Location"] == "/signed-out"
    browser.cookies[cookies.SESSION] = "nonsense"
    assert (await browser.post("/sign-out")).headers["Location"] == "/signed-out"


@pytest.mark.usefixtures("ben")
async def test_microsofts_logout_page_ends_the_sessions_that_its_session_began(
    browser: Browser, microsoft: Microsoft, new_browser: Callable[[], Browser]
) -> None:
    await browser.sign_in(BEN)
    sids = list(microsoft.simulator.browser_sessions._sessions)  # noqa: SLF001 - Microsoft's own secret
    frame = new_browser()

    for sid in sids:
        response = await frame.get(f"/sign-out/front-channel?sid={sid}&iss={issuer(microsoft)}")
        assert response.status_code == 200
        policy = response.headers["Content-Security-Policy"]
        assert f"frame-ancestors {microsoft.at.authority_host} {microsoft.at.browser_url}" in policy

    assert (await browser.get("/account")).headers["Location"].startswith("/sign-in?reason=ended")


def issuer(microsoft: Microsoft) -> str:
    (contoso,) = [each for each in microsoft.simulator.tenants.values() if each.domain == CONTOSO]
    return f"{microsoft.at.authority_host}/{contoso.tenant_id}/v2.0"


async def test_a_logout_frame_that_names_no_session_ends_none(browser: Browser, customer: Customer) -> None:
    await set_up(browser, customer)
    for query in ("", "?sid=unknown", "?sid="):
        assert (await browser.get(f"/sign-out/front-channel{query}")).status_code == 200
    assert (await browser.get("/account")).status_code == 200
