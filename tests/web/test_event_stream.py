"""Answers that go on for as long as the browser listens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.stopping import telling
from web.event_stream import Event, EventStream

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Listener:
    """A browser: what it was sent, and how it leaves."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.leaves = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    async def listens(self, stream: Any, method: str = "GET") -> None:
        await asyncio.wait_for(stream({"type": "http", "method": method}, self.receive, self.send), 5)


class Source:
    """Events, and then silence; says whether it was closed."""

    def __init__(self, *events: Event, ends: bool = False) -> None:
        self.given, self.ends, self.closed = events, ends, False

    async def events(self) -> AsyncGenerator[Event, None]:
        try:
            for event in self.given:
                yield event
            if not self.ends:
                await asyncio.Event().wait()
        finally:
            self.closed = True


async def test_events_are_sent_as_they_come_and_the_last_one_ends_the_answer() -> None:
    source, listener = Source(Event("rows", "<p>\nä</p>", "7"), Event("ended"), ends=True), Listener()
    await listener.listens(EventStream(source.events()))
    assert listener.text == "retry: 2000\n\nevent: rows\nid: 7\ndata: <p>\ndata: ä</p>\n\nevent: ended\ndata: \n\n"
    headers = {name.decode(): value.decode() for name, value in listener.sent[0]["headers"]}
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert "content-length" not in headers
    assert source.closed


async def test_a_silent_stream_says_that_it_is_alive_until_its_life_ends() -> None:
    source, listener = Source(), Listener()
    await listener.listens(EventStream(source.events(), heartbeat=0.01, life=0.1))
    assert listener.text.count(":\n\n") >= 2
    assert listener.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert source.closed


async def test_the_source_is_closed_when_the_browser_goes() -> None:
    source, listener = Source(Event("one")), Listener()
    asyncio.get_running_loop().call_later(0.02, listener.leaves.set)
    await listener.listens(EventStream(source.events()))
    assert "event: one" in listener.text
    assert source.closed


async def test_the_stream_ends_when_the_server_begins_to_stop() -> None:
    source, listener, stopping = Source(), Listener(), asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, stopping.set)
    await listener.listens(telling(EventStream(source.events()), stopping))
    assert listener.sent[-1]["more_body"] is False
    assert source.closed


async def test_head_is_answered_by_the_headers_alone() -> None:
    source, listener = Source(Event("one")), Listener()
    await listener.listens(EventStream(source.events()), "HEAD")
    assert listener.text == ""


async def test_what_breaks_in_between_is_told_to_whoever_logs_it() -> None:
    async def broken() -> AsyncGenerator[Event, None]:
        yield Event("one")
        raise ZeroDivisionError

    listener = Listener()
    with pytest.raises(ZeroDivisionError):
        await listener.listens(EventStream(broken()))
    assert listener.sent[-1]["more_body"] is False


@given(st.text(), st.text(), st.text())
@settings(max_examples=100)
def test_whatever_an_event_holds_stays_one_event(name: str, data: str, id_: str) -> None:
    encoded = Event(name.encode(errors="ignore").decode(), data.encode(errors="ignore").decode(), "".join(id_.split()))
    lines = encoded.encode().decode().split("\n")
    assert lines[-2:] == ["", ""]
    assert all(line.startswith(("event: ", "id: ", "data: ")) for line in lines[:-2])
    assert sum(line.startswith("event: ") for line in lines) == 1
