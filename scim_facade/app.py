"""The façade as an ASGI application: every address it has, and what each leads to."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from contract.transport import Transport
from scim_facade.connections import Connections
from scim_facade.endpoint import Endpoint, Handler, nowhere
from scim_facade.log import RequestLog
from scim_facade.reports import Reports
from scim_facade.routes import bulk, discovery, groups, lists, me, openapi, users
from scim_facade.routes.health import health_routes
from scim_facade.scim_request import PREFIX, WRITTEN_PATH, Service
from scim_facade.settings import Settings
from scim_facade.turns import Turns

ENDPOINTS: dict[str, dict[str, Handler]] = {
    "": {"GET": lists.find_all},
    "/.search": {"POST": lists.search_all},
    "/Me": {"GET": me.read, "POST": me.create, "PUT": me.replace, "PATCH": me.patch, "DELETE": me.delete},
    "/Bulk": {"POST": bulk.change_all},
    "/Users": {"GET": lists.find_users, "POST": users.create},
    "/Users/.search": {"POST": lists.search_users},
    "/Users/{id}": {"GET": users.read, "PUT": users.replace, "PATCH": users.patch, "DELETE": users.delete},
    "/Groups": {"GET": lists.find_groups, "POST": groups.create},
    "/Groups/.search": {"POST": lists.search_groups},
    "/Groups/{id}": {"GET": groups.read, "PUT": groups.replace, "PATCH": groups.patch, "DELETE": groups.delete},
    "/ServiceProviderConfig": {"GET": discovery.service_provider_config},
    "/ResourceTypes": {"GET": discovery.resource_types},
    "/ResourceTypes/{id}": {"GET": discovery.resource_type},
    "/openapi.json": {"GET": openapi.read},
    "/Schemas": {"GET": discovery.schemas},
    "/Schemas/{id}": {"GET": discovery.schema},
}

_SURPLUS_SLASHES = re.compile(r"/+(?=/|$)")


def create_app(settings: Settings, transport: Transport, reports: Reports | None = None) -> FastAPI:
    """The façade over a transport to identity. The transport stays the caller's to close, after the app has stopped.

    What is answered goes to `reports`, by default over the same transport.
    """
    if reports is None:
        reports = Reports(transport, f"{PREFIX}/{{connection}}")
    service = Service(settings, transport, Connections(transport), Turns(), reports)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.reports.reporting():
            yield

    routes = []
    for path, handlers in ENDPOINTS.items():
        route = f"{PREFIX}/{{connection}}{path}"
        routes.append(Route(route, Endpoint(service, route, handlers)))
    app = FastAPI(
        title="Narthex SCIM",
        openapi_url=None,  # each endpoint describes itself, with its organisation's schemas
        redirect_slashes=False,
        lifespan=lifespan,
        routes=[*routes, *health_routes(transport), Mount("/", nowhere)],
    )
    app.add_middleware(PlainPaths)
    app.add_middleware(RequestLog)
    return app


class PlainPaths:
    """ASGI middleware: `/Users/` and `//Users` mean `/Users`, since a tenant URL may or may not end in a slash.

    The request goes on at once: a client of this protocol follows no redirect.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on the plain form of the path."""
        if scope["type"] == "http" and (scope["path"].endswith("/") or "//" in scope["path"]):
            written = scope["path"]
            scope = {**scope, "path": _SURPLUS_SLASHES.sub("", written) or "/", WRITTEN_PATH: written}
        await self._app(scope, receive, send)
