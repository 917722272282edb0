"""The web applications that answer as the simulated sign-in, one for programs and one for browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from entra_simulator.sign_in.admin_consent import admin_consent_response
from entra_simulator.sign_in.authorize import authorize_response
from entra_simulator.sign_in.control import control_routes
from entra_simulator.sign_in.discovery import discovery_document, published_keys
from entra_simulator.sign_in.errors import EntraError, occasion, token_error_body
from entra_simulator.sign_in.logout import logout_response
from entra_simulator.sign_in.misbehaviour import Outage
from entra_simulator.sign_in.pages import STATIC, error_page, page
from entra_simulator.sign_in.token_endpoint import token_response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from entra_simulator.sign_in.authority import SignInSimulator

_CACHED: Final = {"Cache-Control": "max-age=86400, private"}
_CONTROL: Final = "/simulator"


def browser_app(simulator: SignInSimulator) -> Starlette:
    """The pages that people visit, and the control of the simulator."""
    routes = [*_page_routes(simulator), *control_routes(simulator, _CONTROL)]
    return Starlette(routes=routes, middleware=[Middleware(_Outages, simulator=simulator)])


def authority_app(simulator: SignInSimulator) -> Starlette:
    """The whole: what programs ask for, and the pages besides."""
    routes = [*_program_routes(simulator), *_page_routes(simulator), *control_routes(simulator, _CONTROL)]
    return Starlette(routes=routes, middleware=[Middleware(_Outages, simulator=simulator)])


def _program_routes(simulator: SignInSimulator) -> list[Route]:
    async def discovery(request: Request) -> Response:
        return _document(simulator, request, discovery_document)

    async def keys(request: Request) -> Response:
        return _document(simulator, request, published_keys)

    async def token(request: Request) -> Response:
        return await token_response(simulator, request)

    return [
        Route("/{tenant}/v2.0/.well-known/openid-configuration", discovery),
        Route("/{tenant}/discovery/v2.0/keys", keys),
        Route("/{tenant}/oauth2/v2.0/token", token, methods=["POST"]),
    ]


def _document(
    simulator: SignInSimulator, request: Request, document: Callable[[SignInSimulator, str], dict[str, Any]]
) -> Response:
    try:
        return JSONResponse(document(simulator, request.path_params["tenant"]), headers=_CACHED)
    except EntraError as error:
        body = token_error_body(error, occasion(simulator.clock()), simulator.addresses.error(error.code))
        return JSONResponse(body, error.status_code)


def _page_routes(simulator: SignInSimulator) -> list[Route | Mount]:
    def answered_by(answer: Callable[[SignInSimulator, Request], Awaitable[Response]]) -> Callable[..., Any]:
        async def endpoint(request: Request) -> Response:
            return await answer(simulator, request)

        return endpoint

    return [
        Route("/", answered_by(_index)),
        Route("/error", answered_by(_explanation)),
        Route("/{tenant}/oauth2/v2.0/authorize", answered_by(authorize_response), methods=["GET", "POST"]),
        Route("/{tenant}/v2.0/adminconsent", answered_by(admin_consent_response), methods=["GET", "POST"]),
        Route("/{tenant}/oauth2/v2.0/logout", answered_by(logout_response)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def _index(simulator: SignInSimulator, _request: Request) -> Response:
    return page("index.html", tenants=simulator.tenants.values(), authority=simulator.addresses.authority)


async def _explanation(simulator: SignInSimulator, request: Request) -> Response:
    code = request.query_params.get("code", "")
    try:
        return page("error_code.html", error=EntraError(int(code)))
    except ValueError:
        return error_page(simulator, EntraError(9002313, f"'{code}' is no AADSTS code that is known here."))


class _Outages:
    """Lets nothing through while the service is down, but for the control that ends the outage."""

    def __init__(self, app: ASGIApp, simulator: SignInSimulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if not scope["path"].startswith(f"{_CONTROL}/"):
            misbehaviour = self._simulator.misbehaviour
            if misbehaviour.outage is Outage.HANG:
                await misbehaviour.wait_for_end_of_outage()
            if misbehaviour.outage is Outage.UNAVAILABLE:
                app = PlainTextResponse("Service unavailable.", 503, headers={"Retry-After": "5"})
        await app(scope, receive, send)
