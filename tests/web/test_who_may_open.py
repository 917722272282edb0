"""Who may open what, and change what: every route there is, asked by everybody there can be."""

from collections.abc import Callable, Iterator

import pytest

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import Customer
from tests.web.belongings import SEEN, Belongings, paths, with_everything
from tests.web.browsing import Browser
from web import cookies
from web.app import FOR_MODULES, FOR_OPERATOR, PAGES

NOTHING = "00000000-0000-4000-8000-000000000000"
REASON = "ticket 4711: provisioning fails"

OK, ELSEWHERE, MAY_NOT, NOT_THERE, NOT_SO = 200, 303, 403, 404, 400
MEMBER, AUDITOR, ADMIN, OWNER = "member", "auditor", "admin", "owner"
SETUP_LINK, SUPPORT, OPERATOR, NOBODY = "setup link", "support", "operator", "nobody"
EVERYBODY = {MEMBER, AUDITOR, ADMIN, OWNER, SETUP_LINK, SUPPORT, OPERATOR, NOBODY}
"""`OPERATOR` is a browser with nothing but the operator's token."""

PEOPLE = {MEMBER, AUDITOR, ADMIN, OWNER}
ADMINS = {ADMIN, OWNER}
READERS = ADMINS | {AUDITOR, SUPPORT}
CONFIGURERS = ADMINS | {SETUP_LINK}

OPENS: dict[str, tuple[int, set[str]]] = {
    # What each page answers those who may open it, asked with an id of nothing, and who that is.
    "/": (ELSEWHERE, EVERYBODY),
    "/sign-in": (OK, EVERYBODY),
    "/sign-in/microsoft/callback": (NOT_SO, EVERYBODY),
    "/consent/callback": (OK, EVERYBODY),
    "/tenant/confirm": (NOT_SO, EVERYBODY),
    "/set-up/{secret}": (NOT_THERE, EVERYBODY),
    "/connect/{secret}": (NOT_THERE, EVERYBODY),
    "/signed-out": (OK, EVERYBODY),
    "/static/{name}": (NOT_THERE, EVERYBODY),
    "/healthz": (OK, EVERYBODY),
    "/readyz": (OK, EVERYBODY),
    "/account": (OK, PEOPLE),
    "/account/password": (OK, PEOPLE),
    "/account/authentication": (OK, READERS | CONFIGURERS),
    "/account/provisioning": (OK, READERS | CONFIGURERS),
    "/account/provisioning/guide": (OK, READERS | CONFIGURERS),
    "/account/provisioning/tokens/new": (OK, CONFIGURERS),
    "/account/provisioning/tokens/{id}/rotate": (NOT_THERE, READERS | CONFIGURERS),
    "/account/provisioning/attributes/new": (OK, CONFIGURERS),
    "/account/provisioning/attributes/edit": (NOT_THERE, CONFIGURERS),
    "/account/setup-links": (OK, READERS),
    "/account/audit": (OK, READERS),
    "/account/audit.csv": (OK, READERS),
    "/overview": (OK, READERS),
    "/review": (OK, READERS),
    "/users": (OK, READERS),
    "/users.csv": (OK, READERS),
    "/users/{id}": (NOT_THERE, READERS),
    "/users/{id}/edit": (NOT_THERE, ADMINS),
    "/groups": (OK, READERS),
    "/groups/{id}": (NOT_THERE, READERS),
    "/groups/{id}/members.csv": (NOT_THERE, READERS),
    "/activity": (OK, READERS),
    "/activity.csv": (OK, READERS),
    "/activity/{id}": (NOT_THERE, READERS),
    "/operator": (OK, {OPERATOR}),
    "/operator/sign-in": (OK, EVERYBODY),
    "/operator/new": (OK, {OPERATOR}),
    "/operator/organisations/{slug}": (NOT_THERE, {OPERATOR}),
}
BY_THEMSELVES = {"/sign-out/front-channel", "/activity/live", "/account/provisioning/live"}
"""What ends a session, and what goes on and on."""

OF_ONES_OWN = {
    "/account/password",
    "/account/sessions/end-others",
    "/account/tokens",
    "/account/passkeys",
    "/account/passkeys/options",
}
"""What everybody changes of their own, and of nobody else's."""

_TOKEN = 'mutation { operatorTokenCreate(input: {name: "Rosa"}) { ... on OperatorTokenCreated { secret } } }'
_PERSON = "mutation($name: String!) { userCreate(input: {userName: $name}) { ... on User { id } } }"
_ROLE = "mutation($id: ID!, $role: Role!) { userRoleUpdate(id: $id, role: $role) { __typename } }"
_LINK = """mutation($connection: ID!) { connectionSetupLinkCreate(input: {connectionId: $connection, label: "Jo"}) {
    ... on ConnectionSetupLinkCreated { secret } } }"""


@pytest.fixture
async def belongings(identity: Identity, customer: Customer) -> Belongings:
    """The organisation that everybody is at."""
    return await with_everything(identity, customer)


