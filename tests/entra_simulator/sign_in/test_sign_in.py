"""Microsoft's own library signs people in at the simulator, over TLS."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from entra_simulator.sign_in.tenants import tenant_id_of
from tests.entra_simulator.sign_in.relying_party import ADA, BOB, DAN, GIL, REDIRECT_URI, UMA, Office, answer


def claims(result: dict[str, Any]) -> dict[str, Any]:
    assert "id_token" in result, result
    payload = result["id_token"].split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return found


def with_parameters(address: str, **changes: str | None) -> str:
    parts = urlsplit(address)
    parameters = dict(parse_qsl(parts.query)) | changes
    return urlunsplit(parts._replace(query=urlencode({name: v for name, v in parameters.items() if v is not None})))


async def test_msal_signs_a_person_in(office: Office) -> None:
    told = claims(await office.sign_in(BOB))
    assert told["oid"] == BOB
    assert told["tid"] == office.tenant.tenant_id
    assert told["iss"] == f"{office.authority.authority_host}/{office.tenant.tenant_id}/v2.0"
    assert told["aud"] == office.authority.client_id
    assert told["preferred_username"] == "bob@contoso.example"
    assert (told["ver"], told["acct"], told["roles"]) == ("2.0", 0, ["auditor"])
    assert told["nbf"] == told["iat"] < told["exp"]


async def test_the_token_is_signed_with_a_published_key(office: Office) -> None:
    result = await office.sign_in()
    keys = KeySet.import_key_set((await office.get("/organizations/discovery/v2.0/keys")).json())
    assert jwt.decode(result["id_token"], keys, algorithms=["RS256"]).claims["oid"] == BOB


async def test_an_e_mail_is_told_to_whom_asks_for_it(office: Office) -> None:
    assert "email" not in claims(await office.sign_in(BOB))
    assert claims(await office.sign_in(BOB, scopes=("email",)))["email"] == "bob@contoso.example"


async def test_the_subject_differs_from_application_to_application(office: Office) -> None:
    first = claims(await office.sign_in())["sub"]
    assert claims(await office.sign_in())["sub"] == first
    other = replace(office.application, client_id="99999999-2222-4333-8444-555555555555")
    office.simulator.applications[other.client_id] = other
    address = with_parameters(await office.begin(), client_id=other.client_id)
    code = answer(await office.pick(address, BOB, decision="accept"))["code"]
    form = {"client_id": other.client_id, "client_secret": other.secrets[0], "redirect_uri": REDIRECT_URI}
    verifier = next(reversed(office.flows.values()))["code_verifier"]
    response = await office.post_token(grant_type="authorization_code", code=code, code_verifier=verifier, **form)
    assert claims(response.json())["sub"] != first


async def test_the_access_token_is_for_graph_alone(office: Office) -> None:
    result = await office.sign_in()
    header = json.loads(base64.urlsafe_b64decode(result["access_token"].split(".")[0] + "=="))
    assert "nonce" in header


async def test_guests_sign_in_where_they_are_guests(office: Office) -> None:
    told = claims(await office.sign_in(GIL, segment=office.tenant.tenant_id))
    assert told["oid"] == GIL
    assert told["tid"] == office.tenant.tenant_id
    assert told["preferred_username"] == "gil@partner.example"
    assert told["acct"] == 1
    assert told["idp"] == f"https://sts.windows.net/{tenant_id_of('partner.example')}/"


async def test_the_domain_stands_for_the_tenant(office: Office) -> None:
    assert claims(await office.sign_in(BOB, segment="contoso.example"))["tid"] == office.tenant.tenant_id


async def test_personal_accounts_sign_in_where_the_application_lets_them(office: Office) -> None:
    refused = await office.pick(await office.begin("common"), "pat@outlook.example", decision="accept")
    assert "AADSTS50020" in refused.text
    office.register(personal_accounts=True)
    told = claims(await office.sign_in("pat@outlook.example", segment="common"))
    assert told["tid"] == "9188040d-6c67-4c5b-b112-36a304b66dad"


@pytest.mark.parametrize(
    ("account", "code"), [(DAN, 50057), (UMA, 50105), ("nobody@contoso.example", 50034), ("pat@outlook.example", 50020)]
)
async def test_who_is_not_let_in_is_told_so_on_the_page_and_the_application_is_not(
    office: Office, account: str, code: int
) -> None:
    office.tenant.assignment_required = True
    response = await office.pick(await office.begin(), account, decision="accept")
    assert response.status_code == 400
    assert f"AADSTS{code}:" in response.text


async def test_whoever_is_disabled_between_the_page_and_the_token_gets_none(office: Office) -> None:
    callback = await office.callback(await office.begin())
    office.person(BOB, account_enabled=False)
    result = await office.redeem(callback)
    assert (result["error"], result["error_codes"]) == ("invalid_grant", [50057])


async def test_a_code_is_good_once(office: Office) -> None:
    callback = await office.callback(await office.begin())
    assert "id_token" in await office.redeem(callback)
    result = await office.redeem(callback)
    assert (result["error"], result["error_codes"]) == ("invalid_grant", [54005])
    assert result["error_description"].startswith("AADSTS54005: ")
    assert {"trace_id", "correlation_id", "timestamp", "error_uri"} <= result.keys()


async def test_a_code_is_good_for_ten_minutes(office: Office) -> None:
    callback = await office.callback(await office.begin())
    office.clock.ahead = timedelta(minutes=10)
    assert (await office.redeem(callback))["error_codes"] == [70008]


async def test_a_code_that_was_never_issued_is_refused(office: Office) -> None:
    callback = await office.callback(await office.begin())
    assert (await office.redeem(callback | {"code": "1.made-up"}))["error_codes"] == [70000]


async def test_another_code_verifier_is_refused(office: Office) -> None:
    callback = await office.callback(await office.begin())
    assert (await office.redeem(callback, code_verifier="x" * 43))["error_codes"] == [501481]


async def test_the_redirect_uri_has_to_be_the_one_of_the_request(office: Office) -> None:
    office.register(redirect_uris=(REDIRECT_URI, "https://app.example/callback"))
    callback = await office.callback(await office.begin())
    result = await office.redeem(callback, redirect_uri="https://app.example/callback")
    assert (result["error"], result["error_codes"]) == ("invalid_client", [500112])


async def test_a_code_of_one_tenant_is_not_redeemed_at_another(office: Office) -> None:
    other = replace(office.tenant, tenant_id=tenant_id_of("fabrikam.example"), domain="fabrikam.example")
    office.simulator.tenants[other.tenant_id] = other
    callback = await office.callback(await office.begin())
    flow = office.flows[callback["state"]]
    elsewhere = flow["auth_uri"].replace("/organizations/", f"/{other.tenant_id}/")
    assert (await office.redeem(callback, auth_uri=elsewhere))["error_codes"] == [700005]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, 900144),
        ({"grant_type": "password"}, 70003),
        ({"grant_type": "authorization_code"}, 900144),
        ({"grant_type": "authorization_code", "client_id": "no-such-application", "code": "x"}, 700016),
    ],
)
async def test_malformed_token_requests_are_refused_in_entras_words(
    office: Office, form: dict[str, str], code: int
) -> None:
    response = await office.post_token(**form)
    assert response.status_code == 400
    assert response.json()["error_codes"] == [code]


async def test_the_correlation_id_of_a_request_is_told_back(office: Office) -> None:
    response = await office.post_token({"client-request-id": "abc"}, grant_type="password")
    assert response.json()["correlation_id"] == "abc"


async def test_the_second_sign_in_asks_neither_who_nor_whether(office: Office) -> None:
    await office.sign_in(BOB)
    assert answer(await office.browser.get(await office.begin()))["code"]


@pytest.mark.parametrize("prompt", ["login", "select_account"])
async def test_a_prompt_asks_again(office: Office, prompt: str) -> None:
    await office.sign_in(BOB)
    assert "Pick an account" in (await office.browser.get(await office.begin(prompt=prompt))).text


async def test_a_hint_names_the_account_among_several(office: Office) -> None:
    for account in (BOB, ADA):
        await office.sign_in(account, prompt="select_account")
    assert "Pick an account" in (await office.browser.get(await office.begin())).text
    callback = answer(await office.browser.get(await office.begin(login_hint="ada@contoso.example")))
    assert claims(await office.redeem(callback))["oid"] == ADA


async def test_a_silent_request_never_shows_a_page(office: Office) -> None:
    silent = answer(await office.browser.get(await office.begin(prompt="none")))
    assert (silent["error"], silent["error_description"][:12]) == ("login_required", "AADSTS50058:")
    await office.sign_in(BOB)
    assert "code" in answer(await office.browser.get(await office.begin(prompt="none")))
    office.tenant.consents.revoke()
    silent = answer(await office.browser.get(await office.begin(prompt="none")))
    assert (silent["error"], silent["error_description"][:12]) == ("interaction_required", "AADSTS65001:")
    office.person(BOB, account_enabled=False)
    silent = answer(await office.browser.get(await office.begin(prompt="none")))
    assert (silent["error"], silent["error_description"][:12]) == ("interaction_required", "AADSTS50057:")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "no-such-application"}, 700016),
        ({"client_id": None}, 900144),
        ({"redirect_uri": f"{REDIRECT_URI}/"}, 50011),
        ({"redirect_uri": "https://evil.example/"}, 50011),
        ({"redirect_uri": None}, 900144),
    ],
)
async def test_until_the_application_is_known_errors_stay_on_the_page(
    office: Office, changes: dict[str, str | None], code: int
) -> None:
    response = await office.browser.get(with_parameters(await office.begin(), **changes))
    assert response.status_code == 400
    assert f"AADSTS{code}:" in response.text


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"response_type": "id_token"}, "unsupported_response_type", 700054),
        ({"response_type": "token"}, "unsupported_response_type", 700051),
        ({"response_type": None}, "invalid_request", 900144),
        ({"response_mode": "carrier_pigeon"}, "invalid_request", 90023),
        ({"scope": "profile"}, "invalid_scope", 70011),
        ({"code_challenge_method": "plain"}, "invalid_request", 501491),
        ({"code_challenge": "short"}, "invalid_request", 501491),
        ({"prompt": "please"}, "invalid_request", 90023),
    ],
)
async def test_once_the_application_is_known_errors_go_back_to_it(
    office: Office, changes: dict[str, str | None], error: str, code: int
) -> None:
    address = with_parameters(await office.begin(), **changes)
    told = answer(await office.browser.get(address))
    assert told["error"] == error
    assert told["error_description"].startswith(f"AADSTS{code}: ")
    assert told["state"] in office.flows
    assert f"AADSTS{code}" in (await office.browser.get(told["error_uri"])).text


async def test_a_parameter_given_twice_is_refused(office: Office) -> None:
    response = await office.browser.get(f"{await office.begin()}&state=another")
    assert "AADSTS9002313" in response.text


async def test_a_tenant_that_does_not_exist_has_no_page(office: Office) -> None:
    address = (await office.begin()).replace("/organizations/", "/nowhere.example/")
    assert "AADSTS90002" in (await office.browser.get(address)).text


async def test_the_answer_may_come_as_a_form_or_after_a_hash(office: Office) -> None:
    posted = await office.pick(await office.begin(response_mode="form_post"), BOB, decision="accept")
    assert f'action="{REDIRECT_URI}"' in posted.text
    assert 'name="code"' in posted.text
    address = with_parameters(await office.begin(), response_mode="fragment")
    location = (await office.pick(address, BOB)).headers["location"]
    assert "code" in dict(parse_qsl(urlsplit(location).fragment))


async def test_localhost_answers_on_any_port_and_nothing_else_does(office: Office) -> None:
    address = with_parameters(await office.begin(), redirect_uri=REDIRECT_URI.replace("8000", "54321"))
    assert (await office.browser.get(address)).status_code == 200
    address = with_parameters(address, redirect_uri=REDIRECT_URI.replace("localhost:8000", "localhost.evil.example"))
    assert (await office.browser.get(address)).status_code == 400
