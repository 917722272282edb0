"""Acting in an organisation without being one of its people: links for its IT, and the operator's pages."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import ORIGIN, heading
from tests.web.conftest import set_up
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.app import Identity
    from tests.conftest import Customer
    from tests.web.browsing import Browser

REASON = "ticket 4711: provisioning fails"
_ADDRESS = re.compile(rf'value="{ORIGIN}(/(?:connect|set-up)/[^"]+)"')
_TOKEN = 'mutation { operatorTokenCreate(input: {name: "Rosa"}) { ... on OperatorTokenCreated { secret } } }'


def address_in(page: str) -> str:
    """The link that a page shows."""
    found = _ADDRESS.search(unescape(page))
    assert found is not None, page
    return found[1]


@pytest.fixture
async def owner(browser: Browser, customer: Customer) -> Browser:
    """A browser in which an owner is signed in by themselves."""
    await set_up(browser, customer)
    return browser


@pytest.fixture
async def operator(new_browser: Callable[[], Browser], identity: Identity) -> Browser:
    """A browser in which the operator is in."""
    made = await identity.execute_as_operator(_TOKEN, {}, label="tests")
    at = new_browser()
    response = await at.post("/operator/sign-in", {"token": f" {made['operatorTokenCreate']['secret']} "})
    assert (response.status_code, response.headers["Location"]) == (303, "/operator")
    return at


async def link_of(owner: Browser, label: str = "Jo of IT") -> str:
    made = await owner.post("/account/setup-links", {"label": label, "days": "7"})
    assert (made.status_code, heading(made)) == (201, "Your link")
    return address_in(made.text)


async def test_an_owner_makes_a_link_and_their_it_sets_up_the_connection_and_sees_nothing_else(
    owner: Browser, new_browser: Callable[[], Browser], customer: Customer
) -> None:
    link = await link_of(owner)
    it = new_browser()
    page = await it.get(link)
    assert customer.slug.title() in page.text
    assert "Jo of IT" in page.text
    assert it.session is None

    begun = await it.post(link)
    assert (begun.status_code, begun.headers["Location"]) == (303, "/account/authentication")
    for path in ("/account/authentication", "/account/provisioning", "/account/provisioning/guide"):
        shown = await it.get(path)
        assert shown.status_code == 200, path
        assert "Set-up link for Jo of IT" in shown.text
        assert "/users" not in shown.text
    made = await it.post("/account/provisioning/tokens/new", {"name": "Entra", "expiry": "90"})
    assert (made.status_code, heading(made)) == (201, "Your new token")
    for path in (
        "/users",
        "/users.csv",
        "/groups",
        "/activity",
        "/account/audit",
        "/review",
        "/account/setup-links",
        "/account",
    ):
        assert (await it.get(path)).status_code == 403, path
    assert (await it.get("/")).headers["Location"] == "/account/authentication"


async def test_who_leaves_can_open_the_link_again(owner: Browser, new_browser: Callable[[], Browser]) -> None:
    link = await link_of(owner)
    it = new_browser()
    await it.post(link)
    token = it.session
    left = await it.post("/sign-out")
    assert "from=link" in left.headers["Location"]
    assert "open the link you were given again" in (await it.get(left.headers["Location"])).text
    assert it.session is None
    it.cookies[cookies.SESSION] = token or ""
    gone = await it.get("/account/provisioning")
    assert gone.headers["Location"].startswith("/sign-in?reason=left")
    assert "open it again to go on" in (await it.get(gone.headers["Location"])).text
    assert (await it.post(link)).status_code == 303


async def test_a_link_that_is_taken_back_puts_whoever_came_by_it_out(
    owner: Browser, new_browser: Callable[[], Browser]
) -> None:
    link = await link_of(owner)
    it = new_browser()
    await it.post(link)
    page = await owner.get("/account/setup-links")
    assert "Set-up link for Jo of IT" in page.text
    (revoke,) = re.findall(r'action="(/account/setup-links/[^"/]+/revoke)"', page.text)
    assert (await owner.post(revoke)).status_code == 303
    assert (await it.get("/account/provisioning")).status_code == 303
    for response in (await it.get(link), await it.post(link)):
        assert (response.status_code, heading(response)) == (404, "This link cannot be used")
    assert "Taken back" in (await owner.get("/account/setup-links")).text


async def test_a_link_that_never_was_is_like_one_that_is_taken_back(browser: Browser) -> None:
    for secret in ("nx_con_nonsense", "x" * 3000, "%00"):
        response = await browser.get(f"/connect/{secret}")
        assert (response.status_code, heading(response)) == (404, "This link cannot be used")


async def test_beginning_ends_the_session_that_was_there_and_says_so_before(
    owner: Browser, new_browser: Callable[[], Browser]
) -> None:
    link = await link_of(owner)
    assert "Beginning signs them out" in (await owner.get(link)).text
    before = owner.session
    await owner.post(link)
    elsewhere = new_browser()
    elsewhere.cookies[cookies.SESSION] = before or ""
    assert (await elsewhere.get("/account")).headers["Location"].startswith("/sign-in")


async def test_a_link_without_a_name_is_not_made(owner: Browser) -> None:
    refused = await owner.post("/account/setup-links", {"label": " ", "days": "400"})
    assert refused.status_code == 400
    assert "whom the link is for" in refused.text


async def test_the_operator_opens_a_customers_pages_with_a_reason_that_the_customer_reads(
    owner: Browser, operator: Browser, customer: Customer
) -> None:
    listed = await operator.get(f"/operator?search={customer.slug}")
    assert f'href="/operator/organisations/{customer.slug}"' in listed.text
    here = f"/operator/organisations/{customer.slug}"
    assert (await operator.post(f"{here}/support", {"reason": "because"})).status_code == 400
    opened = await operator.post(f"{here}/support", {"reason": REASON})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/")
    page = await operator.get("/users")
    assert page.status_code == 200
    assert "as its support desk" in page.text
    assert REASON in page.text
    refused = await operator.post("/account/microsoft", {"enabled": "true"})
    assert refused.status_code in {403, 409}

    seen = (await owner.get("/account/setup-links")).text
    assert "Support desk: Rosa" in seen
    assert REASON in seen
    assert REASON in (await owner.get("/account/audit")).text

    left = await operator.post("/sign-out")
    assert left.headers["Location"] == here
    assert (await operator.get(here)).status_code == 200
    assert operator.session is None


async def test_an_owner_sends_the_support_desk_away(owner: Browser, operator: Browser, customer: Customer) -> None:
    await operator.post(f"/operator/organisations/{customer.slug}/support", {"reason": REASON})
    page = await owner.get("/account/setup-links")
    (end,) = re.findall(r'action="(/account/setup-links/sessions/[^"/]+/end)"', page.text)
    assert (await owner.post(end)).status_code == 303
    gone = await operator.get("/users")
    assert gone.headers["Location"].startswith("/sign-in?reason=left")


async def test_opening_a_customers_pages_signs_nobody_out_unasked(
    owner: Browser, operator: Browser, customer: Customer
) -> None:
    operator.cookies[cookies.SESSION] = owner.cookies[cookies.SESSION]
    here = f"/operator/organisations/{customer.slug}"
    refused = await operator.post(f"{here}/support", {"reason": REASON})
    assert refused.status_code == 409
    assert "signs them out" in refused.text
    assert (await owner.get("/account")).status_code == 200
    assert (await operator.post(f"{here}/support", {"reason": REASON, "replace": "yes"})).status_code == 303
    assert (await owner.get("/account")).status_code == 303


async def test_the_operator_makes_links_for_a_customers_it_and_for_a_person(
    operator: Browser, new_browser: Callable[[], Browser], customer: Customer
) -> None:
    here = f"/operator/organisations/{customer.slug}"
    made = await operator.post(f"{here}/setup-links", {"label": "Jo of IT", "days": "3", "reason": REASON})
    assert made.status_code == 201
    assert (await new_browser().post(address_in(made.text))).status_code == 303
    given = {"user_name": f"owner@{customer.slug}.example", "reason": REASON}
    made = await operator.post(f"{here}/password-links", given)
    assert made.status_code == 201
    assert heading(await new_browser().get(address_in(made.text))) == "Set your password"
    for path, form in (("setup-links", {"label": "Jo"}), ("password-links", {"user_name": "nobody", "reason": REASON})):
        refused = await operator.post(f"{here}/{path}", form)
        assert refused.status_code == 400
        assert 'role="alert"' in refused.text


async def test_the_operator_takes_an_organisation_in(operator: Browser, new_browser: Callable[[], Browser]) -> None:
    given = {"name": "Fabrikam", "slug": "fabrikam", "owner": "ada@fabrikam.example"}
    made = await operator.post("/operator/new", given)
    assert (made.status_code, heading(made)) == (201, "A link for ada@fabrikam.example")
    assert heading(await new_browser().get(address_in(made.text))) == "Set your password"
    again = await operator.post("/operator/new", given)
    assert again.status_code == 400
    assert "already in use" in again.text
    assert 'value="ada@fabrikam.example"' in again.text


@pytest.mark.parametrize("path", ["/operator", "/operator/new", "/operator/organisations/x"])
async def test_the_operators_pages_have_a_door_of_their_own(owner: Browser, path: str) -> None:
    for token in (None, owner.session, "nx_op_nonsense", "x"):
        if token is not None:
            owner.cookies[cookies.OPERATOR] = token
        response = await owner.get(path)
        assert response.headers["Location"] == "/operator/sign-in?reason=ended"
    assert (await owner.get("/account")).status_code == 200


async def test_only_an_operator_token_opens_the_door(browser: Browser, customer: Customer) -> None:
    for token in ("", "nonsense", customer.token, customer.owner, "é", "x" * 5000):
        refused = await browser.post("/operator/sign-in", {"token": token})
        assert (refused.status_code, heading(refused)) == (401, "For the operator")
        assert cookies.OPERATOR not in browser.cookies


async def test_who_signs_out_as_the_operator_is_out(operator: Browser) -> None:
    assert (await operator.post("/operator/sign-out")).headers["Location"] == "/operator/sign-in"
    assert cookies.OPERATOR not in operator.cookies
    assert (await operator.get("/operator")).status_code == 303


async def test_the_operators_token_is_kept_until_the_browser_is_closed(operator: Browser, identity: Identity) -> None:
    made = await identity.execute_as_operator(_TOKEN, {}, label="tests")
    await operator.post("/operator/sign-in", {"token": made["operatorTokenCreate"]["secret"]})
    (line,) = operator.set_cookie
    assert line.startswith("__Host-operator=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(line.split("; "))
    assert "max-age" not in line.lower()


async def test_an_organisation_that_is_not_there_has_no_page(operator: Browser) -> None:
    response = await operator.get("/operator/organisations/nowhere")
    assert (response.status_code, heading(response)) == (404, "There is nothing here")


async def test_the_list_goes_on_page_by_page(operator: Browser, identity: Identity) -> None:
    document = """mutation($input: OrganisationInput!) { organisationCreate(input: $input) { __typename } }"""
    for number in range(52):
        given = {"name": f"Org {number:02}", "slug": f"org-{number}", "owner": "o"}
        await identity.execute_as_operator(document, {"input": given}, label="tests")
    first = await operator.get("/operator?search=org")
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = await operator.get(unescape(following))
    assert ("Org 49" in first.text, "Org 50" in first.text) == (True, False)
    assert ("Org 49" in second.text, "Org 51" in second.text) == (False, True)
    assert "Back to the first" in second.text
    assert "No organisation is called that" in (await operator.get("/operator?search=nothing")).text
