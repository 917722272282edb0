"""The simulated sign-in on two ports: https for programs, and plain http on localhost for browsers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trustme
import uvicorn

from entra_simulator.sign_in.addresses import Addresses
from entra_simulator.sign_in.app import authority_app, browser_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from entra_simulator.sign_in.authority import SignInSimulator

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_GRACE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RunningAuthority:
    """Where a simulated Entra answers, and what an application needs to be its client.

    `authority_host` is an https address without a path, `browser_url` a plain http one: the pages people visit. The
    certificate of the first is believed by whoever trusts the certificates in `ca_file` (PEM). The client is the first
    application that is registered.
    """

    authority_host: str
    browser_url: str
    ca_file: Path
    client_id: str
    client_secret: str


@asynccontextmanager
async def running(
    simulator: SignInSimulator,
    *,
    ca_file: Path,
    host: str = "localhost",
    https_port: int = 0,
    http_port: int = 0,
    listen_on: str | None = None,
    browser_host: str = "localhost",
) -> AsyncIterator[RunningAuthority]:
    """Answer while the block lasts, on the loop that runs it; signals are left to the caller.

    `host` is the name programs use and the certificate is for, `browser_host` the one browsers use, `listen_on` the
    address to listen on where that is not `host` (a container: `0.0.0.0`). Port 0 takes any. `ca_file` is written
    before anybody can connect: each run has a certificate authority of its own.

    Raises OSError when a port is taken or the file cannot be written.
    """
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_file)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*dict.fromkeys((host, *_LOOPBACK))).configure_cert(tls)
    with (
        socket.create_server((listen_on or host, https_port)) as https,
        socket.create_server((listen_on or host, http_port)) as http,
    ):
        addresses = Addresses(f"https://{host}:{_port(https)}", f"http://{browser_host}:{_port(http)}")
        simulator.addresses = addresses
        servers = {_server(authority_app(simulator), tls): https, _server(browser_app(simulator), None): http}
        async with _serving(servers):
            try:
                yield _told(simulator, ca_file)
            finally:
                simulator.misbehaviour.end_outage()


def _told(simulator: SignInSimulator, ca_file: Path) -> RunningAuthority:
    application = next(iter(simulator.applications.values()))
    return RunningAuthority(
        authority_host=simulator.addresses.authority,
        browser_url=simulator.addresses.browser,
        ca_file=ca_file,
        client_id=application.client_id,
        client_secret=next(iter(application.secrets), ""),
    )


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the caller's: it has more to stop than this."""
        yield


def _server(app: ASGIApp, tls: ssl.SSLContext | None) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ssl_context_factory=None if tls is None else lambda _config, _default: tls,
        )
    )


@asynccontextmanager
async def _serving(listeners: dict[_Server, socket.socket]) -> AsyncIterator[None]:
    answering = asyncio.gather(*(server.serve(sockets=[listener]) for server, listener in listeners.items()))
    try:
        yield
    finally:
        for server in listeners:
            server.should_exit = True
        # What was begun is finished; clients that keep a connection open for later are not waited for.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(answering), _GRACE_SECONDS)
        for server in listeners:
            server.force_exit = True
        await answering
