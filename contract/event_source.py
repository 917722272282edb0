"""Reading server-sent events (HTML Living Standard §9.2), as far as GraphQL over SSE needs of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

_END = b"\n\n"


class EventTooLong(Exception):
    """An event is longer than the reader takes."""


class Event(NamedTuple):
    """An event's name, and its data in UTF-8."""

    name: str
    data: bytes


async def events(chunks: AsyncIterable[bytes], *, max_bytes: int) -> AsyncGenerator[Event]:
    """The events of a stream, however it is cut; comments, which only say that it lives, are left out.

    Lines end in LF. Raises `EventTooLong`.
    """
    waiting = bytearray()
    async for chunk in chunks:
        searched = max(0, len(waiting) - 1)
        waiting += chunk
        while (end := waiting.find(_END, searched)) >= 0:
            event = _event(bytes(waiting[:end]))
            del waiting[: end + len(_END)]
            searched = 0
            if event is not None:
                yield event
        if len(waiting) > max_bytes:
            raise EventTooLong


def _event(block: bytes) -> Event | None:
    name, data = "message", []
    for line in block.split(b"\n"):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            name = value.decode("utf-8", "replace")
        elif field == b"data":
            data.append(value)
    return Event(name, b"\n".join(data)) if data else None
