"""Credentials that are refused at a connection's endpoint: counted, told once in a while, and never kept."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contract.transport import Caller
from identity.app import Identity
from identity.errors import RefusedToken
from identity.refused_credentials import MAX_ENTRIES, MAX_WAITING
from identity.rules.refused_credential import ADVICE, MAX_PREFIXES, MESSAGES, RefusalReason

CREDENTIALS = "{ connections { refusedCredentials { prefix reason uses firstAt lastAt } } }"


async def use(identity: Identity, token: str, connection: str, times: int = 1) -> None:
    for _ in range(times):
        answer = await identity.execute("{ viewer { label } }", None, {}, Caller(token, "x", connection))
        assert answer["data"] is None


async def counted(api: Any) -> list[dict[str, Any]]:
    await api.identity.refused_credentials.flush()
    await api.identity.activity_log.flush()
    (connection,) = (await api.query("organisation", CREDENTIALS))["connections"]
    found: list[dict[str, Any]] = connection["refusedCredentials"]
    return found


async def told(api: Any) -> list[dict[str, Any]]:
    nodes = (await api.query("activityEntries"))["nodes"]
    return [node for node in nodes if node["action"] == "Refused credential"]


async def test_each_reason_is_counted_by_the_readable_beginning(
    api: Any, customer: Any, other_customer: Any, sql: Any
) -> None:
    made = [
        await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "name": name})
        for name in ("expired", "revoked")
    ]
    await sql.execute(
        "UPDATE access_tokens SET expires_at = $1 WHERE name = 'expired'", datetime.now(UTC) - timedelta(days=1)
    )
    await api.mutate("accessTokenRevoke", id=made[1]["accessToken"]["id"])
    wrong = customer.token[:-3] + "xyz"
    sent = [made[0]["secret"], made[1]["secret"], wrong, other_customer.token, "a word I should not have sent"]
    for times, token in enumerate(sent, 1):
        await use(api.identity, token, customer.connection, times)
    found = {(each["prefix"], each["reason"]): each["uses"] for each in await counted(api)}
    assert found == {
        (made[0]["secret"][:24], "expired"): 1,
        (made[1]["secret"][:24], "revoked"): 2,
        (wrong[:24], "unknown"): 3,
        (other_customer.token[:24], "unknown"): 4,
        ("", "malformed"): 5,
    }
    entries = await told(api)
    assert {entry["message"].split(" It")[0] for entry in entries} == set(MESSAGES.values())
    assert {entry["advice"] for entry in entries} == set(ADVICE.values())
    for entry in entries:
        assert (entry["kind"], entry["status"], entry["actor"]) == ("SCIM_REQUEST", 401, None)
    assert "word" not in json.dumps(entries)
    await use(api.identity, wrong, customer.connection, 2)
    assert {each["uses"] for each in await counted(api) if each["prefix"] == wrong[:24]} == {5}
    assert len(await told(api)) == len(entries), "told a moment ago"


async def test_the_revoked_token_of_another_organisation_is_as_unknown_as_any(
    api: Any, customer: Any, other_api: Any, other_customer: Any
) -> None:
    made = await other_api.mutate("accessTokenCreate", input={"connectionId": other_customer.connection, "name": "x"})
    await other_api.mutate("accessTokenRevoke", id=made["accessToken"]["id"])
    await use(api.identity, made["secret"], customer.connection)
    assert [each["reason"] for each in await counted(api)] == ["unknown"]
    assert await counted(other_api) == []


async def test_a_flood_costs_a_bounded_memory_and_pushes_out_nothing_real(api: Any, customer: Any, sql: Any) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "name": "x"})
    await api.mutate("accessTokenRevoke", id=made["accessToken"]["id"])
    await use(api.identity, made["secret"], customer.connection)
    await api.identity.refused_credentials.flush()
    for _ in range(MAX_PREFIXES + 20):
        await use(api.identity, f"nx_scim_{uuid4().hex}_secret", customer.connection)
    found = await counted(api)
    assert len(found) == MAX_PREFIXES
    assert "revoked" in {each["reason"] for each in found}
    assert [each["lastAt"] for each in found] == sorted((each["lastAt"] for each in found), reverse=True)
    assert len(await told(api)) <= 11
    assert await sql.fetchval("SELECT count(*) FROM refused_credentials") == MAX_PREFIXES


@pytest.mark.parametrize("connection", ["nonsense", "00000000-0000-4000-8000-000000000000", "x" * 5000])
async def test_nothing_is_kept_of_a_connection_that_there_is_not(api: Any, connection: str, sql: Any) -> None:
    await use(api.identity, "nonsense", connection)
    await use(api.identity, api.token, connection)
    assert await counted(api) == []
    assert await sql.fetchval("SELECT count(*) FROM refused_credentials") == 0


async def test_a_flood_of_made_up_tokens_hides_none_that_was_real(api: Any, customer: Any) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "name": "x"})
    await api.mutate("accessTokenRevoke", id=made["accessToken"]["id"])
    refused = api.identity.refused_credentials
    for number in range(MAX_WAITING):
        connection = customer.connection if number < MAX_ENTRIES else str(uuid4())
        refused.note(connection, RefusedToken(f"nx_scim_{number}", RefusalReason.UNKNOWN, None), datetime.now(UTC))
    await use(api.identity, made["secret"], customer.connection)
    assert "revoked" in {each["reason"] for each in await counted(api)}
    assert MESSAGES[RefusalReason.REVOKED] in {entry["message"].split(" It")[0] for entry in await told(api)}


async def test_only_so_many_wait_that_were_real_once(api: Any, customer: Any) -> None:
    refused = api.identity.refused_credentials
    for _ in range(2 * MAX_WAITING):
        for reason in (RefusalReason.UNKNOWN, RefusalReason.EXPIRED):
            refused.note(str(uuid4()), RefusedToken("nx_scim_1", reason, UUID(customer.id)), datetime.now(UTC))
    assert len(refused) <= 2 * MAX_WAITING


async def test_only_so_many_wait(api: Any) -> None:
    for _ in range(MAX_WAITING + 3):
        api.identity.refused_credentials.note(
            str(uuid4()), RefusedToken("", RefusalReason.MALFORMED, None), datetime.now(UTC)
        )
    assert len(api.identity.refused_credentials) == MAX_WAITING


async def test_who_may_not_see_tokens_does_not_see_these(api: Any, api_of: Any, customer: Any) -> None:
    await api.user("member")
    member = api_of(await customer.session_of("member"))
    response = await member.response(f"{{ organisation {CREDENTIALS} }}")
    assert response["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"
