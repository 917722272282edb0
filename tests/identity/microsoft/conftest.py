"""Identity with Microsoft sign-in configured, and administrators who came by themselves."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import httpx2
import pytest

from identity.app import Identity
from identity.commands.password_hashing import hash_password
from identity.commands.passwords import checked
from identity.database import Database
from identity.graphql.context import SignIn
from identity.id_tokens.key_source import KeySource
from identity.id_tokens.microsoft import MicrosoftIdTokens
from tests.identity.id_tokens.signing import AUTHORITY, CLIENT_ID, MICROSOFT, TENANT, jwks
from tests.identity.microsoft.world import Account, connect


@pytest.fixture
async def identity(database: Database, sweeper: Callable[[], Awaitable[None]]) -> AsyncIterator[Identity]:
    """Identity as it runs, with Microsoft's keys served from here."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=jwks(MICROSOFT)))
    async with httpx2.AsyncClient(transport=transport) as http:
        keys = KeySource(http, f"{AUTHORITY}/organizations/discovery/v2.0/keys", timeout_seconds=5)
        verifier = MicrosoftIdTokens(keys, client_id=CLIENT_ID, authority_host=AUTHORITY)
        yield Identity(database, sign_in=SignIn(id_tokens=verifier))
        await keys.close()
    await sweeper()


@pytest.fixture
def anonymous(api_of: Any) -> Any:
    """Whoever is on the way in."""
    return api_of(None)


@pytest.fixture
async def owners(customer: Any, other_customer: Any, sql: asyncpg.Connection, api_of: Any) -> tuple[Any, Any]:
    """The API for an owner of each organisation. They came by themselves: no operator is looking with their eyes."""
    await sql.execute("UPDATE sessions SET method = 'PASSWORD'")
    return api_of(customer.owner), api_of(other_customer.owner)


@pytest.fixture
def api(owners: tuple[Any, Any]) -> Any:
    return owners[0]


@pytest.fixture
def other_api(owners: tuple[Any, Any]) -> Any:
    return owners[1]


PASSWORD = "teal lanterns over Ithaca"


@pytest.fixture
async def password(customer: Any, sql: asyncpg.Connection) -> str:
    """The owner's, which they have set without leaving the sessions they are in."""
    kept = await hash_password(checked("password", PASSWORD))
    await sql.execute("INSERT INTO passwords VALUES ($1, $2, $3, now())", customer.id, customer.owner_id, kept)
    return PASSWORD


@pytest.fixture
async def connected(api: Any, customer: Any) -> Account:
    """The organisation's tenant is connected and people sign in with Microsoft; the owner's own account there."""
    boss = Account(TENANT, "boss@contoso.example")
    answer = await connect(api, customer.connection, boss)
    assert answer["tenant"]["id"] == TENANT, answer
    changes = {"microsoftSignIn": True}
    assert (await api.mutate("connectionUpdate", id=customer.connection, changes=changes))["microsoftSignIn"] is True
    return boss
