"""GraphQL over server-sent events, in the mode of distinct connections: one request, one subscription.

Protocol: https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.responses import Response

from contract.stopping import stopping_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.types import Receive, Scope, Send

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT_SECONDS: Final = 10.0
"""A line often enough that whoever waits, and every proxy, can tell silence from the end."""
_HEARTBEAT = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"


class EventStream(Response):
    """Each response as it comes; the next is asked for when the one before was taken.

    It ends with the last response, when the client goes, and when the server begins to stop; the generator is closed in
    any case.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        responses: AsyncGenerator[dict[str, Any]],
        headers: dict[str, str],
        *,
        heartbeat: float = HEARTBEAT_SECONDS,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", **headers})
        del self.headers["Content-Length"]
        self._responses = responses
        self._heartbeat = heartbeat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send(send))
        left = asyncio.create_task(_left(receive))
        stopping = asyncio.create_task(stopping_of(scope).wait())
        tasks = {sending, left, stopping}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._responses.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        if not sending.cancelled():
            sending.result()  # what went wrong is told to whoever logs it

    async def _send(self, send: Send) -> None:
        # At once, so that the client knows that somebody is there.
        await _write(send, _HEARTBEAT)
        coming: asyncio.Task[dict[str, Any] | None] | None = None
        try:
            while True:
                coming = coming or asyncio.create_task(anext(self._responses, None))
                done, _ = await asyncio.wait({coming}, timeout=self._heartbeat)
                if not done:
                    await _write(send, _HEARTBEAT)
                    continue
                response, coming = coming.result(), None
                if response is None:
                    await _write(send, _COMPLETE)
                    return
                await _write(send, b"event: next\ndata: " + orjson.dumps(response) + b"\n\n")
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
