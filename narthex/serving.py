"""Listening and answering: the one place that runs an HTTP server."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import uvicorn

from contract.stopping import telling
from narthex.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from starlette.types import ASGIApp

BACKLOG = 2048
# Longer than any request is allowed to take, so that none is cut off.
GRACE_SECONDS = 30
# Longer than any client of ours keeps an idle connection: whoever closes first must be the one who sends on it.
KEEP_ALIVE_SECONDS = 75

Result = TypeVar("Result")


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; from now on connections wait until somebody answers.

    Raises `CommandRefused` when the address is taken or none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            # A port whose last server has just gone is free again at once; a port that is served stays taken.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise CommandRefused(
            f"Cannot listen on {host} port {port} ({error.strerror}): choose another with --host or --port, or stop "
            "what listens there."
        ) from error
    return listener


def port_of(listener: socket.socket) -> int:
    """The port a socket listens on."""
    port: int = listener.getsockname()[1]
    return port


@asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Answer on a listening socket while the block lasts, then finish what was begun.

    What would go on for as long as somebody listens is told to end (`contract.stopping`). The task ends earlier when
    the process is asked to stop (SIGINT, SIGTERM, SIGHUP).
    """
    stopping = asyncio.Event()
    server = _Server(
        uvicorn.Config(
            telling(app, stopping),
            lifespan="off",  # the composition runs it
            log_config=None,
            access_log=False,  # the services write one line a request, with more in it
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        ),
        stopping,
    )
    answering = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield answering
    finally:
        server.should_exit = True
        await answering


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on the event loop a server would choose."""
    with asyncio.Runner(loop_factory=uvicorn.Config(app="", log_config=None).get_loop_factory()) as runner:
        return runner.run(work)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, and wait for those that were begun."""
        self._stopping.set()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals as the wish to stop, and not raise them again afterwards: the database has to stop, too."""
        wishes = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        earlier = {wish: signal.signal(wish, self.handle_exit) for wish in wishes}
        try:
            yield
        finally:
            for wish, handler in earlier.items():
                signal.signal(wish, handler)
