"""One log line for each request, and the request id that runs from here to identity's audit row.

Addresses are written as their templates: what stands in a query or in a set-up link is nobody's business.
"""

import logging
import time
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from contract.transport import plain_request_id

logger = logging.getLogger("web")

REQUEST_ID_HEADER = "X-Request-Id"

_RECORD = "web.record"
_CLIENT_CLOSED_REQUEST = 499


@dataclass(slots=True)
class RequestRecord:
    """What is known of a request in the end; whoever learns a part writes it down.

    `route` is the path's template; `outcome` is the title of the page it ended with, when it did not end well;
    `aadsts` are the numbers of Microsoft's error codes; `cause` is what was wrong with an answer that was not accepted.
    """

    request_id: str
    method: str
    route: str = "unknown"
    status: int = _CLIENT_CLOSED_REQUEST
    outcome: str | None = None
    aadsts: tuple[int, ...] = ()
    cause: str | None = None


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
        given = plain_request_id(Headers(scope=scope).get(REQUEST_ID_HEADER))
        record = RequestRecord(given or str(uuid7()), scope["method"])

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
            **({} if record.outcome is None else {"outcome": record.outcome}),
            **({} if not record.aadsts else {"aadsts": list(record.aadsts)}),
            **({} if record.cause is None else {"cause": record.cause}),
        },
    )
