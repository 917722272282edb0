"""The services put together as ASGI applications: all in one process, or one each."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import identity.app
import scim_facade.app
import web.app
from contract.http_transport import HTTPTransport
from narthex.database import ensure_schema
from narthex.errors import CommandRefused
from narthex.in_process import InProcessTransport
from web.client_credentials import CredentialUnreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from contract.transport import Transport
    from identity.app import Identity
    from identity.settings import Settings as IdentitySettings
    from narthex.database import Database
    from narthex.services import ServiceSettings
    from scim_facade.settings import Settings as FacadeSettings
    from web.settings import Settings as WebSettings

FACADE_PREFIX = "/scim/"
OF_IDENTITY = frozenset({"/graphql", "/healthz", "/readyz"})


@asynccontextmanager
async def identity_over(database: Database, settings: IdentitySettings) -> AsyncIterator[Identity]:
    """Identity itself on a database, whose schema is seen to first. Raises `CommandRefused` when it does not fit."""
    await ensure_schema(database)
    async with identity.app.open_identity(settings.model_copy(update={"database_url": database.url})) as opened:
        yield opened


@asynccontextmanager
async def whole_house(opened: Identity, services: ServiceSettings) -> AsyncIterator[ASGIApp]:
    """Every service in this process, with GraphQL between them as a function call."""
    transport = InProcessTransport(opened)
    facade = scim_facade.app.create_app(services.facade, transport)
    graphql = identity.app.create_app(services.identity, opened)
    pages = _pages(services.web, transport)
    async with _lifespans(facade, graphql, pages):
        yield by_path(facade, graphql, pages)


@asynccontextmanager
async def identity_alone(opened: Identity, settings: IdentitySettings) -> AsyncIterator[ASGIApp]:
    """Identity, for façades and pages in other processes."""
    graphql = identity.app.create_app(settings, opened)
    async with _lifespans(graphql):
        yield graphql


@asynccontextmanager
async def facade_alone(settings: FacadeSettings) -> AsyncIterator[ASGIApp]:
    """The SCIM façade, over the identity of another process."""
    async with _remote_identity(settings) as transport:
        facade = scim_facade.app.create_app(settings, transport)
        async with _lifespans(facade):
            yield facade


@asynccontextmanager
async def web_alone(settings: WebSettings) -> AsyncIterator[ASGIApp]:
    """The pages, over the identity of another process."""
    async with _remote_identity(settings) as transport:
        pages = _pages(settings, transport)
        async with _lifespans(pages):
            yield pages


def by_path(facade: ASGIApp, graphql: ASGIApp, pages: ASGIApp) -> ASGIApp:
    """One application out of three: `/scim` and what is below it is answered in SCIM only, and the rest is pages."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if f"{path}/".startswith(FACADE_PREFIX):
            await facade(scope, receive, send)
        elif path in OF_IDENTITY:
            await graphql(scope, receive, send)
        else:
            await pages(scope, receive, send)

    return app


def _pages(settings: WebSettings, transport: Transport) -> FastAPI:
    try:
        return web.app.create_app(settings, transport)
    except CredentialUnreadable as error:
        raise CommandRefused(str(error)) from error
    except OSError as error:
        raise CommandRefused(
            "NARTHEX_ENTRA_EXTRA_CA_FILE cannot be used: it has to name a readable file of certificates in PEM form."
        ) from error


@asynccontextmanager
async def _remote_identity(settings: FacadeSettings | WebSettings) -> AsyncIterator[HTTPTransport]:
    transport = HTTPTransport(str(settings.identity_url), timeout_seconds=settings.identity_timeout_seconds)
    try:
        yield transport
    finally:
        await transport.aclose()


@asynccontextmanager
async def _lifespans(*apps: FastAPI) -> AsyncIterator[None]:
    """Run the applications' own start and stop here, where a failure is an exception and not a line in a log."""
    async with AsyncExitStack() as started:
        for app in apps:
            await started.enter_async_context(app.router.lifespan_context(app))
        yield