@pytest.fixture
async def visitors(
    belongings: Belongings, identity: Identity, new_browser: Callable[[], Browser]
) -> dict[str, Browser]:
    """A browser of everybody there can be. What they hold themselves is not among the organisation's belongings."""
    customer = belongings.customer
    at = {name: new_browser() for name in EVERYBODY}
    at[OWNER].cookies[cookies.SESSION] = customer.owner

    async def asked(document: str, **variables: str) -> dict[str, str]:
        answer = await identity.execute(document, None, variables, Caller(customer.owner, "r"))
        (result,) = answer["data"].values()
        found: dict[str, str] = result
        return found

    for role in (MEMBER, AUDITOR, ADMIN):
        person = await asked(_PERSON, name=role)
        await asked(_ROLE, id=person["id"], role=role.upper())
        at[role].cookies[cookies.SESSION] = await customer.session_of(role)
    link = await asked(_LINK, connection=customer.connection)
    await at[SETUP_LINK].post(f"/connect/{link['secret']}")
    token = await identity.execute_as_operator(_TOKEN, {}, label="tests")
    await at[OPERATOR].post("/operator/sign-in", {"token": token["operatorTokenCreate"]["secret"]})
    await at[OPERATOR].post(f"/operator/organisations/{customer.slug}/support", {"reason": REASON})
    at[SUPPORT].cookies = {cookies.SESSION: at[OPERATOR].cookies.pop(cookies.SESSION)}
    assert {name for name, browser in at.items() if browser.session} == EVERYBODY - {OPERATOR, NOBODY}
    return at


def of_nothing(path: str) -> str:
    """The address of a route with an id of nothing in each place."""
    return "/".join(NOTHING if part.startswith("{") else part.replace("{", "") for part in path.split("/"))


def refusal(name: str, path: str) -> int:
    """What a page answers somebody who may not open it: to sign in, if that could help."""
    signs_in = path.startswith("/operator") or name in {OPERATOR, NOBODY}
    return ELSEWHERE if signs_in else MAY_NOT


def test_every_page_has_its_line() -> None:
    routes = PAGES | FOR_MODULES | FOR_OPERATOR
    assert {path for path, handlers in routes.items() if "GET" in handlers} == OPENS.keys() | BY_THEMSELVES


async def test_everybody_opens_exactly_what_is_theirs_and_no_answer_is_kept_or_framed(
    visitors: dict[str, Browser],
) -> None:
    for path, (status, permitted) in OPENS.items():
        for name, browser in visitors.items():
            kept = dict(browser.cookies)
            answer = await browser.get(of_nothing(path))
            browser.cookies = kept
            assert answer.status_code == (status if name in permitted else refusal(name, path)), (path, name)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path


def forms(belongings: Belongings) -> Iterator[tuple[str, dict[str, str]]]:
    """Every form of somebody signed in, filled in as it could do something, with ids of what there is."""
    for path in paths(PAGES, "POST", belongings.ids):
        if not path.startswith(("/sign-", "/set-up", "/connect", "/tenant")):
            yield (
                path,
                {
                    "enabled": "true",
                    "conformance": "STRICT",
                    "decision": "DISMISS",
                    "role": "OWNER",
                    "reason": "because",
                    "name": "Stolen",
                    "label": "Stolen",
                    "expiry": "never",
                    "overlap": "0",
                    "days": "7",
                    "lifetime_hours": "1",
                    "version": "1",
                    "user": belongings.ids[0],
                },
            )


async def test_who_may_change_nothing_changes_nothing(visitors: dict[str, Browser], belongings: Belongings) -> None:
    before = await belongings.ask(SEEN)
    for name in (MEMBER, AUDITOR, SUPPORT):
        kept = dict(visitors[name].cookies)
        for path, form in forms(belongings):
            if path not in OF_ONES_OWN:
                answer = await visitors[name].post(path, form)
                assert answer.status_code in {303, 400, 403, 404, 409}, (path, name)
                visitors[name].cookies = dict(kept)
        assert await belongings.ask(SEEN) == before, name


async def test_who_sets_up_a_connection_changes_no_person_group_or_decision(
    visitors: dict[str, Browser], belongings: Belongings
) -> None:
    before = await belongings.ask(SEEN)
    for path, form in forms(belongings):
        answer = await visitors[SETUP_LINK].post(path, form)
        if path.startswith(("/users", "/groups", "/review", "/account/setup-links", "/account/sessions")):
            assert answer.status_code == MAY_NOT, path
    after = await belongings.ask(SEEN)
    assert {part: after[part] for part in ("users", "groups", "reviewItems")} == {
        part: before[part] for part in ("users", "groups", "reviewItems")
    }
    assert after["organisation"]["name"] == before["organisation"]["name"]
    assert len(after["accessTokens"]["nodes"]) > len(before["accessTokens"]["nodes"]), "nothing was done at all"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}, {}]
)
async def test_no_other_site_sends_any_form(
    visitors: dict[str, Browser], belongings: Belongings, headers: dict[str, str]
) -> None:
    before = await belongings.ask(SEEN)
    routes = PAGES | FOR_MODULES | FOR_OPERATOR
    for path in (path for path, handlers in routes.items() if "POST" in handlers):
        for name in (OWNER, SETUP_LINK, OPERATOR):
            kept = dict(visitors[name].cookies)
            answer = await visitors[name].post(of_nothing(path), {"name": "x"}, headers=headers)
            assert answer.status_code == MAY_NOT, (path, name)
            assert "That request came from elsewhere" in answer.text
            assert visitors[name].cookies == kept, path
    assert await belongings.ask(SEEN) == before
