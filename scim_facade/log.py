"""One log line for each request, and the request id that runs from here to identity's audit row.

Neither the token nor any body is ever written.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from contract.transport import plain_request_id
from scim_facade.core.rules import Note

logger = logging.getLogger("scim_facade")

REQUEST_ID_HEADER = "X-Request-Id"

_RECORD = "scim_facade.record"
_CLIENT_CLOSED_REQUEST = 499


@dataclass(slots=True)
class RequestRecord:
    """What is known of a request in the end; whoever learns a part writes it down.

    `route` is the path's template, so that lines can be counted; `notes` names each tolerance the request needed;
    `operations` is how many operations a bulk request has.
    """

    request_id: str
    method: str
    route: str = "unknown"
    connection: str | None = None
    status: int = _CLIENT_CLOSED_REQUEST
    notes: Iterable[Note] = ()
    operations: int | None = None


def record_of(scope: Scope) -> RequestRecord:
    """The record of the request that is being answered."""
    record: RequestRecord = scope[_RECORD]
    return record


class RequestLog:
    """ASGI middleware: gives each request its id and record, and writes the line when it has been answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        record = RequestRecord(request_id_of(Headers(scope=scope)), scope["method"])

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = record.request_id
            await send(message)

        started = time.perf_counter()
        try:
            await self._app({**scope, _RECORD: record}, receive, send_with_id)
        finally:
            _write(record, duration_ms=(time.perf_counter() - started) * 1000)


def request_id_of(headers: Headers) -> str:
    """The id the client gave, when it is short and plain enough to stand in a log; otherwise a new one."""
    return plain_request_id(headers.get(REQUEST_ID_HEADER)) or str(uuid7())


def _write(record: RequestRecord, duration_ms: float) -> None:
    logger.info(
        "%s %s %d",
        record.method,
        record.route,
        record.status,
        extra={
            "method": record.method,
            "route": record.route,
            "status": record.status,
            "duration_ms": round(duration_ms, 3),
            "request_id": record.request_id,
            "connection": record.connection,
            "notes": [f"{note.rule}: {note.attribute}" for note in record.notes],
            **({} if record.operations is None else {"operations": record.operations}),
        },
    )
