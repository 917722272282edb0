"""Whoever has left is out with the very next request, in whatever words the directory says so."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx2
import pytest

from contract.transport import Caller
from identity.app import Identity
from tests.conftest import ScimClient
from tests.identity.conftest import Api
from tests.identity.signing_in import sign_in
from tests.identity.waiting import somebody_waits
from tests.leaving import STANDARD, TOLERATED, deleted, in_bulk, patched, put

VIEWER = "{ viewer { label } }"


@pytest.fixture
def entra(facade: httpx2.AsyncClient, customer: Any) -> ScimClient:
    """The directory, which speaks SCIM."""
    return ScimClient(facade, customer)


@pytest.fixture
async def leaver(api: Api) -> dict[str, Any]:
    return await api.user("leaver@contoso.example", externalId="e-1")


async def credentials(identity: Identity, customer: Any) -> list[str]:
    """Two sessions of the leaver, and a personal token made in one."""
    sessions = [await sign_in(identity, customer, "leaver@contoso.example") for _ in range(2)]
    made = await Api(identity, sessions[0]).mutate("personalTokenCreate", input={"name": "cli"})
    return [*sessions, made["secret"]]


async def is_out(identity: Identity, facade: httpx2.AsyncClient, customer: Any, held: list[str]) -> bool:
    """Whether each of these is refused: by identity, and over SCIM."""
    for token in held:
        answer = await identity.execute(VIEWER, None, {}, Caller(token, "r"))
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        me = await facade.get(f"/scim/v2/{customer.connection}/Me", headers={"Authorization": f"Bearer {token}"})
        if (codes, me.status_code) != (["UNAUTHENTICATED"], 401):
            return False
    return True


async def leaves(entra: ScimClient, how: Callable[[ScimClient, str], Awaitable[Any]], user_id: str) -> None:
    answer = await how(entra, user_id)
    assert (answer["status"] if isinstance(answer, dict) else str(answer.status_code)) in {"200", "204"}, answer


def _patch(shape: str) -> Callable[[ScimClient, str], Awaitable[Any]]:
    return lambda entra, user_id: patched(entra, user_id, {**STANDARD, **TOLERATED}[shape])


def _bulk(method: str) -> Callable[[ScimClient, str], Awaitable[Any]]:
    return lambda entra, user_id: in_bulk(entra, user_id, method)


WAYS: dict[str, Callable[[ScimClient, str], Awaitable[Any]]] = {
    **{f"PATCH, {shape}": _patch(shape) for shape in (*STANDARD, *TOLERATED)},
    **{f"{method} in a bulk request": _bulk(method) for method in ("PATCH", "PUT", "DELETE")},
    "PUT": put,
    "DELETE": deleted,
}


@pytest.mark.parametrize("way", WAYS)
async def test_the_next_request_of_whoever_left_is_refused(
    identity: Identity, entra: ScimClient, customer: Any, leaver: dict[str, Any], way: str
) -> None:
    held = await credentials(identity, customer)
    assert not await is_out(identity, entra.http, customer, held)
    await leaves(entra, WAYS[way], leaver["id"])
    assert await is_out(identity, entra.http, customer, held)


async def test_whoever_returns_signs_in_again_and_gets_nothing_old_back(
    identity: Identity, entra: ScimClient, api: Api, customer: Any, leaver: dict[str, Any]
) -> None:
    held = await credentials(identity, customer)
    await leaves(entra, WAYS["PATCH, a text"], leaver["id"])
    (left, *_) = await api.audit(leaver)
    changes = {change["field"]: change["before"] for change in left["changes"]}
    assert (len(changes["sessions.ended"]), len(changes["personalTokens.ended"])) == (2, 1)
    await patched(entra, leaver["id"], [{"op": "Replace", "path": "active", "value": "True"}])
    assert await is_out(identity, entra.http, customer, held)
    again = await sign_in(identity, customer, "leaver@contoso.example")
    viewer = await Api(identity, again).query("viewer", "{ sessions { id } personalTokens { revokedAt } }")
    assert len(viewer["sessions"]) == 1
    assert [token["revokedAt"] is not None for token in viewer["personalTokens"]] == [True]


async def test_who_asks_for_a_session_while_somebody_is_deactivated_waits_and_is_refused(
    api: Api, operator: Api, customer: Any, leaver: dict[str, Any], sql: asyncpg.Connection
) -> None:
    given = {"organisation": customer.slug, "userName": leaver["userName"], "reason": "test"}
    async with sql.transaction():
        await sql.execute("UPDATE users SET active = false WHERE id = $1", leaver["id"])
        asking = asyncio.create_task(operator.mutate("sessionCreate", input=given))
        await asyncio.wait_for(somebody_waits(sql), timeout=5)
    assert (await asking)["message"] == "leaver@contoso.example is deactivated and cannot sign in. Activate them first."
    assert (await api.query("user", "{ sessions { id } }", id=leaver["id"])) == {"sessions": []}


async def test_nobody_comes_in_while_they_leave(
    identity: Identity, entra: ScimClient, api: Api, customer: Any, leaver: dict[str, Any]
) -> None:
    for turn in range(50):
        session = Api(identity, await sign_in(identity, customer, leaver["userName"]))
        way = WAYS["PATCH, a replacement" if turn % 2 else "PATCH, in an object"]
        *made, _ = await asyncio.gather(
            *(_opened(customer, leaver) for _ in range(2)), _late_token(session), leaves(entra, way, leaver["id"])
        )
        await api.mutate("userUpdate", id=leaver["id"], changes={"active": True})
        for token in filter(None, made):
            answer = await identity.execute(VIEWER, None, {}, Caller(token, "r"))
            assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", turn


async def _opened(customer: Any, person: dict[str, Any]) -> str | None:
    document = """mutation($input: SessionInput!) { made: sessionCreate(input: $input) {
        ... on SessionCreated { secret } } }"""
    given = {"organisation": customer.slug, "userName": person["userName"], "reason": "test"}
    secret: str | None = (await customer.as_operator(document, {"input": given}))["made"].get("secret")
    return secret


async def _late_token(session: Api) -> str | None:
    """A personal token, unless the session has ended already."""
    document = (
        'mutation { made: personalTokenCreate(input: {name: "late"}) { ... on PersonalTokenCreated { secret } } }'
    )
    data = (await session.response(document))["data"]
    return data and data["made"].get("secret")
