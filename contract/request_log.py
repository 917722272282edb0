"""One log line for each request, and the request id that runs from the outermost service to identity's audit row."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.datastructures import Headers, MutableHeaders
from uuid_utils import uuid7

from contract.transport import REQUEST_ID_HEADER, plain_request_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RECORD = "narthex.request_record"
"""Where a request's record stands in its ASGI scope."""

_CLIENT_CLOSED_REQUEST = 499


@dataclass(slots=True)
class RequestRecord:
    """What is known of a request in the end; whoever learns a part writes it down.

    `route` is the path's template, so that lines can be counted and secrets in addresses stay out of them. A service
    adds the fields it has more.
    """

    request_id: str
    method: str
    route: str = "unknown"
    status: int = _CLIENT_CLOSED_REQUEST

    def details(self) -> dict[str, Any]:
        """What the line holds of the fields that only this service has."""
        return {}


class RequestLog:
    """ASGI middleware: gives each request its id and record, and writes the line when it has been answered."""

    logger: ClassVar[logging.Logger] = logging.getLogger("contract")
    record: ClassVar[type[RequestRecord]] = RequestRecord

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = plain_request_id(Headers(scope=scope).get(REQUEST_ID_HEADER))
        record = self.record(given or str(uuid7()), scope["method"])

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = record.request_id
            await send(message)

        started = time.perf_counter()
        try:
            await self._app({**scope, RECORD: record}, receive, send_with_id)
        finally:
            self._write(record, duration_ms=(time.perf_counter() - started) * 1000)

    def _write(self, record: RequestRecord, duration_ms: float) -> None:
        self.logger.info(
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
                **record.details(),
            },
        )
