"""Server-sent events (HTML Living Standard §9.2): an answer that goes on for as long as the browser listens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from contract.stopping import stopping_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.types import Receive, Scope, Send

HEARTBEAT_SECONDS: Final = 10.0
"""A line often enough that no proxy takes the silence for the end."""
LIFE_SECONDS: Final = 15 * 60.0
"""Then the browser connects anew: by itself, and to whichever process answers it."""
RECONNECT_MS: Final = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, its text, and the id by which the browser says, connecting anew, what it has seen."""

    name: str
    data: str = ""
    id: str | None = None

    def encode(self) -> bytes:
        """As it is sent. A line break inside the name or the id would be another field, and is left out."""
        lines = [f"event: {_one_line(self.name)}"]
        if self.id is not None:
            lines.append(f"id: {_one_line(self.id)}")
        lines += [f"data: {line}" for line in self.data.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        return ("\n".join(lines) + "\n\n").encode()


def _one_line(text: str) -> str:
    return "".join(text.splitlines()).replace("\0", "")


class EventStream(Response):
    """Sends each event as it comes; the next is asked for when the browser has taken the one before.

    It ends with the last event, when the browser goes, after `life` seconds, and when the server begins to stop; the
    generator is closed in any case.
    """

    media_type = "text/event-stream"

    def __init__(
        self, events: AsyncGenerator[Event], *, heartbeat: float = HEARTBEAT_SECONDS, life: float = LIFE_SECONDS
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["Content-Length"]
        self._events = events
        self._heartbeat = heartbeat
        self._life = life

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; of a HEAD its headers only."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send(send) if scope["method"] != "HEAD" else asyncio.sleep(0))
        left = asyncio.create_task(_left(receive))
        stopping = asyncio.create_task(stopping_of(scope).wait())
        tasks = {sending, left, stopping}
        try:
            await asyncio.wait(tasks, timeout=self._life, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._events.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        if not sending.cancelled():
            sending.result()  # what went wrong is told to whoever logs it

    async def _send(self, send: Send) -> None:
        await _write(send, f"retry: {RECONNECT_MS}\n\n".encode())
        coming: asyncio.Task[Event | None] | None = None
        try:
            while True:
                coming = coming or asyncio.create_task(anext(self._events, None))
                done, _ = await asyncio.wait({coming}, timeout=self._heartbeat)
                if not done:
                    await _write(send, b":\n\n")
                    continue
                event, coming = coming.result(), None
                if event is None:
                    return
                await _write(send, event.encode())
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
