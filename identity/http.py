"""GraphQL over HTTP: one operation a request, one log line a request, and the same request id in both.

Neither the token nor the document nor its variables are ever written to the log.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from strawberry.http.ides import get_graphql_ide_html
from uuid_utils.compat import uuid7

from contract.transport import Caller, Unauthenticated, Unavailable, plain_request_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from identity.settings import Settings

_log = logging.getLogger("identity")

_SHOWN_NAME = 100
_MAX_DIGITS = 9


class _Refusal(Exception):
    """What came is no GraphQL operation over HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def explorer_endpoint(*, enabled: bool) -> Callable[[], Any]:
    """GET /graphql: the GraphiQL explorer, or the sentence that says where it is."""

    async def explorer() -> Response:
        if enabled:
            page = get_graphql_ide_html(graphql_ide="graphiql")
            return Response(page, media_type="text/html")
        advice = "Send GraphQL operations by POST. The explorer is off; NARTHEX_GRAPHIQL=true turns it on."
        return json_response(_errors(advice), 405)

    return explorer


def graphql_endpoint(settings: Settings) -> Callable[[Request], Any]:
    """POST /graphql: one operation, run with the caller's own token."""

    async def graphql(request: Request) -> Response:
        started = time.perf_counter()
        caller = _caller(request)
        name: str | None = None
        try:
            document, name, variables = _operation(await _body(request, settings.max_graphql_bytes))
            answer = await request.app.state.identity.execute(document, name, variables, caller)
            status = _status(answer)
        except _Refusal as refusal:
            answer, status = _errors(str(refusal)), refusal.status
        _log.info(
            "POST /graphql %d",
            status,
            extra={
                "operation": name and name[:_SHOWN_NAME],
                "status": status,
                "errors": sorted(_codes(answer)),
                "duration_ms": round((time.perf_counter() - started) * 1000, 3),
                "request_id": caller.request_id,
            },
        )
        response = json_response(answer, status)
        response.headers["x-request-id"] = caller.request_id
        return response

    return graphql


async def _body(request: Request, limit: int) -> bytes:
    # Only application/json: a form or text/plain body could come from any web page without asking.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _Refusal(415, "Send the operation as application/json.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise _Refusal(413, f"The request is larger than {limit} bytes.")
    except ClientDisconnect:
        raise _Refusal(400, "The connection was closed before the whole body had arrived.") from None
    return bytes(body)


def _operation(body: bytes) -> tuple[str, str | None, dict[str, Any]]:
    """The parts of a GraphQL request (GraphQL over HTTP)."""
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _Refusal(400, f"The body is not valid JSON: {error}.") from error
    match request:
        case {"query": str(document), **rest}:
            name, variables = rest.get("operationName"), rest.get("variables") or {}
            if isinstance(variables, dict) and isinstance(name, str | None):
                return document, name, variables
    raise _Refusal(400, 'The body must be {"query": "…", "variables": {…}, "operationName": "…"}.')


def _caller(request: Request) -> Caller:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return Caller(
        credential=credential.strip() if scheme.lower() == "bearer" else None,
        request_id=plain_request_id(request.headers.get("x-request-id")) or str(uuid7()),
        connection=request.headers.get("narthex-connection"),
        connection_version=_whole_number(request.headers.get("narthex-connection-version")),
    )


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def _status(response: Mapping[str, Any]) -> int:
    """200 whenever there is an answer; 401 and 503 so that proxies and clients can tell without parsing."""
    codes = _codes(response)
    if Unauthenticated.code in codes:
        return 401
    return 503 if Unavailable.code in codes else 200


def _codes(response: Mapping[str, Any]) -> set[str]:
    codes = ((error.get("extensions") or {}).get("code") for error in response.get("errors", ()))
    return {code for code in codes if code}


def _errors(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": "INVALID_INPUT"}}]}


def json_response(content: object, status: int = 200) -> Response:
    """An answer that nobody may keep."""
    headers = {"cache-control": "no-store"}
    if status == 401:  # noqa: PLR2004  RFC 6750 §3
        headers["www-authenticate"] = 'Bearer realm="narthex"'
    return Response(orjson.dumps(content), status, headers=headers, media_type="application/json")
