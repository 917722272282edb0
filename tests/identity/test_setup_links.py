"""What identity promises about set-up links."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from contract.transport import Caller
from tests.identity.local_sign_in import PASSWORD, STARTED, give_password
from tests.identity.waiting import somebody_waits

MADE = """{ __typename ... on Problem { message } ... on InvalidInput { field }
    ... on SetupLinkCreated { secret setupLink { id expiresAt userName organisationName organisationSlug } } }"""
LINK = "{ userName organisationName organisationSlug expiresAt }"
SET_UP = """{ __typename ... on SignInRefused { reason message } ... on InvalidInput { field message }
    ... on SessionStarted { secret session { id method } user { userName } organisation { slug } } }"""


@pytest.fixture
async def ada(api: Any) -> dict[str, Any]:
    user: dict[str, Any] = await api.user("Ada@contoso.example")
    return user


@pytest.fixture
def make(operator: Any, customer: Any) -> Any:
    """Make a link, for Ada unless told otherwise."""

    async def link(**changed: str) -> dict[str, Any]:
        asked = {"organisation": customer.slug, "userName": "ada@contoso.example", "reason": "lost", **changed}
        made: dict[str, Any] = await operator.mutate("setupLinkCreate", MADE, input=asked)
        return made

    return link


@pytest.fixture
def read(api_of: Any) -> Any:
    """Ask whom a link is for."""
    return lambda secret: api_of(None).query("setupLink", LINK, secret=secret)


@pytest.fixture
def set_up(api_of: Any) -> Any:
    """Set a password by a link."""
    return lambda secret, password=PASSWORD: api_of(None).mutate(
        "passwordSetUp", SET_UP, input={"secret": secret, "password": password, "userAgent": "Firefox"}
    )


async def test_a_link_says_whom_it_is_for_and_lasts_three_days(
    ada: dict[str, Any], make: Any, read: Any, customer: Any
) -> None:
    made = await make()
    assert made["secret"].startswith("nx_set_")
    link = await read(made["secret"])
    assert link.items() <= made["setupLink"].items()
    assert (link["userName"], link["organisationSlug"]) == (ada["userName"], customer.slug)


@pytest.mark.usefixtures("ada")
async def test_a_link_sets_a_password_and_signs_the_person_in(
    api: Any, api_of: Any, make: Any, set_up: Any, customer: Any
) -> None:
    started = await set_up((await make())["secret"])
    assert (started["session"]["method"], started["organisation"]) == ("SETUP_LINK", {"slug": customer.slug})
    assert (await api_of(started["secret"]).query("viewer", "{ hasPassword }")) == {"hasPassword": True}
    given = {"organisation": customer.slug, "userName": "ada@contoso.example", "password": PASSWORD}
    again = await api_of(None).mutate("sessionStartWithPassword", STARTED, input=given)
    assert again["user"] == {"userName": "Ada@contoso.example"}
    (entry,) = await api.audit(started["session"])
    assert entry["actor"]["label"] == "Ada@contoso.example"


async def test_a_link_signs_out_whoever_was_signed_in_as_the_person(
    api: Any, api_of: Any, ada: dict[str, Any], make: Any, set_up: Any
) -> None:
    earlier = api_of((await set_up((await make())["secret"]))["secret"])
    await set_up((await make())["secret"])
    assert (await earlier.refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"
    entry = next(entry for entry in await api.audit(ada) if entry["action"] == "passwordSetUp")
    assert {change["field"] for change in entry["changes"]} == {"passwordChangedAt", "sessions.ended"}


@pytest.mark.usefixtures("ada")
async def test_a_link_works_once_however_many_use_it_at_once(make: Any, read: Any, set_up: Any) -> None:
    secret = (await make())["secret"]
    outcomes = await asyncio.gather(*(set_up(secret) for _ in range(3)))
    assert sorted(outcome["__typename"] for outcome in outcomes) == ["SessionStarted", "SignInRefused", "SignInRefused"]
    assert await read(secret) is None


@pytest.mark.usefixtures("ada")
async def test_a_new_link_replaces_the_one_before(make: Any, read: Any, set_up: Any) -> None:
    first, second = [(await make())["secret"] for _ in range(2)]
    assert await read(first) is None
    assert (await set_up(first))["reason"] == "SETUP_LINK_INVALID"
    assert (await set_up(second))["__typename"] == "SessionStarted"


async def test_who_uses_a_link_and_who_replaces_it_do_not_wait_for_each_other(
    ada: dict[str, Any], make: Any, set_up: Any, sql: Any
) -> None:
    secret = (await make())["secret"]
    async with sql.transaction():
        await sql.execute("SELECT FROM users WHERE id = $1 FOR SHARE", ada["id"])
        using = asyncio.create_task(set_up(secret))
        await somebody_waits(sql)
        await sql.execute("UPDATE setup_links SET expires_at = expires_at WHERE user_id = $1", ada["id"])
    assert (await using)["__typename"] == "SessionStarted"


@pytest.mark.usefixtures("ada")
async def test_a_password_that_is_refused_leaves_the_link_usable(make: Any, set_up: Any, customer: Any) -> None:
    secret = (await make())["secret"]
    for password in ("short", "ada@contoso.example", customer.slug.title() * 3):
        refused = await set_up(secret, password)
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", "password")
    assert (await set_up(secret))["__typename"] == "SessionStarted"


@pytest.mark.usefixtures("ada")
async def test_a_link_expires(clocked: Any, clock: Any, make: Any) -> None:
    made = await make()
    expires_at = datetime.fromisoformat(made["setupLink"]["expiresAt"])
    assert abs(expires_at - clock() - timedelta(hours=72)) < timedelta(minutes=1)
    document = "query($secret: String!) { setupLink(secret: $secret) { userName } }"
    for moment, found in ((expires_at - timedelta(seconds=1), True), (expires_at, False)):
        clock.time = moment
        answer = await clocked.execute(document, None, {"secret": made["secret"]}, Caller(None, "r"))
        assert bool(answer["data"]["setupLink"]) is found


async def test_a_link_of_somebody_who_is_deactivated_opens_nothing(
    api: Any, ada: dict[str, Any], make: Any, read: Any, set_up: Any
) -> None:
    secret = (await make())["secret"]
    await api.mutate("userUpdate", id=ada["id"], changes={"active": False})
    assert await read(secret) is None
    assert (await set_up(secret))["reason"] == "SETUP_LINK_INVALID"
    refused = await make()
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "userName")


@pytest.mark.usefixtures("ada")
async def test_whatever_is_no_usable_link_is_refused_in_the_same_words(
    make: Any, read: Any, set_up: Any, customer: Any
) -> None:
    made = (await make())["secret"]
    forged = f"{made[:-1]}{'A' if made[-1] != 'A' else 'B'}"
    refusals = []
    for secret in (forged, "nx_set_x", "", "\x00", "x" * 500, customer.owner, customer.token):
        assert await read(secret) is None
        refusals.append(await set_up(secret))
    assert {refusal["reason"] for refusal in refusals} == {"SETUP_LINK_INVALID"}
    assert len({refusal["message"] for refusal in refusals}) == 1


@pytest.mark.usefixtures("ada")
async def test_a_link_is_no_credential_for_requests(make: Any, api_of: Any) -> None:
    assert (await api_of((await make())["secret"]).refusal("query", "viewer"))["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"reason": " "}, "InvalidInput"),
        ({"userName": "nobody"}, "NotFound"),
        ({"userName": "\x00"}, "InvalidInput"),
        ({"organisation": "nowhere"}, "NotFound"),
    ],
)
@pytest.mark.usefixtures("ada")
async def test_a_link_that_cannot_be_made_is_refused(make: Any, changed: dict[str, str], kind: str) -> None:
    assert (await make(**changed))["__typename"] == kind


@pytest.mark.usefixtures("ada")
async def test_the_customer_can_read_who_made_a_link_and_why_and_the_database_cannot_tell_it(
    api: Any, make: Any, dump: Any, customer: Any
) -> None:
    made = await make(reason="ticket 7")
    (entry,) = await api.audit(made["setupLink"])
    assert (entry["action"], entry["actor"]["kind"]) == ("setupLinkCreate", "OPERATOR")
    assert {"field": "reason", "before": None, "after": "ticket 7"} in entry["changes"]
    secret = made["secret"].split("_", 3)[3]
    assert not [row for rows in (await dump(customer.id)).values() for row in rows if secret in row]


async def test_a_link_replaces_a_password_that_was_there(
    ada: dict[str, Any], make: Any, set_up: Any, sql: Any, customer: Any
) -> None:
    await give_password(sql, customer, ada)
    assert (await set_up((await make())["secret"]))["__typename"] == "SessionStarted"
    assert await sql.fetchval("SELECT count(*) FROM passwords WHERE user_id = $1", ada["id"]) == 1
