"""How one service reaches identity: a GraphQL document, its variables, and the caller's own credential.

The façade and the web hold no privilege of their own, so every operation carries the credential of whoever asked.
In one process the transport is a function call, between processes it is HTTP; nothing else differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

REQUEST_ID_HEADER = "X-Request-Id"
_PLAIN_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


def plain_request_id(given: str | None) -> str | None:
    """The id a client gave its request, if it is short and plain enough to stand in logs and in the audit log."""
    return given if given and _PLAIN_REQUEST_ID.fullmatch(given) else None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and under which request.

    `credential` is the bearer token as it arrived, without its scheme; `None` means anonymous.
    `connection` is the id in the SCIM address the request came to, when there was one: a token of another
    connection does not fit it. `connection_version` is the version of its settings by which the request was read; once
    they are newer the operation is not run. `request_id` runs from the outermost request to the audit row.
    """

    credential: str | None
    request_id: str
    connection: str | None = None
    connection_version: int | None = None


class Transport(Protocol):
    """Executes one GraphQL operation for a caller."""

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Return the operation's `data`.

        Raises the `IdentityError` that says why there is no data: refused credential, refused arguments, outage.
        """
        ...

    def subscribe(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> AsyncIterator[dict[str, Any]]:
        """The `data` of each event of a subscription, until the caller's credential ends or the caller goes.

        Raises, before the first event or between two, the `IdentityError` that says why there are no more.
        """
        ...


class IdentityError(Exception):
    """The operation has no data; the message is fit to be shown to the caller."""

    code = "INTERNAL"


class Unauthenticated(IdentityError):
    """No credential, or one that is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"


class ConnectionMismatch(IdentityError):
    """The credential is good, but not at the connection the request came to. It may or may not exist."""

    code = "CONNECTION_MISMATCH"


class ConnectionChanged(IdentityError):
    """The connection's settings are newer than those by which the request was read. Nothing was run; read it anew."""

    code = "CONNECTION_CHANGED"


class Forbidden(IdentityError):
    """The credential is good but does not permit this."""

    code = "PERMISSION_DENIED"


class Refused(IdentityError):
    """The operation's arguments were refused: a filter that cannot be answered, a limit exceeded.

    `field` names the argument, where one is to blame.
    """

    code = "INVALID_INPUT"

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Unavailable(IdentityError):
    """Identity or its database cannot answer now. The caller's credential was not judged."""

    code = "UNAVAILABLE"


class Internal(IdentityError):
    """Identity met a defect of its own; the details are in its log under the request id."""

    code = "INTERNAL"


def error_from(errors: list[dict[str, Any]]) -> IdentityError:
    """The exception for a GraphQL response's `errors`: the first one's code and message decide."""
    first = errors[0]
    extensions = first.get("extensions") or {}
    code = extensions.get("code", Internal.code)
    known: dict[str, type[IdentityError]] = {
        kind.code: kind for kind in (Unauthenticated, ConnectionMismatch, ConnectionChanged, Forbidden, Unavailable)
    }
    message = str(first.get("message", "The identity service failed."))
    if code == Refused.code:
        return Refused(message, extensions.get("field"))
    return known.get(code, Internal)(message)
