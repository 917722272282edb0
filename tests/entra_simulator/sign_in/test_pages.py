"""What programs find published, and what people find on the pages."""

from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from entra_simulator.directory import Directory, Person
from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID, tenant_of_directory
from tests.entra_simulator.sign_in.relying_party import ADA, BOB, REDIRECT_URI, Office


@pytest.mark.parametrize("segment", ["organizations", "common"])
async def test_shared_endpoints_publish_a_template_of_the_issuer(office: Office, segment: str) -> None:
    document = (await office.get(f"/{segment}/v2.0/.well-known/openid-configuration")).json()
    assert document["issuer"] == f"{office.authority.authority_host}/{{tenantid}}/v2.0"
    assert "code_challenge_methods_supported" not in document
    keys = (await office.get(urlsplit(document["jwks_uri"]).path)).json()["keys"]
    assert {key["issuer"] for key in keys} == {
        document["issuer"],
        document["issuer"].replace("{tenantid}", PERSONAL_TENANT_ID),
    }
    assert all(key.keys() >= {"kid", "kty", "use", "n", "e", "x5t", "x5c"} for key in keys)


async def test_a_tenants_own_endpoints_publish_its_issuer(office: Office) -> None:
    concrete = f"{office.authority.authority_host}/{office.tenant.tenant_id}/v2.0"
    for segment in (office.tenant.tenant_id, "contoso.example"):
        document = (await office.get(f"/{segment}/v2.0/.well-known/openid-configuration")).json()
        assert document["issuer"] == concrete
        (key,) = (await office.get(urlsplit(document["jwks_uri"]).path)).json()["keys"]
        assert key["issuer"] == concrete
    personal = (await office.get("/consumers/discovery/v2.0/keys")).json()["keys"]
    assert [PERSONAL_TENANT_ID in key["issuer"] for key in personal] == [True]


async def test_browsers_are_sent_where_no_certificate_is_asked_for(office: Office) -> None:
    document = (await office.get("/organizations/v2.0/.well-known/openid-configuration")).json()
    for name in ("authorization_endpoint", "end_session_endpoint"):
        assert document[name].startswith(office.authority.browser_url)
    for name in ("token_endpoint", "jwks_uri", "issuer"):
        assert document[name].startswith(office.authority.authority_host)


async def test_tokens_and_keys_are_to_be_had_over_tls_only(office: Office) -> None:
    url = f"{office.authority.browser_url}/organizations/discovery/v2.0/keys"
    assert (await office.browser.get(url)).status_code == 404


async def test_a_tenant_nobody_has_is_told_in_json(office: Office) -> None:
    response = await office.get("/nowhere.example/v2.0/.well-known/openid-configuration")
    assert (response.status_code, response.json()["error_codes"]) == (400, [90002])


async def test_guests_are_offered_where_they_are_guests_only(office: Office) -> None:
    shared = (await office.browser.get(await office.begin())).text
    own = (await office.browser.get(await office.begin("contoso.example"))).text
    assert "gil@partner.example" not in shared
    assert "gil@partner.example" in own


async def test_personal_accounts_are_offered_where_they_can_be_used(office: Office) -> None:
    pages = {
        segment: (await office.browser.get(await office.begin(segment))).text for segment in ("common", "consumers")
    }
    assert all("pat@outlook.example" in page for page in pages.values())
    assert "bob@contoso.example" in pages["common"]
    assert "bob@contoso.example" not in pages["consumers"]
    assert "pat@outlook.example" not in (await office.browser.get(await office.begin())).text


async def test_a_large_directory_is_searched(office: Office) -> None:
    crowd = Directory()
    for number in range(50):
        name = f"person{number}"
        crowd.put_person(
            Person(
                object_id=f"{number:08}-0000-4000-9000-000000000000",
                user_principal_name=f"{name}@crowd.example",
                mail_nickname=name,
                display_name=name.title(),
            )
        )
    tenant = tenant_of_directory(crowd, display_name="Crowd")
    office.simulator.tenants = {tenant.tenant_id: tenant}
    address = await office.begin()
    page = (await office.browser.get(address)).text
    assert (page.count('name="account"'), "30 more" in page) == (20, True)
    found = (await office.browser.get(f"{address}&search=PERSON42")).text
    assert (found.count('name="account"'), "Person42" in found) == (1, True)
    assert "No account has this in its name" in (await office.browser.get(f"{address}&search=nobody")).text


