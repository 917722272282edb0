"""From an HTTP request to a page's function and back: methods, and every failure as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from contract.transport import IdentityError, Unauthenticated
from web import cookies
from web.endings import BROKEN, NOT_FOUND, Ended, SignedOut, method_not_allowed, of_identity_error
from web.log import logger
from web.operator_desk import SIGN_IN
from web.return_paths import own_path
from web.visit import Visit, with_retry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from web.endings import Ending
    from web.service import Service

    Handler = Callable[[Visit], Awaitable[Response]]


class Endpoint:
    """An ASGI application for one path: the methods it answers to, each with its function. HEAD is GET (RFC 9110)."""

    def __init__(self, service: Service, route: str, handlers: Mapping[str, Handler]) -> None:
        self._service = service
        self._route = route
        self._handlers = handlers
        self._allowed = ", ".join([*handlers, *(["HEAD"] if "GET" in handlers else [])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        visit = Visit(Request(scope, receive), self._service)
        visit.record.route = self._route
        response = await self._answer(visit)
        if scope["method"] == "HEAD":
            response.body = b""  # its Content-Length stays that of the GET
        await response(scope, receive, send)

    async def _answer(self, visit: Visit) -> Response:
        method = visit.request.method
        handler = self._handlers.get("GET" if method == "HEAD" else method)
        if handler is None:
            response = self._ended(visit, method_not_allowed(method, self._allowed))
            response.headers["Allow"] = self._allowed
            return response
        try:
            return await handler(visit)
        except (SignedOut, Unauthenticated):
            return self.signed_out(visit)
        except Ended as end:
            return self._ended(visit, end.ending)
        except IdentityError as error:
            return self._ended(visit, of_identity_error(error))
        except ClientDisconnect:
            raise
        except Exception as failure:  # noqa: BLE001 - the last line of defence: whatever breaks has a page
            logger.error("A request failed", exc_info=failure, extra={"request_id": visit.record.request_id})
            return self._ended(visit, BROKEN)

    def _ended(self, visit: Visit, ending: Ending) -> Response:
        visit.record.outcome = ending.title
        return self.refused(visit, ending)

    def refused(self, visit: Visit, ending: Ending) -> Response:
        """How the browser is told of an ending."""
        return visit.ending(ending)

    def signed_out(self, visit: Visit) -> Response:
        """Send somebody without a session to the sign-in page, and back here afterwards if that can be."""
        back = ""
        if visit.request.method in {"GET", "HEAD"}:
            url = visit.request.url
            back = quote(own_path(url.path + (f"?{url.query}" if url.query else "")), safe="/")
        reason = "left" if visit.came_by_link else "ended" if visit.session else "needed"
        response = visit.redirect(f"/sign-in?reason={reason}" + (f"&return_to={back}" if back else ""))
        cookies.clear(response, cookies.SESSION)
        return response


class ModuleEndpoint(Endpoint):
    """The same for our own JavaScript modules, which speak JSON and tell the person themselves."""

    def refused(self, visit: Visit, ending: Ending) -> Response:  # noqa: ARG002  the page's signature
        """A sentence."""
        told = JSONResponse({"message": f"{ending.sentence} {ending.next_step}"}, ending.status)
        return with_retry(told, ending.retry_after)

    def signed_out(self, visit: Visit) -> Response:  # noqa: ARG002  likewise
        """The module stays where it is, so it says what to do."""
        response = JSONResponse({"message": "Your session has ended. Reload the page and sign in again."}, 401)
        cookies.clear(response, cookies.SESSION)
        return response


class OperatorEndpoint(Endpoint):
    """The same for the operator's pages, which have a door of their own."""

    def signed_out(self, visit: Visit) -> Response:
        """Send somebody without a good token there. Who is signed in to an organisation stays so."""
        response = visit.redirect(f"{SIGN_IN}?reason=ended")
        cookies.clear(response, cookies.OPERATOR)
        return response


class Nowhere(Endpoint):
    """The application for every path that leads nowhere."""

    def __init__(self, service: Service) -> None:
        super().__init__(service, "unknown", {})

    async def _answer(self, visit: Visit) -> Response:
        return self._ended(visit, NOT_FOUND)
