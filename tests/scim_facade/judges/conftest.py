"""A façade that listens, for judges who speak HTTP and know nothing of this project."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from identity.app import Identity
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.settings import Settings


@dataclass(frozen=True)
class Endpoint:
    """What an administrator pastes into a directory: the SCIM endpoint's address and a token for it."""

    url: str
    token: str


@pytest.fixture
async def listening(identity: Identity) -> AsyncIterator[str]:
    """The address of the façade over identity, on a port of its own."""
    app = create_app(Settings(), InProcessTransport(identity))
    # Of a socket that does not say it is TCP, asyncio would let every answer wait for an acknowledgement (40 ms).
    with socket.socket(proto=socket.IPPROTO_TCP) as opened:
        opened.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False))
        serving = asyncio.create_task(server.serve([opened]))
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
def endpoint(listening: str, scim: Any) -> Endpoint:
    return Endpoint(f"{listening}{scim.base}", scim.token)


@pytest.fixture
async def strict_endpoint(endpoint: Endpoint, customer: Any) -> Endpoint:
    """The same, taking the standard to the letter."""
    await customer.set_conformance("STRICT")
    return endpoint
