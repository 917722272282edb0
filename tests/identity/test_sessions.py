"""What identity promises about sessions of people."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contract.transport import Caller
from identity.app import Identity
from identity.commands.sessions import Proof, SessionLifetimes
from identity.rules.sign_in import SignInMethod
from tests.identity.conftest import Api
from tests.identity.signing_in import sign_in

VIEWER = "{ viewer { label } }"
OPEN = """mutation($input: SessionInput!) { result: sessionCreate(input: $input) { __typename
    ... on SessionCreated { secret session { id userId createdAt expiresAt endedAt } }
    ... on NotFound { message } ... on InvalidInput { field message } } }"""


def asked(customer: Any, **changed: str) -> dict[str, Any]:
    return {"organisation": customer.slug, "userName": f"owner@{customer.slug}.example", "reason": "support", **changed}


async def test_the_operator_opens_a_session_for_a_person_who_then_is_the_viewer(
    operator: Any, api: Any, api_of: Any, customer: Any
) -> None:
    user = await api.user("Ada@contoso.example")
    made = await operator.mutate("sessionCreate", input=asked(customer, userName="ADA@CONTOSO.EXAMPLE"))
    assert made["session"]["userId"] == user["id"]
    viewer = await api_of(made["secret"]).query(
        "viewer", "{ kind label role user { id } organisation { slug } connection { id } }"
    )
    assert viewer == {
        "kind": "PERSON",
        "label": "Ada@contoso.example",
        "role": "MEMBER",
        "user": {"id": user["id"]},
        "organisation": {"slug": customer.slug},
        "connection": None,
    }


async def code(identity: Identity, token: str) -> str | None:
    """The code of the refusal that the holder of a token meets, if they are refused."""
    errors = (await identity.execute(VIEWER, None, {}, Caller(token, "r"))).get("errors")
    return errors[0]["extensions"]["code"] if errors else None


async def test_a_session_ends_at_the_end_of_its_lifetime_however_much_it_is_used(
    clocked: Any, clock: Any, customer: Any
) -> None:
    token = await sign_in(clocked, customer, f"owner@{customer.slug}.example", now=clock())
    for _ in range(16):
        assert await code(clocked, token) is None
        await clocked.last_used.flush()
        clock.advance(minutes=30, seconds=-0.01)
    assert await code(clocked, token) is None
    clock.advance(seconds=1)
    assert await code(clocked, token) == "UNAUTHENTICATED"


async def test_a_session_that_nobody_uses_ends_before_its_lifetime_does(
    clocked: Any, clock: Any, customer: Any
) -> None:
    lifetimes = SessionLifetimes(idle=timedelta(minutes=10))
    token = await sign_in(clocked, customer, f"owner@{customer.slug}.example", lifetimes=lifetimes, now=clock())
    clock.advance(minutes=9, seconds=59)
    assert await code(clocked, token) is None
    await clocked.last_used.flush()
    clock.advance(minutes=9, seconds=59)
    assert await code(clocked, token) is None
    # The use was not written, and of what is on record the time and the two minutes by which it may lag are over.
    clock.advance(minutes=2, seconds=1)
    assert await code(clocked, token) == "UNAUTHENTICATED"


async def test_somebody_at_work_stays_signed_in_whichever_process_they_meet(
    identity: Identity, clock: Any, customer: Any
) -> None:
    processes = [Identity(identity.database, now=clock) for _ in range(3)]
    lifetimes = SessionLifetimes(idle=timedelta(minutes=1))
    token = await sign_in(identity, customer, f"owner@{customer.slug}.example", lifetimes=lifetimes, now=clock())
    for turn in range(60):
        process = processes[turn % 3]
        assert await code(process, token) is None
        clock.advance(seconds=5)
        await process.last_used.flush()
        clock.advance(seconds=54 if turn % 2 else 0)


async def test_a_last_use_that_is_noted_while_the_session_ends_waits_for_nobody(
    api: Any, identity: Identity, customer: Any, sql: Any
) -> None:
    await api.user("ada")
    token = await sign_in(identity, customer, "ada")
    assert await code(identity, token) is None
    async with sql.transaction():
        await sql.execute("UPDATE sessions SET ended_at = now() WHERE organisation_id = $1", customer.id)
        await asyncio.wait_for(identity.last_used.flush(), timeout=5)
    assert await sql.fetchval("SELECT bool_and(last_used_at IS NULL) FROM sessions WHERE method = 'PASSWORD'")


async def test_people_see_which_of_their_sessions_live_the_latest_first(
    clocked: Any, clock: Any, customer: Any
) -> None:
    name = f"owner@{customer.slug}.example"
    brief = SessionLifetimes(absolute=timedelta(minutes=1))
    expired = await sign_in(clocked, customer, name, lifetimes=brief, now=clock())
    idle = await sign_in(clocked, customer, name, lifetimes=SessionLifetimes(idle=timedelta(minutes=1)), now=clock())
    clock.advance(minutes=5)
    proof = Proof(SignInMethod.MICROSOFT, tenant_id=UUID(int=7), user_agent="Firefox")
    first, second = [
        await sign_in(clocked, customer, name, proof=proof, now=clock() + timedelta(seconds=n)) for n in range(2)
    ]
    clock.advance(minutes=5)
    ended = await sign_in(clocked, customer, name, now=clock())
    of = {token: Api(clocked, token) for token in (expired, idle, first, second, ended)}
    assert (await of[ended].mutate("sessionEnd"))["endedAt"] is not None
    viewer = await of[first].query("viewer", "{ session { id } sessions { id method tenantId userAgent } }")
    ids = [str(UUID(token.split("_")[2])) for token in (second, first)]
    assert [session["id"] for session in viewer["sessions"]][:2] == ids
    assert viewer["session"]["id"] == ids[1]
    assert {"method": "MICROSOFT", "tenantId": str(UUID(int=7)), "userAgent": "Firefox", "id": ids[0]} in viewer[
        "sessions"
    ]
    shown = {session["id"] for session in viewer["sessions"]}
    assert not shown & {str(UUID(token.split("_")[2])) for token in (expired, idle, ended)}


async def test_admins_see_the_sessions_of_their_people_and_nobody_else_does(
    api: Any, api_of: Any, scim: Any, customer: Any
) -> None:
    user = await api.user("ada")
    ada = api_of(await customer.session_of("ada"))
    seen = await api.query("user", "{ sessions { id method } }", id=user["id"])
    assert [session["method"] for session in seen["sessions"]] == ["OPERATOR"]
    assert await ada.query("viewer", "{ user { sessions { id method } } }") == {"user": seen}
    document = "query($id: ID!) { user(id: $id) { sessions { id } } }"
    refused = await scim.response(document, {"id": user["id"]})
    assert refused["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"


async def test_who_is_in_no_session_cannot_end_their_own(operator: Any) -> None:
    refused = await operator.mutate("sessionEnd")
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "id")
    assert refused["message"] == "tests is not in a session that could end. Name the one that shall."
    assert (await operator.query("viewer", "{ session { id } sessions { id } }")) == {"session": None, "sessions": []}


async def test_an_ended_session_opens_nothing_and_stays_ended(api_of: Any, operator: Any, customer: Any) -> None:
    made = await operator.mutate("sessionCreate", input=asked(customer))
    person = api_of(made["secret"])
    ended = await person.mutate("sessionEnd", id=made["session"]["id"])
    assert ended["endedAt"] is not None
    assert (await person.response(VIEWER))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert await operator.mutate("sessionEnd", id=made["session"]["id"]) == ended


async def test_deactivation_ends_every_session_in_the_same_transaction(
    api: Any, api_of: Any, customer: Any, sql: Any
) -> None:
    user = await api.user("ada")
    people = [api_of(await customer.session_of("ada")) for _ in range(2)]
    after = await api.mutate("userUpdate", id=user["id"], changes={"active": False})
    for person in people:
        assert (await person.response(VIEWER))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    # xmin is the transaction that wrote a row.
    writers = await sql.fetchval(
        """SELECT count(DISTINCT xmin::text) FROM (
            SELECT xmin FROM sessions WHERE user_id = $1 UNION ALL SELECT xmin FROM users WHERE id = $1
            UNION ALL SELECT xmin FROM audit_entries WHERE target_id = $1::text AND action = 'userUpdate') AS rows""",
        user["id"],
    )
    assert writers == 1
    changes = {change["field"]: change for change in (await api.audit(after))[0]["changes"]}
    assert len(changes["sessions.ended"]["before"]) == 2


async def test_a_person_who_returns_gets_no_old_session_back(api: Any, api_of: Any, customer: Any) -> None:
    user = await api.user("ada")
    person = api_of(await customer.session_of("ada"))
    for active in (False, True):
        await api.mutate("userUpdate", id=user["id"], changes={"active": active})
    assert (await person.response(VIEWER))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_deleted_person_has_no_session(api: Any, api_of: Any, customer: Any) -> None:
    user = await api.user("ada")
    person = api_of(await customer.session_of("ada"))
    await api.mutate("userDelete", id=user["id"])
    assert (await person.response(VIEWER))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_nobody_who_is_deactivated_gets_a_session(api: Any, operator: Any, customer: Any) -> None:
    await api.user("leaver", active=False)
    refused = await operator.mutate("sessionCreate", input=asked(customer, userName="leaver"))
    assert (refused["__typename"], refused["field"]) == ("InvalidInput", "userName")


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"reason": " "}, "InvalidInput"),
        ({"reason": "\x00"}, "InvalidInput"),
        ({"userName": "nobody"}, "NotFound"),
        ({"userName": "\x00"}, "InvalidInput"),
        ({"organisation": "nowhere"}, "NotFound"),
        ({"organisation": ""}, "NotFound"),
        ({"organisation": "\x00"}, "InvalidInput"),
    ],
)
async def test_a_session_that_cannot_be_opened_is_refused(
    operator: Any, customer: Any, changed: dict[str, str], kind: str
) -> None:
    assert (await operator.mutate("sessionCreate", input=asked(customer, **changed)))["__typename"] == kind


async def test_a_member_ends_only_sessions_of_their_own(api: Any, api_of: Any, operator: Any, customer: Any) -> None:
    await api.user("ada")
    await api.user("bob")
    ada = await operator.mutate("sessionCreate", input=asked(customer, userName="ada"))
    bob = api_of(await customer.session_of("bob"))
    assert (await bob.mutate("sessionEnd", id=ada["session"]["id"]))["__typename"] == "NotFound"
    assert (await api.mutate("sessionEnd", id=ada["session"]["id"]))["__typename"] == "Session"


async def test_the_customer_can_read_who_opened_a_session_and_why(api: Any, operator: Any, customer: Any) -> None:
    made = await operator.mutate("sessionCreate", input=asked(customer, reason="ticket 7"))
    (entry,) = await api.audit(made["session"])
    assert (entry["action"], entry["actor"]["kind"], entry["actor"]["label"]) == ("sessionCreate", "OPERATOR", "tests")
    assert {"field": "reason", "before": None, "after": "ticket 7"} in entry["changes"]
    opened, expires = (datetime.fromisoformat(made["session"][time]) for time in ("createdAt", "expiresAt"))
    assert expires - opened == timedelta(hours=8)
