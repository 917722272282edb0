"""What identity promises about sessions of people."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contract.transport import Caller

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


async def test_a_session_is_valid_for_its_lifetime(clocked: Any, clock: Any, customer: Any) -> None:
    made = (await clocked.execute_as_operator(OPEN, {"input": asked(customer)}, label="t"))["result"]
    caller = Caller(made["secret"], "r")
    clock.advance(hours=8, seconds=-1)
    assert "errors" not in await clocked.execute(VIEWER, None, {}, caller)
    clock.advance(seconds=1)
    assert (await clocked.execute(VIEWER, None, {}, caller))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


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
