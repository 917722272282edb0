"""Account > Provisioning: what the page tells, tokens, and how strictly requests are read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from contract.transport import Caller
from tests.web.browsing import ORIGIN, heading
from tests.web.conftest import set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser

PAGE = "/account/provisioning"
_VIEWER = "{ viewer { label } }"


@pytest.fixture
async def owner(browser: Browser, customer: Customer) -> Browser:
    """The customer's owner, signed in."""
    await set_up(browser, customer)
    return browser


def words(response: httpx2.Response) -> str:
    """What stands on a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def values(response: httpx2.Response) -> dict[str, str]:
    """What can be copied, by the id of its field."""
    found = re.findall(r'<input id="([^"]+)" value="([^"]*)" readonly', response.text)
    return {name: unescape(value) for name, value in found}


async def is_good(identity: Identity, secret: str) -> bool:
    return "errors" not in await identity.execute(_VIEWER, None, {}, Caller(secret, "r"))


def token_id(response: httpx2.Response) -> str:
    """Of the token that stands first on the page."""
    found = re.search(r"/tokens/([0-9a-f-]{36})/rotate", response.text)
    assert found
    return found[1]


async def made(owner: Browser, **form: str) -> str:
    """Create a token by the form; return its secret."""
    response = await owner.post(f"{PAGE}/tokens/new", {"name": "Entra", "expiry": "365", **form})
    assert response.status_code == 201, response.text
    return values(response)["secret-token"]


async def test_the_page_tells_where_entra_finds_the_endpoint(owner: Browser, customer: Customer) -> None:
    response = await owner.get(PAGE)
    endpoint = f"{ORIGIN}/scim/v2/{customer.connection}"
    assert values(response)["tenant-url"] == f"{endpoint}?aadOptscim062020"
    assert values(response)["scim-endpoint"] == endpoint
    assert "Waiting for Entra's first call…" in words(response)


async def test_a_new_token_is_shown_once_and_is_good(owner: Browser, identity: Identity) -> None:
    response = await owner.post(f"{PAGE}/tokens/new", {"name": "Entra of Contoso", "expiry": "90"})
    assert (response.status_code, heading(response)) == (201, "Your new token")
    assert response.headers["Cache-Control"] == "no-store"
    secret = values(response)["secret-token"]
    assert await is_good(identity, secret)
    page = await owner.get(PAGE)
    assert secret not in page.text
    assert secret[:24] in page.text
    assert "Entra of Contoso" in page.text
    assert "in 90 days" in words(page)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "expiry": "365"}, "needs a name"),
        ({"name": "x" * 201, "expiry": "365"}, "needs a name"),
        ({"name": "x", "expiry": "9999"}, "Choose when the token expires."),
        ({"name": "x"}, "Choose when the token expires."),
        ({"name": "x", "expiry": "custom"}, "Give the date"),
        ({"name": "x", "expiry": "custom", "expires_on": "2020-01-31"}, "2020-01-31 has passed"),
        ({"name": "x", "expiry": "custom", "expires_on": "31.1."}, "Give the date"),
    ],
)
async def test_what_makes_no_sense_for_a_token_is_told_beside_the_form(
    owner: Browser, form: dict[str, str], sentence: str
) -> None:
    response = await owner.post(f"{PAGE}/tokens/new", form)
    assert (response.status_code, heading(response)) == (400, "Create a token")
    assert sentence in words(response)
    assert form["name"][:200] in response.text


async def test_a_token_lives_to_the_end_of_the_day_that_was_chosen(owner: Browser) -> None:
    day = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    await made(owner, expiry="custom", expires_on=day)
    assert f'datetime="{day}T23:59:59+00:00"' in (await owner.get(PAGE)).text


async def test_a_rotated_token_goes_on_for_the_overlap_and_says_so(owner: Browser, identity: Identity) -> None:
    old = await made(owner, expiry="never")
    id_ = token_id(await owner.get(PAGE))
    assert heading(await owner.get(f"{PAGE}/tokens/{id_}/rotate")) == "Rotate a token"
    response = await owner.post(f"{PAGE}/tokens/{id_}/rotate", {"expiry": "365", "overlap": "86400"})
    assert response.status_code == 201
    assert "ends in 24 hours" in words(response)
    assert await is_good(identity, old)
    assert await is_good(identity, values(response)["secret-token"])
    assert "Being replaced" in words(await owner.get(PAGE))
    again = await owner.post(f"{PAGE}/tokens/{id_}/rotate", {"expiry": "365", "overlap": "0"})
    assert again.status_code == 400
    assert "has been replaced by" in words(again)


async def test_a_revoked_token_is_out_and_stays_on_record(
    owner: Browser, identity: Identity, customer: Customer
) -> None:
    page = await owner.get(PAGE)
    response = await owner.post(f"{PAGE}/tokens/{token_id(page)}/revoke")
    assert response.headers["Location"] == f"{PAGE}#tokens"
    assert not await is_good(identity, customer.token)
    after = words(await owner.get(PAGE))
    assert "1 expired or revoked" in after
    assert "No token is good" in after


async def test_a_token_that_is_no_longer_there_has_a_page_of_its_own(owner: Browser) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    assert (await owner.get(f"{PAGE}/tokens/{nobody}/rotate")).status_code == 404
    assert (await owner.post(f"{PAGE}/tokens/{nobody}/rotate", {"expiry": "never", "overlap": "0"})).status_code == 404
    refused = await owner.post(f"{PAGE}/tokens/{nobody}/revoke")
    assert refused.status_code == 409
    assert "was not found" in words(refused)


async def test_another_organisations_token_is_not_there(
    owner: Browser, new_browser: Callable[[], Browser], other_customer: Customer, identity: Identity
) -> None:
    others = new_browser()
    await set_up(others, other_customer)
    id_ = token_id(await others.get(PAGE))
    assert (await owner.get(f"{PAGE}/tokens/{id_}/rotate")).status_code == 404
    assert (await owner.post(f"{PAGE}/tokens/{id_}/revoke")).status_code == 409
    assert await is_good(identity, other_customer.token)
    assert id_ not in (await owner.get(PAGE)).text


async def test_the_strict_switch_tells_what_would_be_missed(
    owner: Browser, identity: Identity, customer: Customer
) -> None:
    document = """mutation { ruleUsesRecord(uses: [
        {rule: "op-letter-case", uses: 3}, {rule: "key-letter-case", uses: 1}, {rule: "of-old", uses: 1}]) {
        __typename } }"""
    await identity.execute(document, None, {}, Caller(customer.token, "r"))
    page = words(await owner.get(PAGE))
    assert "Your directory has used 1 rule that a strict connection does not have." in page
    assert "Add , Replace and Remove are the operations of RFC 7644 §3.5.2." in page
    assert "A rule of an earlier version." in page
    assert (await owner.post(f"{PAGE}/conformance", {"conformance": "STRICT"})).status_code == 303
    assert "This connection is strict" in words(await owner.get(PAGE))
    assert (await owner.post(f"{PAGE}/conformance", {"conformance": "LENIENT"})).status_code == 303
    assert "This connection is lenient" in words(await owner.get(PAGE))
    assert (await owner.post(f"{PAGE}/conformance", {"conformance": "LAX"})).status_code == 400


@pytest.mark.parametrize("path", ["", "/guide", "/tokens/new", "/attributes/new", "/attributes/edit?urn=urn:x"])
async def test_a_member_is_told_that_these_are_not_theirs(
    browser: Browser, customer: Customer, identity: Identity, path: str
) -> None:
    create = 'mutation { userCreate(input: {userName: "member"}) { __typename } }'
    await identity.execute(create, None, {}, Caller(customer.owner, "r"))
    browser.cookies[cookies.SESSION] = await customer.session_of("member")
    response = await browser.get(f"{PAGE}{path}")
    assert (response.status_code, heading(response)) == (403, "You may not do this")


async def test_who_may_not_look_cannot_listen_either(browser: Browser, customer: Customer) -> None:
    assert (await browser.get(f"{PAGE}/live")).status_code == 401
    browser.cookies[cookies.SESSION] = customer.token
    assert (await browser.get(f"{PAGE}/live")).status_code == 403


async def test_an_auditor_sees_everything_and_is_offered_nothing(
    browser: Browser, customer: Customer, identity: Identity
) -> None:
    create = 'mutation { userCreate(input: {userName: "auditor"}) { ... on User { id } } }'
    made = await identity.execute(create, None, {}, Caller(customer.owner, "r"))
    owner = await customer.session_of(f"owner@{customer.slug}.example")
    role = "mutation($id: ID!) { userRoleUpdate(id: $id, role: AUDITOR) { __typename ... on Problem { message } } }"
    answer = await identity.execute(role, None, {"id": made["data"]["userCreate"]["id"]}, Caller(owner, "r"))
    assert answer["data"]["userRoleUpdate"]["__typename"] == "User", answer
    browser.cookies[cookies.SESSION] = await customer.session_of("auditor")
    page = await browser.get(PAGE)
    assert page.status_code == 200
    assert values(page)["tenant-url"]
    assert f"{PAGE}/tokens" not in page.text
    assert f"{PAGE}/conformance" not in page.text
    assert f"{PAGE}/attributes" not in page.text
    assert (await browser.get(f"{PAGE}/guide")).status_code == 200
    for path in ("/tokens/new", f"/tokens/{'0' * 8}-0000-4000-8000-{'0' * 12}/rotate", "/attributes/new"):
        assert (await browser.get(f"{PAGE}{path}")).status_code in {403, 404}
    assert (await browser.post(f"{PAGE}/conformance", {"conformance": "STRICT"})).status_code == 409
    refused = await browser.post(f"{PAGE}/tokens/new", {"name": "x", "expiry": "never"})
    assert refused.status_code == 403


async def test_who_follows_a_set_up_link_provisions_and_sees_nobody(
    browser: Browser, customer: Customer, identity: Identity
) -> None:
    document = """mutation($input: ConnectionSetupLinkInput!) { connectionSetupLinkCreate(input: $input) {
        __typename ... on ConnectionSetupLinkCreated { secret } ... on Problem { message } } }"""
    given = {"connectionId": customer.connection, "label": "Jo of IT", "reason": "first day, by ticket"}
    link = (await customer.as_operator(document, {"input": given}))["connectionSetupLinkCreate"]
    begun = await browser.post(f"/connect/{link['secret']}")
    assert begun.status_code == 303, begun.text
    page = await browser.get(PAGE)
    assert (page.status_code, heading(page)) == (200, "Provisioning")
    made_token = await browser.post(f"{PAGE}/tokens/new", {"name": "Entra", "expiry": "365"})
    assert made_token.status_code == 201
    assert await is_good(identity, values(made_token)["secret-token"])
    id_ = token_id(await browser.get(PAGE))
    rotated = await browser.post(f"{PAGE}/tokens/{id_}/rotate", {"expiry": "365", "overlap": "0"})
    assert rotated.status_code == 201
    assert (await browser.post(f"{PAGE}/tokens/{id_}/revoke")).status_code == 303
    assert (await browser.post(f"{PAGE}/conformance", {"conformance": "STRICT"})).status_code == 303
    schema = {"urn": "urn:ietf:params:scim:schemas:extension:Badges:2.0:User", "name": "Badges", "name-0": "tag"}
    assert (await browser.post(f"{PAGE}/attributes/new", {**schema, "rows": "1"})).status_code == 303
    guide = await browser.get(f"{PAGE}/guide")
    assert guide.status_code == 200
    for shown in (await browser.get(PAGE), guide):
        assert 'href="/users' not in shown.text
        assert 'href="/activity' not in shown.text
