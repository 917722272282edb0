"""Who is asked for consent, who may give it, and for whom it counts."""

from typing import Any
from urllib.parse import urlencode

import pytest

from entra_simulator.sign_in.tenants import PERSONAL_TENANT_ID
from tests.entra_simulator.sign_in.relying_party import ADA, BOB, DAN, REDIRECT_URI, Office, answer


async def is_asked(office: Office, account: str, **asked: Any) -> bool:
    page = await office.pick(await office.begin(**asked), account)
    return "Permissions requested" in page.text


async def test_the_page_says_what_the_application_wants(office: Office) -> None:
    page = (await office.pick(await office.begin(), BOB)).text
    assert "Narthex" in page
    assert "View your basic profile" in page
    assert "View your email address" not in page


async def test_only_an_administrator_is_offered_to_consent_for_the_organisation(office: Office) -> None:
    words = "Consent on behalf of your organization"
    assert words in (await office.pick(await office.begin(), ADA)).text
    assert words not in (await office.pick(await office.begin(), BOB)).text


async def test_a_consent_counts_for_whoever_gave_it(office: Office) -> None:
    await office.callback(await office.begin(prompt="select_account"), ADA)
    assert not await is_asked(office, ADA, prompt="select_account")
    assert await is_asked(office, BOB, prompt="select_account")


async def test_a_consent_on_behalf_of_the_organisation_counts_for_everybody(office: Office) -> None:
    address = await office.begin()
    await office.pick(address, ADA, decision="accept", on_behalf="yes")
    assert not await is_asked(office, BOB, prompt="select_account")


async def test_who_is_no_administrator_consents_for_themselves_whatever_they_send(office: Office) -> None:
    await office.pick(await office.begin(), BOB, decision="accept", on_behalf="yes")
    assert await is_asked(office, ADA, prompt="select_account")


async def test_more_scopes_are_asked_for_again(office: Office) -> None:
    await office.sign_in(BOB)
    page = await office.browser.get(await office.begin(scopes=("email",)))
    assert "View your email address" in page.text


async def test_consent_can_be_asked_for_again_and_be_revoked(office: Office) -> None:
    await office.sign_in(BOB)
    assert await is_asked(office, BOB, prompt="consent")
    office.tenant.consents.revoke()
    assert await is_asked(office, BOB)


async def test_whoever_cancels_is_sent_back_with_an_error(office: Office) -> None:
    told = answer(await office.pick(await office.begin(), BOB, decision="cancel"))
    assert (told["error"], told["error_subcode"]) == ("access_denied", "cancel")
    assert told["error_description"].startswith("AADSTS65004: ")


@pytest.mark.parametrize("of", ["tenant", "application"])
async def test_where_people_may_not_consent_an_administrator_has_to(office: Office, of: str) -> None:
    if of == "tenant":
        office.tenant.user_consent_allowed = False
    else:
        office.register(needs_admin_approval=True)
    address = await office.begin()
    page = await office.pick(address, BOB, decision="accept")
    assert "Need admin approval" in page.text
    assert "AADSTS90094" in page.text
    told = answer(await office.pick(address, BOB, decision="cancel"))
    assert (told["error"], told["error_subcode"]) == ("access_denied", "cancel")
    assert "Permissions requested" in (await office.pick(address, ADA)).text
    await office.pick(address, ADA, decision="accept", on_behalf="yes")
    assert "code" in await office.callback(await office.begin(prompt="select_account"), BOB)


def admin_consent(office: Office, segment: str = "organizations", **changes: str) -> str:
    given = {
        "client_id": office.authority.client_id,
        "scope": "openid profile",
        "redirect_uri": REDIRECT_URI,
        "state": "s",
    } | changes
    return f"{office.authority.browser_url}/{segment}/v2.0/adminconsent?{urlencode(given)}"


async def test_an_administrator_accepts_for_the_whole_organisation(office: Office) -> None:
    address = admin_consent(office)
    assert "Pick an account" in (await office.browser.get(address)).text
    page = (await office.pick(address, ADA)).text
    assert "Review for your organization" in page
    assert ("View your basic profile" in page, "View your email address" in page) == (True, False)
    told = answer(await office.pick(address, ADA, decision="accept"))
    assert told == {
        "admin_consent": "True",
        "tenant": office.tenant.tenant_id,
        "scope": "openid profile",
        "state": "s",
    }
    assert not await is_asked(office, BOB)


async def test_a_cancelled_admin_consent_bears_the_mark_of_success_and_an_error(office: Office) -> None:
    told = answer(await office.pick(admin_consent(office), ADA, decision="cancel"))
    assert (told["admin_consent"], told["error"]) == ("True", "consent_required")
    assert told["error_description"].startswith("AADSTS65004: ")
    assert "tenant" not in told


async def test_nobody_else_can_accept_for_the_organisation(office: Office) -> None:
    address = admin_consent(office)
    assert "Need admin approval" in (await office.pick(address, BOB, decision="accept")).text
    told = answer(await office.pick(address, BOB, decision="cancel"))
    assert (told["admin_consent"], told["error"], told["error_subcode"]) == ("True", "access_denied", "cancel")
    assert await is_asked(office, BOB)


async def test_whoever_is_signed_in_is_not_asked_who_they_are(office: Office) -> None:
    await office.sign_in(ADA)
    assert "Review for your organization" in (await office.browser.get(admin_consent(office))).text
    other = await office.browser.get(admin_consent(office, prompt="select_account"))
    assert "Pick an account" in other.text


@pytest.mark.parametrize("segment", ["common", "consumers", PERSONAL_TENANT_ID])
async def test_personal_accounts_have_no_administrator(office: Office, segment: str) -> None:
    assert "AADSTS90023" in (await office.browser.get(admin_consent(office, segment))).text


async def test_admin_consent_is_no_open_redirect(office: Office) -> None:
    page = await office.browser.get(admin_consent(office, redirect_uri="https://evil.example/"))
    assert (page.status_code, "AADSTS50011" in page.text) == (400, True)


async def test_admin_consent_needs_a_scope_and_an_account_that_may_sign_in(office: Office) -> None:
    told = answer(await office.pick(admin_consent(office, scope=""), ADA, decision="accept"))
    assert told["error_description"].startswith("AADSTS900144: ")
    assert "AADSTS50057" in (await office.pick(admin_consent(office), DAN)).text
