"""One process, several services: who answers at which address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from identity.app import Identity
from narthex.composition import whole_house
from narthex.services import load_services


@pytest.mark.parametrize(
    ("path", "status"),
    [("/scim", 404), ("/scim/", 404), ("/scim/v2", 404), ("/scim/v2/nowhere/Users", 401), ("/scim/v1/x", 400)],
)
async def test_everything_below_scim_is_answered_in_scim(identity: Identity, path: str, status: int) -> None:
    async with _client(identity) as client:
        response = await client.get(path)
    assert response.headers["content-type"] == "application/scim+json"
    assert response.status_code == status


@pytest.mark.parametrize("path", ["/graphql", "/healthz", "/readyz"])
async def test_graphql_and_health_are_identitys(identity: Identity, path: str) -> None:
    async with _client(identity) as client:
        response = await client.get(path)
    assert response.status_code in {200, 405}
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("path", "status"), [("/sign-in", 200), ("/scimmage", 404), ("/graphql/x", 404)])
async def test_everything_else_is_a_page(identity: Identity, path: str, status: int) -> None:
    async with _client(identity) as client:
        response = await client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")


@asynccontextmanager
async def _client(opened: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    async with whole_house(opened, load_services("http://localhost:8000")) as house:
        transport = httpx2.ASGITransport(app=house)
        async with httpx2.AsyncClient(transport=transport, base_url="http://narthex.test") as client:
            yield client
