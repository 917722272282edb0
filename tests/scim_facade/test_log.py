import logging
import uuid

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from scim_facade.core.rules import Note
from scim_facade.log import RequestLog, record_of


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    record = record_of(scope)
    record.route = "/scim/v2/{connection}/Users"
    record.connection = "c-1"
    record.notes = (Note("unknown attribute ignored", "foo.bar"),)
    await Request(scope, receive).body()
    await Response(record.request_id, 201)(scope, receive, send)


async def post(headers: dict[str, str]) -> httpx2.Response:
    transport = httpx2.ASGITransport(RequestLog(answer))
    async with httpx2.AsyncClient(transport=transport, base_url="http://scim.test") as client:
        return await client.post("/scim/v2/c-1/Users?filter=x", headers=headers, json={"password": "in the body"})


async def test_a_request_leaves_one_line_with_what_an_operator_asks_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "scim_facade"):
        await post({"X-Request-Id": "entra-42", "Authorization": "Bearer nx_scim_1_secret"})

    [line] = [record for record in caplog.records if record.name == "scim_facade"]
    assert line.getMessage() == "POST /scim/v2/{connection}/Users 201"
    fields = vars(line)
    assert fields["request_id"] == "entra-42"
    assert fields["connection"] == "c-1"
    assert fields["status"] == 201
    assert fields["duration_ms"] > 0
    assert fields["notes"] == ["unknown attribute ignored: foo.bar"]


async def test_neither_the_token_nor_the_body_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await post({"Authorization": "Bearer nx_scim_1_secret"})

    written = "".join(str(vars(record)) for record in caplog.records)
    assert "nx_scim_1_secret" not in written
    assert "in the body" not in written


async def test_a_sane_request_id_is_kept_and_returned() -> None:
    response = await post({"X-Request-Id": "0192aF-x_y.Z"})

    assert response.headers.get_list("X-Request-Id") == ["0192aF-x_y.Z"]
    assert response.text == "0192aF-x_y.Z"


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "{}"])
async def test_any_other_request_id_is_replaced_by_a_new_one(given: str) -> None:
    response = await post({"X-Request-Id": given})

    assert uuid.UUID(response.headers["X-Request-Id"]).version == 7


async def test_a_request_that_fails_halfway_is_logged_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    transport = httpx2.ASGITransport(RequestLog(fail))
    async with httpx2.AsyncClient(transport=transport, base_url="http://scim.test") as client:
        with caplog.at_level(logging.INFO, "scim_facade"), pytest.raises(ZeroDivisionError):
            await client.get("/")

    assert [vars(record)["status"] for record in caplog.records if record.name == "scim_facade"] == [499]


async def test_what_is_not_an_http_request_passes_without_a_line(caplog: pytest.LogCaptureFixture) -> None:
    passed: list[str] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope["type"])

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(_message: Message) -> None:
        pass

    with caplog.at_level(logging.INFO, "scim_facade"):
        await RequestLog(application)({"type": "lifespan"}, receive, send)

    assert passed == ["lifespan"]
    assert caplog.records == []