async def test_a_hint_leaves_one_account_and_a_wrong_hint_all_of_them(office: Office) -> None:
    hinted = (await office.browser.get(await office.begin(login_hint="BOB@contoso.example"))).text
    assert (hinted.count('name="account"'), "Use another account" in hinted) == (1, True)
    wrong = (await office.browser.get(await office.begin(login_hint="eve@contoso.example"))).text
    assert "There is no account" in wrong
    assert wrong.count('name="account"') > 1


@pytest.mark.parametrize(
    ("hint", "offered", "left_out"),
    [
        ("contoso.example", "bob@contoso.example", "pat@outlook.example"),
        ("organizations", "bob@contoso.example", "pat@outlook.example"),
        ("consumers", "pat@outlook.example", "bob@contoso.example"),
    ],
)
async def test_a_domain_hint_leaves_the_accounts_of_the_domain(
    office: Office, hint: str, offered: str, left_out: str
) -> None:
    page = (await office.browser.get(await office.begin("common", domain_hint=hint))).text
    assert offered in page
    assert left_out not in page


async def test_names_cannot_write_html(office: Office) -> None:
    office.person(BOB, display_name="<script>alert(1)</script>")
    assert "<script>alert" not in (await office.browser.get(await office.begin())).text


async def test_pages_load_nothing_from_elsewhere_and_their_forms_may_lead_to_the_application(office: Office) -> None:
    response = await office.browser.get(await office.begin())
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://localhost:8000;" in policy
    assert "frame-ancestors 'none'" in policy
    styles = await office.browser.get(f"{office.authority.browser_url}/static/sign_in.css")
    assert styles.headers["content-type"].startswith("text/css")


async def test_the_front_page_says_what_is_simulated(office: Office) -> None:
    page = (await office.browser.get(f"{office.authority.browser_url}/")).text
    assert office.tenant.tenant_id in page
    assert office.authority.authority_host in page


def logout(office: Office, **parameters: str) -> str:
    return f"{office.authority.browser_url}/organizations/oauth2/v2.0/logout?{urlencode(parameters)}"


async def test_signing_out_tells_every_application_the_session_was_used_for(office: Office) -> None:
    sid = (await office.sign_in(BOB))["id_token_claims"]["sid"]
    response = await office.browser.get(logout(office, post_logout_redirect_uri=REDIRECT_URI, state="s"))
    (frame,) = [line for line in response.text.splitlines() if "<iframe" in line]
    address = frame.split('src="')[1].split('"')[0].replace("&amp;", "&")
    assert address.startswith("http://localhost:8000/auth/microsoft/logout?")
    assert parse_qs(urlsplit(address).query) == {
        "sid": [sid],
        "iss": [f"{office.authority.authority_host}/{office.tenant.tenant_id}/v2.0"],
    }
    assert "frame-src http://localhost:8000" in response.headers["content-security-policy"]
    assert f"{REDIRECT_URI}?state=s" in response.text
    assert "Pick an account" in (await office.browser.get(await office.begin())).text


async def test_without_anybody_to_tell_signing_out_leads_straight_back(office: Office) -> None:
    response = await office.browser.get(logout(office, post_logout_redirect_uri=REDIRECT_URI))
    assert (response.status_code, response.headers["location"]) == (302, REDIRECT_URI)


async def test_signing_out_is_no_open_redirect(office: Office) -> None:
    response = await office.browser.get(logout(office, post_logout_redirect_uri="https://evil.example/"))
    assert "You signed out" in response.text
    assert "evil.example" not in response.text


async def test_the_administrator_stands_first_and_is_marked(office: Office) -> None:
    office.tenant.administrators = {BOB}
    page = (await office.browser.get(await office.begin())).text
    assert page.index(BOB) < page.index(ADA)
    assert page.count("Administrator") == 1


def test_a_directory_of_guests_has_nobody_to_sign_in() -> None:
    guests = Directory()
    with pytest.raises(ValueError, match="no members"):
        tenant_of_directory(guests)


def test_the_first_member_who_can_sign_in_is_the_administrator(office: Office) -> None:
    people = office.tenant.directory
    people.put_person(replace(people.people[ADA], account_enabled=False))
    assert tenant_of_directory(people).administrators == {BOB}
