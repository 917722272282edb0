"""The services put together as ASGI applications: all in one process, or one each."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import identity.app
import scim_facade.app
from contract.http_transport import HTTPTransport
from narthex.in_process import InProcessTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from identity.app import Identity
    from identity.settings import Settings as IdentitySettings
    from scim_facade.settings import Settings as FacadeSettings

FACADE_PREFIX = "/scim/"


@asynccontextmanager
async def whole_house(
    opened: Identity, identity_settings: IdentitySettings, facade_settings: FacadeSettings
) -> AsyncIterator[ASGIApp]:
    """Every service in this process, with GraphQL between them as a function call."""
    facade = scim_facade.app.create_app(facade_settings, InProcessTransport(opened))
    graphql = identity.app.create_app(identity_settings, opened)
    async with _lifespans(facade, graphql):
        yield by_path(facade, graphql)


@asynccontextmanager
async def identity_alone(opened: Identity, settings: IdentitySettings) -> AsyncIterator[ASGIApp]:
    """Identity, for façades in other processes."""
    graphql = identity.app.create_app(settings, opened)
    async with _lifespans(graphql):
        yield graphql


@asynccontextmanager
async def facade_alone(settings: FacadeSettings) -> AsyncIterator[ASGIApp]:
    """The SCIM façade, over the identity of another process."""
    transport = HTTPTransport(str(settings.identity_url), timeout_seconds=settings.identity_timeout_seconds)
    facade = scim_facade.app.create_app(settings, transport)
    try:
        async with _lifespans(facade):
            yield facade
    finally:
        await transport.aclose()


def by_path(facade: ASGIApp, others: ASGIApp) -> ASGIApp:
    """One application out of two: `/scim` and what is below it are the façade's, which answers in SCIM only."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_scim = f"{scope.get('path', '')}/".startswith(FACADE_PREFIX)
        await (facade if is_scim else others)(scope, receive, send)

    return app


@asynccontextmanager
async def _lifespans(*apps: FastAPI) -> AsyncIterator[None]:
    """Run the applications' own start and stop here, where a failure is an exception and not a line in a log."""
    async with AsyncExitStack() as started:
        for app in apps:
            await started.enter_async_context(app.router.lifespan_context(app))
        yield
