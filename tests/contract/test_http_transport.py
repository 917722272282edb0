"""Operations over HTTP, against a server that answers whatever each test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from contract.http_transport import HTTPTransport
from contract.persisted_documents import MAX_PERSISTED_BYTES
from contract.transport import (
    Caller,
    ConnectionMismatch,
    Forbidden,
    IdentityError,
    Internal,
    Refused,
    Unauthenticated,
    Unavailable,
)

CALLER = Caller(credential="nx_scim_1_secret", request_id="r-1", connection="c-1")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Connect = Callable[..., Awaitable[HTTPTransport]]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """A transport aimed at a server of our own that answers with the given handler."""
    opened: list[tuple[TestServer, HTTPTransport]] = []

    async def connected(
        handler: Handler, timeout_seconds: float = 5.0, max_response_bytes: int = 100_000
    ) -> HTTPTransport:
        app = web.Application()
        app.router.add_post("/graphql", handler)
        server = TestServer(app)
        await server.start_server()
        transport = HTTPTransport(
            str(server.make_url("/graphql")), timeout_seconds=timeout_seconds, max_response_bytes=max_response_bytes
        )
        opened.append((server, transport))
        return transport

    yield connected
    for server, transport in opened:
        await transport.aclose()
        await server.close()


def answering(body: object, status: int = 200) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return handler


def refusing(code: str) -> Handler:
    return answering({"data": None, "errors": [{"message": "Because.", "extensions": {"code": code}}]})


async def test_an_operation_carries_its_documents_hash_and_the_callers_own_credential(connect: Connect) -> None:
    seen: list[tuple[object, Mapping[str, str]]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((orjson.loads(await request.read()), request.headers.copy()))
        return web.json_response({"data": {"viewer": {"kind": "SCIM_CLIENT"}}})

    transport = await connect(handler)

    assert await transport.execute("query V { viewer { kind } }", "V", {"a": None}, CALLER) == {
        "viewer": {"kind": "SCIM_CLIENT"}
    }
    [(body, headers)] = seen
    assert body == {
        "operationName": "V",
        "variables": {"a": None},
        "extensions": {
            "persistedQuery": {"version": 1, "sha256Hash": sha256(b"query V { viewer { kind } }").hexdigest()}
        },
    }
    assert headers["Authorization"] == "Bearer nx_scim_1_secret"
    assert headers["X-Request-Id"] == "r-1"
    assert headers["Narthex-Connection"] == "c-1"


async def test_a_server_that_does_not_know_the_document_is_sent_its_text_with_the_hash(connect: Connect) -> None:
    bodies: list[dict[str, Any]] = []

    async def handler(request: web.Request) -> web.Response:
        bodies.append(orjson.loads(await request.read()))
        if len(bodies) == 1:
            error = {"message": "Which?", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
            return web.json_response({"errors": [error]})
        return web.json_response({"data": {"__typename": "Query"}})

    transport = await connect(handler)

    assert await transport.execute("{ __typename }", None, {"a": 1}, CALLER) == {"__typename": "Query"}
    assert bodies == [bodies[0], {**bodies[0], "query": "{ __typename }"}]


async def test_a_server_that_never_knows_is_asked_no_third_time(connect: Connect) -> None:
    asked: list[None] = []

    async def handler(_: web.Request) -> web.Response:
        asked.append(None)
        error = {"message": "Which?", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
        return web.json_response({"errors": [error]})

    transport = await connect(handler)

    with pytest.raises(Internal):
        await transport.execute("{ __typename }", None, {}, CALLER)
    assert len(asked) == 2


async def test_a_document_too_long_to_be_kept_is_sent_as_it_is(connect: Connect) -> None:
    bodies: list[dict[str, Any]] = []

    async def handler(request: web.Request) -> web.Response:
        bodies.append(orjson.loads(await request.read()))
        return web.json_response({"data": {}})

    document = "{ __typename }" + "#" * MAX_PERSISTED_BYTES
    await (await connect(handler)).execute(document, None, {}, CALLER)

    assert bodies == [{"query": document, "operationName": None, "variables": {}}]


async def test_an_anonymous_caller_sends_no_credential_and_no_connection(connect: Connect) -> None:
    seen: list[Mapping[str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers.copy())
        return web.json_response({"data": {"__typename": "Query"}})

    await (await connect(handler)).execute("{ __typename }", None, {}, Caller(credential=None, request_id="r"))

    assert "Authorization" not in seen[0]
    assert "Narthex-Connection" not in seen[0]


async def test_a_connection_id_cannot_smuggle_a_header(connect: Connect) -> None:
    seen: list[Mapping[str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers.copy())
        return web.json_response({"data": {}})

    caller = Caller(credential="t", request_id="r", connection="c\r\nX-Evil: 1\x00é")
    await (await connect(handler)).execute("{ __typename }", None, {}, caller)

    assert seen[0]["Narthex-Connection"] == "c%0D%0AX-Evil%3A%201%00%C3%A9"
    assert "X-Evil" not in seen[0]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("UNAUTHENTICATED", Unauthenticated),
        ("CONNECTION_MISMATCH", ConnectionMismatch),
        ("PERMISSION_DENIED", Forbidden),
        ("INVALID_INPUT", Refused),
        ("UNAVAILABLE", Unavailable),
        ("INTERNAL", Internal),
        ("A_CODE_OF_A_LATER_VERSION", Internal),
    ],
)
async def test_an_errors_code_decides_the_exception(connect: Connect, code: str, expected: type[IdentityError]) -> None:
    transport = await connect(refusing(code))

    with pytest.raises(expected, match=r"Because\.") as caught:
        await transport.execute("{ __typename }", None, {}, CALLER)
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, Unauthenticated),
        (403, Forbidden),
        (429, Unavailable),
        (500, Unavailable),
        (503, Unavailable),
        (404, Internal),
        (302, Internal),
    ],
)
async def test_a_status_without_graphql_is_understood_too(
    connect: Connect, status: int, expected: type[IdentityError]
) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=status, text="<html>a proxy's page</html>", headers={"Location": "/elsewhere"})

    transport = await connect(handler)

    with pytest.raises(expected):
        await transport.execute("{ __typename }", None, {}, CALLER)


@pytest.mark.parametrize("body", [[], {}, {"data": None}, {"data": []}, {"errors": {}}, {"errors": ["odd"]}, None, 1])
async def test_an_answer_that_is_not_graphql_is_a_defect(connect: Connect, body: object) -> None:
    transport = await connect(answering(body))

    with pytest.raises(Internal):
        await transport.execute("{ __typename }", None, {}, CALLER)


async def test_nobody_listening_is_an_outage() -> None:
    transport = HTTPTransport(f"http://127.0.0.1:{unused_port()}/graphql")

    with pytest.raises(Unavailable, match="cannot be reached"):
        await transport.execute("{ __typename }", None, {}, CALLER)
    await transport.aclose()


async def test_a_late_answer_is_an_outage(connect: Connect) -> None:
    released = asyncio.Event()

    async def handler(_: web.Request) -> web.Response:
        await released.wait()
        return web.json_response({"data": {}})

    transport = await connect(handler, timeout_seconds=0.05)

    with pytest.raises(Unavailable, match=r"within 0\.05 seconds"):
        await transport.execute("{ __typename }", None, {}, CALLER)
    released.set()


async def test_an_answer_cut_short_is_an_outage(connect: Connect) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"data":')
        assert request.transport is not None
        request.transport.close()
        return response

    transport = await connect(handler)

    with pytest.raises(Unavailable):
        await transport.execute("{ __typename }", None, {}, CALLER)


async def test_an_endless_answer_is_refused(connect: Connect) -> None:
    transport = await connect(answering({"data": {"text": "x" * 2000}}), max_response_bytes=1000)

    with pytest.raises(Internal, match="longer than 1000 bytes"):
        await transport.execute("{ __typename }", None, {}, CALLER)


async def test_a_closed_transport_opens_again_when_it_is_used() -> None:
    transport = HTTPTransport(f"http://127.0.0.1:{unused_port()}/graphql")
    await transport.aclose()

    with pytest.raises(Unavailable):
        await transport.execute("{ __typename }", None, {}, CALLER)
    await transport.aclose()
