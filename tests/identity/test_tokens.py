"""What identity promises about access tokens and operator tokens."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contract.transport import Caller
from identity.access.credentials import identify
from identity.database import Database
from identity.errors import DatabaseUnavailable
from identity.last_used import LastUsed

VIEWER = "{ viewer { label kind } }"
REFUSED = "The access token is unknown, expired or revoked. Create a new one and try again."


async def test_a_token_is_shown_once_and_opens_the_door(api: Any, api_of: Any, customer: Any) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "name": " Entra "})
    token = made["accessToken"]
    assert (token["name"], token["connectionId"]) == ("Entra", customer.connection)
    assert (token["expiresAt"], token["revokedAt"], token["lastUsedAt"]) == (None, None, None)
    assert made["secret"].startswith(token["prefix"])
    assert len(made["secret"]) <= 128
    viewer = await api_of(made["secret"]).query("viewer")
    assert viewer["kind"] == "SCIM_CLIENT"
    assert viewer["label"] == f"Entra ({token['prefix']}…)"
    assert viewer["connection"]["id"] == customer.connection
    assert viewer["organisation"]["id"] == customer.id


async def test_the_database_holds_the_hash_of_a_secret_and_nothing_else_of_it(
    api: Any, customer: Any, sql: Any, dump: Any
) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection})
    secret = made["secret"].split("_", 3)[3]
    stored = await sql.fetchval("SELECT secret_hash FROM access_tokens WHERE id = $1", made["accessToken"]["id"])
    assert stored == hashlib.sha256(secret.encode()).digest()
    assert secret not in str(await dump(customer.id))


async def test_tokens_are_listed_without_their_secrets(api: Any, customer: Any) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, "name": "second"})
    page = await api.query("accessTokens")
    assert page["totalCount"] == 2
    assert page["nodes"][1] == made["accessToken"]
    through_organisation = await api.query("organisation", "{ accessTokens { totalCount nodes { id } } }")
    assert through_organisation["accessTokens"] == {"totalCount": 2, "nodes": [{"id": n["id"]} for n in page["nodes"]]}


async def test_several_tokens_live_side_by_side_and_are_revoked_one_by_one(
    api: Any, api_of: Any, customer: Any
) -> None:
    made = [await api.mutate("accessTokenCreate", input={"connectionId": customer.connection}) for _ in range(2)]
    revoked = await api.mutate("accessTokenRevoke", id=made[0]["accessToken"]["id"])
    assert revoked["revokedAt"] is not None
    assert (await api_of(made[0]["secret"]).response(VIEWER))["errors"][0]["message"] == REFUSED
    assert "errors" not in await api_of(made[1]["secret"]).response(VIEWER)


async def test_a_revoked_token_stays_on_record_as_it_was_revoked(api: Any, customer: Any) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection})
    first = await api.mutate("accessTokenRevoke", id=made["accessToken"]["id"])
    assert await api.mutate("accessTokenRevoke", id=made["accessToken"]["id"]) == first
    assert [entry["action"] for entry in await api.audit(made["accessToken"])] == [
        "accessTokenRevoke",
        "accessTokenCreate",
    ]
    assert (await api.query("accessTokens"))["totalCount"] == 2


async def test_a_token_stops_at_its_expiry(api_of: Any, clocked: Any, clock: Any, customer: Any) -> None:
    owner = api_of(customer.owner)
    expiry = (clock.time + timedelta(hours=1)).isoformat()
    made = await owner.mutate("accessTokenCreate", input={"connectionId": customer.connection, "expiresAt": expiry})
    caller = Caller(made["secret"], "r")
    clock.advance(minutes=59, seconds=59)
    assert "errors" not in await clocked.execute(VIEWER, None, {}, caller)
    clock.advance(seconds=1)
    response = await clocked.execute(VIEWER, None, {}, caller)
    assert response["data"] is None
    assert response["errors"] == [{"message": REFUSED, "extensions": {"code": "UNAUTHENTICATED"}}]


async def test_every_bad_token_is_refused_in_the_same_words(api_of: Any, customer: Any) -> None:
    good = customer.token
    secret = good.split("_", 3)[3]
    garbled = [
        *("", "nonsense", "x" * 100_000, good[:-1], good + "x", good + "\x00", good + "é"),
        *(good[:-1] + ("A" if good[-1] != "A" else "B"), "nx_scim_" + "0" * 32 + "_" + secret),
        *(good.replace("_scim_", f"_{kind}_") for kind in ("op", "ses", "other")),
    ]
    for token in garbled:
        response = await api_of(token).response(VIEWER)
        assert response["errors"] == [{"message": REFUSED, "extensions": {"code": "UNAUTHENTICATED"}}], token


async def test_a_token_does_not_fit_another_connection_than_its_own(
    api_of: Any, customer: Any, other_customer: Any
) -> None:
    api = api_of(customer.token)
    assert "errors" not in await api.response(VIEWER, connection=customer.connection)
    assert "errors" not in await api.response(VIEWER, connection=customer.connection.upper())
    refusals = [
        (await api.response(VIEWER, connection=connection))["errors"]
        for connection in (other_customer.connection, "00000000-0000-0000-0000-000000000000", "nonsense")
    ]
    assert refusals[0] == refusals[1] == refusals[2]
    assert refusals[0][0]["extensions"]["code"] == "CONNECTION_MISMATCH"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "\x00"}, "name"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2099-01-01T00:00:00"}, "expiresAt"),
        ({"expiresAt": "9999-12-31T23:59:59-14:00"}, "expiresAt"),
    ],
)
async def test_what_makes_no_sense_for_a_token_is_refused(
    api: Any, operator: Any, customer: Any, given: dict[str, str], field: str
) -> None:
    for refused in (
        await api.mutate("accessTokenCreate", input={"connectionId": customer.connection, **given}),
        await operator.mutate("operatorTokenCreate", input={"name": "x", **given}),
    ):
        assert (refused["__typename"], refused["field"]) == ("InvalidInput", field)


async def test_what_names_no_token_or_connection_is_not_found(api: Any, operator: Any) -> None:
    for id_ in ("nonsense", "\x00", "00000000-0000-0000-0000-000000000000"):
        assert (await api.mutate("accessTokenRevoke", id=id_))["__typename"] == "NotFound"
        assert (await api.mutate("accessTokenCreate", input={"connectionId": id_}))["__typename"] == "NotFound"
        assert (await operator.mutate("operatorTokenRevoke", id=id_))["__typename"] == "NotFound"


async def test_the_operator_makes_tokens_of_their_own_and_revokes_them(operator: Any, api_of: Any) -> None:
    made = await operator.mutate("operatorTokenCreate", input={"name": "backup"})
    second = api_of(made["secret"])
    assert (await second.query("viewer"))["kind"] == "OPERATOR"
    revoked = await operator.mutate("operatorTokenRevoke", id=made["operatorToken"]["id"])
    assert revoked["revokedAt"] is not None
    assert (await second.response(VIEWER))["errors"][0]["message"] == REFUSED
    actions = [entry["action"] for entry in await operator.audit(made["operatorToken"])]
    assert actions == ["operatorTokenRevoke", "operatorTokenCreate"]


async def test_the_last_use_of_a_token_is_noted_and_written_later(api: Any, scim: Any, identity: Any) -> None:
    before = datetime.now(UTC)
    await scim.query("viewer")
    assert (await api.query("accessTokens"))["nodes"][0]["lastUsedAt"] is None
    await identity.last_used.flush()
    noted = datetime.fromisoformat((await api.query("accessTokens"))["nodes"][0]["lastUsedAt"])
    assert before <= noted <= datetime.now(UTC)


async def test_each_token_gets_its_own_time_of_last_use_and_never_an_earlier_one(
    api: Any, clocked: Any, clock: Any, customer: Any
) -> None:
    made = await api.mutate("accessTokenCreate", input={"connectionId": customer.connection})
    first_use = clock.time
    await clocked.execute(VIEWER, None, {}, Caller(customer.token, "r"))
    clock.advance(hours=1)
    await clocked.execute(VIEWER, None, {}, Caller(made["secret"], "r"))
    await clocked.last_used.flush()
    times = [datetime.fromisoformat(token["lastUsedAt"]) for token in (await api.query("accessTokens"))["nodes"]]
    assert times == [first_use, clock.time]
    clock.advance(hours=-2)
    await clocked.execute(VIEWER, None, {}, Caller(made["secret"], "r"))
    await clocked.last_used.flush()
    again = [datetime.fromisoformat(token["lastUsedAt"]) for token in (await api.query("accessTokens"))["nodes"]]
    assert again == times


async def test_the_last_use_is_written_in_the_background(api: Any, identity: Any, customer: Any) -> None:
    last_used = LastUsed(identity.database, interval=0.01)
    await note_use(last_used, identity, customer.token)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(last_used.run(), timeout=0.5)
    assert (await api.query("accessTokens"))["nodes"][0]["lastUsedAt"] is not None


async def test_during_an_outage_the_last_use_is_kept_for_later(
    identity: Any, customer: Any, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    away = await Database.open(database_url, pool_size=1)
    last_used = LastUsed(away, interval=0.001)
    await note_use(last_used, identity, customer.token)
    await away.close()
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            await last_used.flush()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(last_used.run(), timeout=0.05)
    assert "last uses not written" in caplog.text


async def test_a_defect_does_not_end_the_writing_of_last_uses(
    api: Any, identity: Any, customer: Any, sql: Any, caplog: pytest.LogCaptureFixture
) -> None:
    last_used = LastUsed(identity.database, interval=0.01)
    await note_use(last_used, identity, customer.token)
    await sql.execute("ALTER TABLE access_tokens RENAME COLUMN last_used_at TO elsewhere")
    writing = asyncio.create_task(last_used.run())
    try:
        await asyncio.sleep(0.1)
    finally:
        await sql.execute("ALTER TABLE access_tokens RENAME COLUMN elsewhere TO last_used_at")
    await asyncio.sleep(0.1)
    writing.cancel()
    assert "last uses not written" in caplog.text
    assert (await api.query("accessTokens"))["nodes"][0]["lastUsedAt"] is not None


async def test_a_last_use_whose_writing_is_interrupted_is_kept_for_later(
    api: Any, identity: Any, customer: Any, sql: Any
) -> None:
    last_used = LastUsed(identity.database)
    await note_use(last_used, identity, customer.token)
    async with sql.transaction():
        await sql.execute("LOCK TABLE access_tokens IN EXCLUSIVE MODE")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(last_used.flush(), timeout=0.1)
    await last_used.flush()
    assert (await api.query("accessTokens"))["nodes"][0]["lastUsedAt"] is not None


async def note_use(last_used: LastUsed, identity: Any, token: str) -> None:
    now = datetime.now(UTC)
    async with identity.database.reading() as reader:
        last_used.note(await identify(reader, token, None, now), now)
