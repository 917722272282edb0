"""One SCIM request as the routes see it: what it asks, and the identity client that acts for its caller."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from contract.transport import Caller
from scim_facade import bodies
from scim_facade.core.dialect import SURPLUS_SLASH
from scim_facade.core.projection import Projection
from scim_facade.core.rules import Notes
from scim_facade.credentials import bearer_token
from scim_facade.identity_client import IdentityClient
from scim_facade.log import record_of
from scim_facade.query import parse_query
from scim_facade.trace import Trace, TracingTransport

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from starlette.types import Receive, Scope

    from contract.transport import Transport
    from scim_facade.connections import Connection, Connections
    from scim_facade.core.profile import Profile
    from scim_facade.core.rules import Note
    from scim_facade.log import RequestRecord
    from scim_facade.reports import Reports
    from scim_facade.settings import Settings
    from scim_facade.turns import Turns

PREFIX = "/scim/v2"

WRITTEN_PATH = "scim_facade.written_path"
"""Where an ASGI scope keeps the path as the client wrote it, when it was taken for a plainer one."""

_TOLD_HEADERS = ("content-type", "if-match", "if-none-match")

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Service:
    """What all requests of one application share."""

    settings: Settings
    transport: Transport
    connections: Connections
    user_turns: Turns
    reports: Reports


@dataclass(frozen=True)
class ScimRequest:
    """A request of a verified caller to one connection's endpoint.

    `path` holds what stands in place of the address's braces, `query` the protocol's parameters by lower-case name.
    `json` returns the decoded body, or raises the `ScimError` that says why it cannot be used.
    """

    service: Service
    caller: Caller
    connection: Connection
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base_url: str
    notes: Notes
    record: RequestRecord
    trace: Trace
    json: Callable[[], Awaitable[object]] = field(repr=False)

    @property
    def profile(self) -> Profile:
        """How this connection's requests are read."""
        return self.connection.profile

    @cached_property
    def identity(self) -> IdentityClient:
        """Identity, as far as the caller's own credential opens it."""
        caller = replace(self.caller, connection_version=self.connection.version)
        return IdentityClient(TracingTransport(self.service.transport, self.trace), caller)

    @cached_property
    def projection(self) -> Projection:
        """Which attributes the client wants to see (RFC 7644 §3.9)."""
        return Projection.from_query(
            self.query.get("attributes"),
            self.query.get("excludedattributes"),
            self.profile.resource_types,
            self.notes,
        )


class Arrival:
    """A request as it arrived over HTTP, from which a `ScimRequest` is made once it is known how to read it.

    Raises `Unauthenticated` when no token can be found in it. `trace` is what is remembered of it.
    """

    def __init__(self, scope: Scope, receive: Receive, service: Service) -> None:
        self._scope = scope
        self._receive = receive
        self._service = service
        self._record = record_of(scope)
        self._headers = Headers(scope=scope)
        self._body: object = _UNREAD
        # What was met on the way to knowing how strictly to read; whoever it matters to reads it from here.
        self._met = Notes()
        if WRITTEN_PATH in scope:
            self._met.use(SURPLUS_SLASH, scope[WRITTEN_PATH])
        self.caller = Caller(
            bearer_token(self._headers.get("authorization"), self._met),
            self._record.request_id,
            scope["path_params"]["connection"],
        )
        self.trace = Trace(
            request_id=self._record.request_id,
            method=scope["method"],
            route=self._record.route,
            path=scope["path"],
            named=scope["path_params"],
            query_string=scope["query_string"],
            headers={name: self._headers[name] for name in _TOLD_HEADERS if name in self._headers},
        )

    @property
    def notes(self) -> Iterable[Note]:
        """The notes of the latest reading."""
        return self._record.notes

    def read_by(self, connection: Connection) -> ScimRequest:
        """The request, understood as the connection's settings say. Raises `InvalidValue` for an unreadable query."""
        trace = self.trace
        trace.accepted = trace.accepted or time.perf_counter()
        trace.profile = connection.profile
        notes = connection.profile.notes()
        self._record.notes = trace.notes = notes
        trace.query = parse_query(self._scope["query_string"], self._met)
        notes.repeat(self._met)
        return ScimRequest(
            service=self._service,
            caller=self.caller,
            connection=connection,
            path=self._scope["path_params"],
            query=trace.query,
            headers=self._headers,
            base_url=self._base_url(),
            notes=notes,
            record=self._record,
            trace=trace,
            json=partial(self._json, notes),
        )

    async def _json(self, notes: Notes) -> object:
        if self._body is _UNREAD:
            bodies.check_media_type(self._headers, self._met)
            settings = self._service.settings
            begun = time.perf_counter()
            body = await bodies.read_body(
                self._receive, self._headers, settings.max_body_bytes, settings.body_timeout_seconds
            )
            self.trace.body_read = time.perf_counter() - begun
            self.trace.body_bytes = len(body)
            self._body = self.trace.body = bodies.decode_json(body, self._met)
            self.trace.has_body = True
        notes.repeat(self._met)
        return self._body

    def _base_url(self) -> str:
        """The address of this connection's endpoint, without a trailing slash; every location begins with it."""
        root = self._scope.get("root_path", "")
        return f"{self._origin()}{root}{PREFIX}/{self.caller.connection}"

    def _origin(self) -> str:
        if self._service.settings.public_url is not None:
            return str(self._service.settings.public_url).rstrip("/")
        host = self._headers.get("host", "")
        return f"{self._scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}"


_UNREAD = object()
