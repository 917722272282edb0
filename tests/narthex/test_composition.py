"""One process, several services: who answers at which address."""

import httpx2
import pytest

import identity.app
import scim_facade.app
import scim_facade.settings
from identity.app import Identity
from identity.settings import Settings
from narthex.composition import by_path
from narthex.in_process import InProcessTransport


@pytest.mark.parametrize(
    ("path", "status"),
    [("/scim", 404), ("/scim/", 404), ("/scim/v2", 404), ("/scim/v2/nowhere/Users", 401), ("/scim/v1/x", 400)],
)
async def test_everything_below_scim_is_answered_in_scim(identity: Identity, path: str, status: int) -> None:
    async with _client(identity) as client:
        response = await client.get(path)
    assert response.headers["content-type"] == "application/scim+json"
    assert response.status_code == status


@pytest.mark.parametrize("path", ["/", "/scimmage", "/graphql/x"])
async def test_everything_else_is_identitys(identity: Identity, path: str) -> None:
    async with _client(identity) as client:
        response = await client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"


def _client(opened: Identity) -> httpx2.AsyncClient:
    facade = scim_facade.app.create_app(scim_facade.settings.Settings(), InProcessTransport(opened))
    graphql = identity.app.create_app(Settings(database_url="postgresql://unused"), opened)
    transport = httpx2.ASGITransport(app=by_path(facade, graphql))
    return httpx2.AsyncClient(transport=transport, base_url="http://narthex.test")
