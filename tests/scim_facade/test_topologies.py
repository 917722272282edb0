"""The same façade in other settings: identity behind a socket, small pages, a public address."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2
import pytest
import uvicorn

from contract.http_transport import HTTPTransport
from contract.transport import Transport
from identity.app import Identity
from identity.app import create_app as create_identity_app
from identity.settings import Settings as IdentitySettings
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings

Resource = dict[str, Any]
Create = Callable[..., Awaitable[Resource]]


@asynccontextmanager
async def facade_over(transport: Transport, settings: Settings, scim: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of one more façade, at the same connection and with the same token as `scim`."""
    headers = {"Authorization": f"Bearer {scim.token}"}
    asgi = httpx2.ASGITransport(create_app(settings, transport))
    base_url = f"http://narthex.test{scim.base}"
    async with httpx2.AsyncClient(transport=asgi, base_url=base_url, headers=headers) as client:
        yield client


@pytest.fixture
async def remote(identity: Identity) -> AsyncIterator[HTTPTransport]:
    """A transport to the same identity behind a socket."""
    settings = IdentitySettings(database_url="postgresql://already-open")
    # Of a socket that does not say it is TCP, asyncio would let every answer wait for an acknowledgement (40 ms).
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_identity_app(settings, identity), lifespan="off", ws="none", log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        transport = HTTPTransport(f"http://127.0.0.1:{listening.getsockname()[1]}/graphql")
        yield transport
        await transport.aclose()
        server.should_exit = True
        await serving


async def test_identity_behind_a_socket_gives_the_same_answers(
    scim: Any, remote: HTTPTransport, user: Resource, group: Resource
) -> None:
    requests = [
        ("GET", f"/Users/{user['id']}", None),
        ("GET", "/Users?filter=userName+eq+%22A@x.com%22", None),
        ("GET", f"/Groups/{group['id']}", None),
        ("GET", "/Groups", None),
        ("GET", "/Users/nobody", None),
        ("GET", "/Users?filter=meta.created+gt+%222020-01-01T00:00:00Z%22&sortBy=userName", None),
        ("POST", "/Users", {"userName": "A@X.com"}),
        ("POST", "/Groups", {"displayName": "sales"}),
        ("PATCH", f"/Users/{user['id']}", {"Operations": [{"op": "replace", "path": "userName", "value": "b@x.com"}]}),
        ("GET", "/Schemas", None),
    ]
    async with facade_over(remote, Settings(), scim) as far:
        for method, path, body in requests:
            headers = {"X-Request-Id": "r-1"}
            near_answer = await scim.request(method, path, json=body, headers=headers)
            far_answer = await far.request(method, path, json=body, headers=headers)
            assert far_answer.status_code == near_answer.status_code, (path, far_answer.text)
            assert far_answer.json() == near_answer.json()


async def test_identity_behind_a_socket_takes_every_change(scim: Any, remote: HTTPTransport) -> None:
    async with facade_over(remote, Settings(), scim) as far:
        created = (await far.post("/Users", json={"userName": "far@x.com", "title": "Engineer"})).json()
        clear = {"Operations": [{"op": "replace", "path": "title", "value": None}]}
        patched = await far.patch(f"/Users/{created['id']}", json=clear)
        group = (await far.post("/Groups", json={"displayName": "Far"})).json()
        add = {"Operations": [{"op": "add", "path": "members", "value": [{"value": created["id"]}]}]}
        added = await far.patch(f"/Groups/{group['id']}", json=add)

    assert patched.status_code == 200
    assert "title" not in patched.json()
    assert added.status_code == 200
    assert [member["value"] for member in (await scim.get(f"/Groups/{group['id']}")).json()["members"]] == [
        created["id"]
    ]


async def test_an_unknown_token_and_anothers_connection_are_told_apart_behind_a_socket(
    scim: Any, other_scim: Any, remote: HTTPTransport
) -> None:
    async with facade_over(remote, Settings(), scim) as far:
        unknown = await far.get("/Users", headers={"Authorization": "Bearer nx_scim_unknown_secret"})
        elsewhere = await far.get(f"http://narthex.test{other_scim.base}/Users")
        assert (await far.get("http://narthex.test/readyz")).status_code == 200

    assert unknown.status_code == 401
    assert elsewhere.status_code == 404


async def test_a_group_larger_than_one_page_of_members_is_shown_whole(
    scim: Any, identity: Identity, create_user: Create, create_group: Create
) -> None:
    people = [await create_user(f"m{number}@x.com") for number in range(7)]
    group = await create_group("Many", *people)
    await create_group("Few", people[0])

    async with facade_over(InProcessTransport(identity), Settings(member_page_size=3), scim) as small:
        one = (await small.get(f"/Groups/{group['id']}")).json()
        listed = (await small.get("/Groups", params={"sortBy": "displayName"})).json()["Resources"]

    everyone = sorted(person["id"] for person in people)
    assert sorted(member["value"] for member in one["members"]) == everyone
    assert [(entry["displayName"], len(entry["members"])) for entry in listed] == [("Few", 1), ("Many", 7)]


async def test_pages_are_as_large_as_the_operator_allows(scim: Any, identity: Identity, create_user: Create) -> None:
    for number in range(4):
        await create_user(f"u{number}@x.com")

    settings = Settings(default_page_size=2, max_page_size=3)
    async with facade_over(InProcessTransport(identity), settings, scim) as small:
        default = (await small.get("/Users")).json()
        most = (await small.get("/Users", params={"count": 1000})).json()
        config = (await small.get("/ServiceProviderConfig")).json()

    assert (default["itemsPerPage"], most["itemsPerPage"]) == (2, 3)
    assert default["totalResults"] == most["totalResults"] >= 4
    assert config["filter"]["maxResults"] == 3


async def test_locations_begin_with_the_public_address_when_there_is_one(
    scim: Any, identity: Identity, user: Resource
) -> None:
    settings = Settings(public_url="https://scim.contoso.example/")
    async with facade_over(InProcessTransport(identity), settings, scim) as public:
        location = (await public.get(f"/Users/{user['id']}")).json()["meta"]["location"]

    assert location == f"https://scim.contoso.example{scim.base}/Users/{user['id']}"


async def test_the_body_limit_is_the_operators_to_set(scim: Any, identity: Identity) -> None:
    async with facade_over(InProcessTransport(identity), Settings(max_body_bytes=2000), scim) as small:
        response = await small.post("/Users", json={"userName": "a@x.com", "title": "x" * 2000})

    assert response.status_code == 413
    assert "2000 bytes" in response.json()["detail"]


async def test_changes_of_one_user_through_several_processes_all_succeed_and_none_is_lost(
    scim: Any, identity: Identity, user: Resource
) -> None:
    transport = InProcessTransport(identity)

    async def change(number: int) -> int:
        # Each façade takes turns with itself alone, as one process of many does.
        body = {"Operations": [{"op": "add", "path": "ims", "value": [{"value": f"im-{number}"}]}]}
        response = await facades[number % len(facades)].patch(f"/Users/{user['id']}", json=body)
        return response.status_code

    async with AsyncExitStack() as opened:
        facades = [await opened.enter_async_context(facade_over(transport, Settings(), scim)) for _ in range(3)]
        statuses = await asyncio.gather(*(change(number) for number in range(30)))

    assert set(statuses) == {200}
    after = (await scim.get(f"/Users/{user['id']}")).json()
    assert sorted(im["value"] for im in after["ims"]) == sorted(f"im-{number}" for number in range(30))
