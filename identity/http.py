"""GraphQL over HTTP: one operation a request, one log line a request, and the same request id in both.

Neither the token nor the document nor its variables are ever written to the log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from strawberry.http.ides import get_graphql_ide_html
from uuid_utils.compat import uuid7

from contract.persisted_documents import UNKNOWN_DOCUMENT, sha256_hash
from contract.transport import REQUEST_ID_HEADER, Caller, Unauthenticated, Unavailable, plain_request_id
from identity.event_stream import MEDIA_TYPE, EventStream
from identity.graphql.documents import Documents

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from identity.settings import Settings

_log = logging.getLogger("identity")

_SHOWN_NAME = 100
_MAX_DIGITS = 9


class _Refusal(Exception):
    """What came is no GraphQL operation over HTTP, or names a document that is not known here."""

    def __init__(self, status: int, message: str, code: str = "INVALID_INPUT") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class _Operation:
    """The parts of a request: its document's text or hash, or both."""

    document: str | None
    sha256: str | None
    name: str | None
    variables: dict[str, Any]

    def text(self, documents: Documents) -> str:
        """The document, in its own words or as it is known by its hash."""
        if self.document is not None:
            if self.sha256 not in {None, sha256_hash(self.document)}:
                raise _Refusal(400, "The hash is not the SHA-256 of the document that came with it.")
            return self.document
        known = documents.find(self.sha256 or "")
        if known is None:
            raise _Refusal(200, "No document of that hash is known here: send its text with it.", UNKNOWN_DOCUMENT)
        return known


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
    documents = Documents()

    async def graphql(request: Request) -> Response:
        started = time.perf_counter()
        caller = _caller(request)
        name: str | None = None
        try:
            operation = _operation(await _body(request, settings.max_graphql_bytes, settings.body_timeout_seconds))
            name, document = operation.name, operation.text(documents)
            if MEDIA_TYPE in request.headers.get("accept", ""):
                _log_answer(200, caller, name, {}, started)
                responses = request.app.state.identity.subscribe(document, name, operation.variables, caller)
                return EventStream(_kept(responses, document, documents), {REQUEST_ID_HEADER: caller.request_id})
            answer = await request.app.state.identity.execute(document, name, operation.variables, caller)
            status = _status(answer)
            if operation.sha256 is not None and answer["data"] is not None:
                documents.keep(document)
        except _Refusal as refusal:
            answer, status = _errors(str(refusal), refusal.code), refusal.status
        _log_answer(status, caller, name, answer, started)
        response = json_response(answer, status)
        response.headers[REQUEST_ID_HEADER] = caller.request_id
        return response

    return graphql


async def _kept(
    responses: AsyncGenerator[dict[str, Any]], document: str, documents: Documents
) -> AsyncGenerator[dict[str, Any]]:
    """The same responses; a document that was answered with data is known by its hash from then on."""
    async with aclosing(responses):
        async for response in responses:
            if response["data"] is not None:
                documents.keep(document)
            yield response


def _log_answer(status: int, caller: Caller, name: str | None, answer: Mapping[str, Any], started: float) -> None:
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


async def _body(request: Request, limit: int, timeout_seconds: float) -> bytes:
    # Only application/json: a form or text/plain body could come from any web page without asking.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _Refusal(415, "Send the operation as application/json.")
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise _Refusal(413, f"The request is larger than {limit} bytes.")
    except TimeoutError:
        raise _Refusal(408, f"The body had not arrived after {timeout_seconds:g} seconds. Send it again.") from None
    except ClientDisconnect:
        raise _Refusal(400, "The connection was closed before the whole body had arrived.") from None
    return bytes(body)


def _operation(body: bytes) -> _Operation:
    """The parts of a GraphQL request (GraphQL over HTTP), whose document may come by its hash."""
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _Refusal(400, f"The body is not valid JSON: {error}.") from error
    if isinstance(request, dict):
        document, name, variables = (request.get(part) for part in ("query", "operationName", "variables"))
        sha256 = _named_hash(request.get("extensions"))
        has_document = isinstance(document, str) or (document is None and sha256 is not None)
        if has_document and isinstance(name, str | None) and isinstance(variables, dict | None):
            return _Operation(document, sha256, name, variables or {})
    raise _Refusal(400, 'The body must be {"query": "…", "variables": {…}, "operationName": "…"}.')


def _named_hash(extensions: object) -> str | None:
    match extensions:
        case {"persistedQuery": {"version": 1, "sha256Hash": str(sha256)}}:
            return sha256
    return None


def _caller(request: Request) -> Caller:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return Caller(
        credential=credential.strip() if scheme.lower() == "bearer" else None,
        request_id=plain_request_id(request.headers.get(REQUEST_ID_HEADER)) or str(uuid7()),
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


def _errors(message: str, code: str = "INVALID_INPUT") -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def json_response(content: object, status: int = 200) -> Response:
    """An answer that nobody may keep."""
    headers = {"cache-control": "no-store"}
    if status == 401:  # noqa: PLR2004  RFC 6750 §3
        headers["www-authenticate"] = 'Bearer realm="narthex"'
    return Response(orjson.dumps(content), status, headers=headers, media_type="application/json")
