"""One SCIM request as the routes see it: what it asks, and the identity client that acts for its caller."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from contract.transport import Caller, Transport
from scim_facade import bodies
from scim_facade.core.projection import Projection
from scim_facade.credentials import bearer_token
from scim_facade.identity_client import IdentityClient
from scim_facade.log import record_of
from scim_facade.query import parse_query
from scim_facade.settings import Settings
from scim_facade.turns import Turns

PREFIX = "/scim/v2"

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Service:
    """What all requests of one application share."""

    settings: Settings
    transport: Transport
    user_turns: Turns = field(default_factory=Turns)


class ScimRequest:
    """A request with a bearer token, to one connection's endpoint.

    Raises `Unauthenticated` when no token can be found in it, `InvalidValue` when its query cannot be read.
    """

    def __init__(self, scope: Scope, receive: Receive, service: Service) -> None:
        self._scope = scope
        self._receive = receive
        self.service = service
        self.record = record_of(scope)
        self.headers = Headers(scope=scope)
        self.path: dict[str, str] = scope["path_params"]
        caller = Caller(
            bearer_token(self.headers.get("authorization")), self.record.request_id, self.path["connection"]
        )
        self.identity = IdentityClient(service.transport, caller)
        self.query = parse_query(scope["query_string"])

    @cached_property
    def projection(self) -> Projection:
        """Which attributes the client wants to see (RFC 7644 §3.9)."""
        return Projection.from_query(self.query.get("attributes"), self.query.get("excludedattributes"))

    @cached_property
    def base_url(self) -> str:
        """The address of this connection's endpoint, without a trailing slash; every location begins with it."""
        return f"{self._origin()}{self._scope.get('root_path', '')}{PREFIX}/{self.path['connection']}"

    async def json(self) -> object:
        """The decoded body; raises the `ScimError` that says why it cannot be used."""
        bodies.check_media_type(self.headers)
        body = await bodies.read_body(self._receive, self.headers, self.service.settings.max_body_bytes)
        return bodies.decode_json(body)

    def _origin(self) -> str:
        if self.service.settings.public_url is not None:
            return str(self.service.settings.public_url).rstrip("/")
        host = self.headers.get("host", "")
        return f"{self._scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}"
