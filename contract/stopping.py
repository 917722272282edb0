"""How whoever answers for as long as somebody listens learns that the server is about to stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_STOPPING = "narthex.stopping"


def telling(app: ASGIApp, stopping: asyncio.Event) -> ASGIApp:
    """The application, each of whose requests can ask for this event, which is set when the server begins to stop."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, _STOPPING: stopping}, receive, send)

    return told


def stopping_of(scope: Scope) -> asyncio.Event:
    """The event of the server that a request came to; under a server that tells nothing, one that is never set."""
    return scope.get(_STOPPING) or asyncio.Event()
