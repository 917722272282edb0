"""GraphQL operations over HTTP: the transport between processes.

One connection pool per service, kept for the life of the process. The caller's credential travels as it came; nothing
is added that would open more than it does. The document travels by its hash once identity knows it.
"""

from __future__ import annotations

from contextlib import aclosing
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
import orjson

from contract.event_source import EventTooLong, events
from contract.persisted_documents import UNKNOWN_DOCUMENT, is_persistable, persisted_query
from contract.transport import (
    REQUEST_ID_HEADER,
    Caller,
    Forbidden,
    IdentityError,
    Internal,
    Unauthenticated,
    Unavailable,
    error_from,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping

CONNECTION_HEADER = "Narthex-Connection"
CONNECTION_VERSION_HEADER = "Narthex-Connection-Version"

EVENT_STREAM = "text/event-stream"
MAX_STREAMS = 1_000
SILENCE_SECONDS = 30.0
"""How long a stream may be silent until it counts as lost: three of the server's heartbeats."""

_CHUNK_BYTES = 65_536


class HTTPTransport:
    """Executes operations by POSTing them to identity's GraphQL endpoint.

    `url` is the endpoint itself, such as `http://identity:8000/graphql`. An answer that takes longer than
    `timeout_seconds` counts as an outage, one longer than `max_response_bytes` as a defect.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float = 25.0,
        connect_timeout_seconds: float = 3.0,
        max_connections: int = 100,
        max_response_bytes: int = 128 * 1024 * 1024,
    ) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=connect_timeout_seconds)
        self._max_connections = max_connections
        self._max_response_bytes = max_response_bytes
        self._session: aiohttp.ClientSession | None = None
        self._streams: aiohttp.ClientSession | None = None

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Return the operation's `data`; raises the `IdentityError` that says why there is none."""
        operation = {"operationName": operation_name, "variables": dict(variables)}
        if not is_persistable(document):
            return _data(*await self._post({**operation, "query": document}, caller))
        by_hash = {**operation, "extensions": persisted_query(document)}
        status, answer = await self._post(by_hash, caller)
        if _asks_for_the_text(answer):
            # Each process of identity learns a document once; nothing has been run yet.
            status, answer = await self._post({**by_hash, "query": document}, caller)
        return _data(status, answer)

    async def subscribe(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> AsyncIterator[dict[str, Any]]:
        """The `data` of each event of a subscription, by the distinct connections of GraphQL over SSE."""
        operation = {"operationName": operation_name, "variables": dict(variables)}
        by_hash = {**operation, "extensions": persisted_query(document)}
        with_text = {**operation, "query": document}
        asked = [by_hash, {**by_hash, **with_text}] if is_persistable(document) else [with_text]
        for body in asked:
            async with aclosing(self._events(body, caller)) as responses:
                async for status, answer in responses:
                    if _asks_for_the_text(answer):
                        break
                    yield _data(status, answer)
                else:
                    return

    async def _events(self, operation: Mapping[str, Any], caller: Caller) -> AsyncGenerator[tuple[int, object]]:
        """Each answer of a stream with its status, or the one there is when there is no stream."""
        headers = {**_headers(caller), "Accept": f"{EVENT_STREAM}, application/json"}
        body = orjson.dumps(operation)
        try:
            async with self._opened_streams().post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as response:
                if response.content_type != EVENT_STREAM:
                    yield response.status, _parsed(await self._read(response))
                    return
                stream = events(response.content.iter_any(), max_bytes=self._max_response_bytes)
                async with aclosing(stream):
                    async for event in stream:
                        if event.name == "complete":
                            return
                        yield response.status, _parsed(event.data)
        except EventTooLong as error:
            raise Internal(f"The identity service's answer is longer than {self._max_response_bytes} bytes.") from error
        except TimeoutError as error:
            raise Unavailable(f"The identity service was silent for {SILENCE_SECONDS:g} seconds.") from error
        except aiohttp.ClientError as error:
            raise Unavailable("The identity service cannot be reached at the moment.") from error
        raise Unavailable("The identity service has ended the stream; ask again.")

    async def _post(self, operation: Mapping[str, Any], caller: Caller) -> tuple[int, object]:
        try:
            async with self._opened_session().post(
                self._url, data=orjson.dumps(operation), headers=_headers(caller), allow_redirects=False
            ) as response:
                return response.status, _parsed(await self._read(response))
        except TimeoutError as error:
            raise Unavailable(f"The identity service did not answer within {self._timeout.total:g} seconds.") from error
        except aiohttp.ClientError as error:
            raise Unavailable("The identity service cannot be reached at the moment.") from error

    async def aclose(self) -> None:
        """Close the connection pool."""
        for session in (self._session, self._streams):
            if session is not None:
                await session.close()
        self._session = self._streams = None

    def _opened_streams(self) -> aiohttp.ClientSession:
        """Streams are held for as long as somebody listens, and must not use up the connections of operations."""
        if self._streams is None:
            self._streams = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=self._timeout.sock_connect, sock_read=SILENCE_SECONDS
                ),
                connector=aiohttp.TCPConnector(limit=MAX_STREAMS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._streams

    def _opened_session(self) -> aiohttp.ClientSession:
        # Opened by the first operation, because a session belongs to the event loop that runs when it is made.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=self._max_connections),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_response_bytes:
                raise Internal(f"The identity service's answer is longer than {self._max_response_bytes} bytes.")
        return bytes(body)


def _headers(caller: Caller) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", REQUEST_ID_HEADER: caller.request_id}
    if caller.credential is not None:
        headers["Authorization"] = f"Bearer {caller.credential}"
    if caller.connection is not None:
        # It comes from an address anybody may type, line breaks included; a real id is its own quoted form.
        headers[CONNECTION_HEADER] = quote(caller.connection, safe="")
    if caller.connection_version is not None:
        headers[CONNECTION_VERSION_HEADER] = str(caller.connection_version)
    return headers


def _asks_for_the_text(answer: object) -> bool:
    match answer:
        case {"errors": [{"extensions": {"code": code}}, *_]}:
            return bool(code == UNKNOWN_DOCUMENT)
    return False


def _data(status: int, answer: object) -> dict[str, Any]:
    match answer:
        case {"errors": [{}, *_] as errors}:
            raise error_from(errors)
        case {"data": dict() as data} if status == HTTPStatus.OK:
            return data
        case _:
            raise _error_for_status(status)


def _parsed(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _error_for_status(status: int) -> IdentityError:
    """What an answer without GraphQL in it means; a proxy on the way may have given it."""
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthenticated("The credential was refused.")
    if status == HTTPStatus.FORBIDDEN:
        return Forbidden("The credential does not permit this.")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(f"The identity service answered with status {status}.")
    return Internal(f"The identity service gave an answer (status {status}) that is not GraphQL.")
