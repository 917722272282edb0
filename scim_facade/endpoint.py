"""From an HTTP request to a route's function and back: methods, and every failure as a SCIM error."""

import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contract.transport import ConnectionMismatch, IdentityError, Unauthenticated
from scim_facade.connections import Connection
from scim_facade.core.errors import InternalError, InvalidVers, MethodNotAllowed, NotFound, ScimError
from scim_facade.log import logger, record_of
from scim_facade.responses import error_headers, error_response, refusal
from scim_facade.scim_request import Arrival, ScimRequest, Service

Handler = Callable[[ScimRequest], Awaitable[Response]]


_OTHER_VERSION = re.compile(r"/scim/v(?!2(?:/|\Z))[0-9]+(?:\.[0-9]+)?(?:/|\Z)")


class Endpoint:
    """An ASGI application for one path: the methods it answers to, each with its function.

    HEAD is GET without the body (RFC 9110 §9.3.2), OPTIONS names the methods and needs no token.
    """

    def __init__(self, service: Service, route: str, handlers: Mapping[str, Handler]) -> None:
        self._service = service
        self._route = route
        self._handlers = handlers
        head = ["HEAD"] if "GET" in handlers else []
        self._allow = {"Allow": ", ".join([*handlers, *head, "OPTIONS"])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        record = record_of(scope)
        record.route = self._route
        record.connection = scope["path_params"].get("connection")
        response = await self._answer(scope, receive)
        if scope["method"] == "HEAD":
            response.body = b""  # its Content-Length stays that of the GET
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method == "OPTIONS":
            return Response(status_code=204, headers=self._allow)
        request_id = record_of(scope).request_id
        handler = self._handlers.get(method)
        if handler is None:
            allowed = self._allow["Allow"]
            refused = MethodNotAllowed(f"This endpoint does not support {scope['method']}, only {allowed}.")
            return error_response(refused, request_id, self._allow)
        headers = Headers(scope=scope)
        try:
            arrival = Arrival(scope, receive, self._service)
        except IdentityError as refused:
            return _refused(refusal(refused), request_id, headers)
        return await self._handled(handler, arrival, headers)

    async def _handled(self, handler: Handler, arrival: Arrival, headers: Headers) -> Response:
        async def by(connection: Connection) -> Response:
            return await handler(arrival.read_by(connection))

        reports, trace, failure = self._service.reports, arrival.trace, None
        try:
            response = await self._service.connections.by_settings(arrival.caller, by)
        except Exception as met:  # noqa: BLE001 - the last line of defence: whatever breaks is answered in SCIM
            failure = met
            trace.error = scim_error(failure, trace.request_id)
            response = _refused(trace.error, trace.request_id, headers)
        # Of a request that is refused in the end, too: the directory sends what it sends.
        reports.count(arrival.caller, arrival.notes)
        if not isinstance(failure, _NOT_ACCEPTED):
            trace.answered(response)
            reports.tell(arrival.caller, trace)
        return response


_NOT_ACCEPTED = (Unauthenticated, ConnectionMismatch)
"""What a stranger sent is kept nowhere: identity alone counts refused credentials."""


def _refused(error: ScimError, request_id: str, headers: Headers) -> Response:
    return error_response(error, request_id, error_headers(error, headers.get("authorization")))


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a path that leads nowhere: in SCIM, too, since a client misreads anything else."""
    await error_response(_lost(scope["path"]), record_of(scope).request_id)(scope, receive, send)


def _lost(path: str) -> ScimError:
    if _OTHER_VERSION.match(path):
        return InvalidVers("This service speaks version 2 of SCIM, at /scim/v2/<connection>.")
    return NotFound(
        "There is nothing at this very address. A tenant URL reads https://<host>/scim/v2/<connection>, and resources "
        "begin below it, as in /scim/v2/<connection>/Users."
    )


def scim_error(failure: Exception, request_id: str) -> ScimError:
    """The refusal that an exception is to the client; what nobody foresaw is written to the log."""
    match failure:
        case ScimError():
            return failure
        case IdentityError():
            return refusal(failure)
        case _:
            logger.error("A request failed", exc_info=failure, extra={"request_id": request_id})
            return InternalError("Something went wrong on our side, and nothing was changed that was not answered for.")
