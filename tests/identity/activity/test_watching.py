"""Entries as they come: by whichever process, once, and to nobody who may not see them any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.event_source import Event, EventTooLong, events
from contract.http_transport import HTTPTransport
from contract.transport import Caller, Forbidden, Refused, Transport, Unauthenticated, Unavailable
from identity.access.activity_records import EVERY_ENTRY, ActivityRecord
from identity.activity_feed import MAX_WAITING, MAX_WATCHERS, Batch, Watcher
from identity.app import Identity, create_app
from identity.database import Database
from identity.rules.activity import ActivityKind, ActivityOutcome
from identity.settings import Settings
from narthex.in_process import InProcessTransport
from narthex.serving import listen, port_of, serving
from tests.identity.activity.telling import request, tell

WATCH = """subscription Watch($filter: ActivityFilter) {
    activityAdded(filter: $filter) { requestId missedBefore changes { action } } }"""


@pytest.fixture(params=["in process", "over HTTP"])
async def transport(identity: Identity, request: pytest.FixtureRequest) -> AsyncIterator[Transport]:
    if request.param == "in process":
        yield InProcessTransport(identity)
        return
    listener = listen("127.0.0.1", 0)
    app = create_app(Settings(database_url="postgresql://already-open"), identity)
    over_http = HTTPTransport(f"http://127.0.0.1:{port_of(listener)}/graphql")
    async with serving(app, listener):
        yield over_http
        await over_http.aclose()


class Watching:
    """A subscription, read by a task of its own."""

    def __init__(self, transport: Transport, token: str | None, **wanted: Any) -> None:
        self._came: asyncio.Queue[str | Exception] = asyncio.Queue()
        self._stream = transport.subscribe(WATCH, None, {"filter": wanted or None}, Caller(token, "watching"))
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for data in self._stream:
                self._came.put_nowait(data["activityAdded"]["requestId"])
        except Exception as error:  # noqa: BLE001  it is what came
            self._came.put_nowait(error)

    async def next(self) -> str | Exception:
        async with asyncio.timeout(5):
            return await self._came.get()

    @property
    def is_quiet(self) -> bool:
        return self._came.empty()

    async def stop(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._stream.aclose()  # type: ignore[attr-defined]  both transports' streams are generators


@asynccontextmanager
async def watching(transport: Transport, api: Any, connection: str, **wanted: Any) -> AsyncIterator[Watching]:
    """Somebody who watches, from when they have seen a first entry on."""
    watching = Watching(transport, api.token, **wanted)
    try:
        for attempt in range(100):
            await tell(api, connection, request(requestId=f"first-{attempt}"))
            await asyncio.sleep(0.05)
            if not watching.is_quiet:
                break
        await tell(api, connection, request(requestId="last"))
        while (came := await watching.next()) != "last":
            assert isinstance(came, str), came
        yield watching
    finally:
        await watching.stop()


@pytest.fixture
async def auditor(api: Any, api_of: Any, customer: Any, sql: asyncpg.Connection) -> Any:
    """Somebody who reads everything and changes nothing."""
    user = await api.user("auditor")
    await sql.execute("INSERT INTO memberships VALUES ($1, $2, 'AUDITOR')", customer.id, user["id"])
    return api_of(await customer.session_of("auditor"))


async def test_an_entry_is_delivered_as_soon_as_it_is_written(
    transport: Transport, api: Any, scim: Any, customer: Any
) -> None:
    async with watching(transport, api, customer.connection) as watcher:
        for number in range(3):
            await tell(scim, customer.connection, request(requestId=f"r{number}"))
            async with asyncio.timeout(1):
                assert await watcher.next() == f"r{number}"
        await asyncio.sleep(0.6)
        assert watcher.is_quiet


async def test_who_has_been_signed_out_sees_nothing_more(
    transport: Transport, api: Any, scim: Any, customer: Any
) -> None:
    async with watching(transport, api, customer.connection) as watcher:
        await api.mutate("sessionEnd")
        await tell(scim, customer.connection, request(requestId="secret"))
        assert isinstance(await watcher.next(), Unauthenticated)


async def test_who_may_not_read_it_any_more_sees_nothing_more(
    transport: Transport, auditor: Any, scim: Any, customer: Any, sql: asyncpg.Connection
) -> None:
    async with watching(transport, auditor, customer.connection) as watcher:
        await sql.execute("UPDATE memberships SET role = 'MEMBER' WHERE role = 'AUDITOR'")
        await tell(scim, customer.connection, request(requestId="secret"))
        assert isinstance(await watcher.next(), Forbidden)


async def test_who_leaves_is_out_even_while_nothing_happens(
    api: Any, auditor: Any, identity: Identity, customer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("identity.graphql.activity.VERIFY_SECONDS", 0.05)
    async with watching(InProcessTransport(identity), auditor, customer.connection) as watcher:
        found = await api.query("userBy", "{ id }", userName="auditor")
        await api.mutate("userUpdate", id=found["id"], changes={"active": False})
        assert isinstance(await watcher.next(), Unauthenticated)


@pytest.mark.parametrize(("caller", "error"), [("nobody", Unauthenticated), ("scim", Forbidden)])
async def test_who_may_not_read_it_watches_nothing(
    transport: Transport, customer: Any, caller: str, error: type[Exception]
) -> None:
    watcher = Watching(transport, None if caller == "nobody" else customer.token)
    assert isinstance(await watcher.next(), error)
    await watcher.stop()


async def test_what_is_no_subscription_is_refused_in_words(transport: Transport, api: Any) -> None:
    for document, variables in (("{ viewer { label } }", {}), ("subscription { nothing }", {}), (WATCH, {"filter": 1})):
        with pytest.raises(Refused):
            async for _ in transport.subscribe(document, None, variables, Caller(api.token, "x")):
                pass
    with pytest.raises(Refused, match="text/event-stream"):
        await transport.execute(WATCH, None, {}, Caller(api.token, "x"))


async def test_the_limits_of_documents_hold_for_subscriptions(identity: Identity, api: Any) -> None:
    aliases = " ".join(f"a{number}: requestId" for number in range(40))
    stream = identity.subscribe(f"subscription {{ activityAdded {{ {aliases} }} }}", None, {}, Caller(api.token, "x"))
    refused = await anext(stream)
    assert "aliases" in refused["errors"][0]["message"]
    await stream.aclose()


async def test_nobody_watches_another_organisation(
    api: Any, other_api: Any, identity: Identity, customer: Any, other_customer: Any
) -> None:
    transport = InProcessTransport(identity)
    async with (
        watching(transport, api, customer.connection) as own,
        watching(transport, other_api, other_customer.connection, connectionId=other_customer.connection) as other,
    ):
        await tell(api, customer.connection, request(requestId="own"))
        await tell(other_api, other_customer.connection, request(requestId="other"))
        assert (await own.next(), await other.next()) == ("own", "other")
        await asyncio.sleep(0.5)
        assert own.is_quiet
        assert other.is_quiet


async def test_only_what_is_wanted_is_delivered(api: Any, identity: Identity, customer: Any) -> None:
    watcher = Watching(InProcessTransport(identity), api.token, outcomes=["FAILED"])
    await asyncio.sleep(0.2)
    await tell(api, customer.connection, request(requestId="fine"), request(requestId="broken", status=500))
    assert await watcher.next() == "broken"
    assert watcher.is_quiet
    await watcher.stop()


async def test_what_another_process_writes_is_seen_within_a_second(
    api: Any, identity: Identity, database: Database, customer: Any
) -> None:
    other_process = type(api)(Identity(database), api.token)
    async with watching(InProcessTransport(identity), api, customer.connection) as watcher:
        await tell(other_process, customer.connection, request(requestId="elsewhere"))
        async with asyncio.timeout(1):
            assert await watcher.next() == "elsewhere"


async def test_a_batch_that_becomes_visible_late_is_seen_once(
    api: Any, identity: Identity, customer: Any, database_url: str
) -> None:
    """Its ids are older than those of what has been delivered already."""
    late = await asyncpg.connect(database_url)
    async with watching(InProcessTransport(identity), api, customer.connection) as watcher:
        transaction = late.transaction()
        await transaction.start()
        await late.execute(
            """INSERT INTO activity_entries (organisation_id, id, at, kind, outcome, request_id, action, subjects,
                                             duration_ms, explanation)
               SELECT organisation_id,
                      (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || repeat('7', 20))
                          ::uuid,
                      at, kind, outcome, 'late', action, subjects, duration_ms, explanation
               FROM activity_entries LIMIT 1"""
        )
        await tell(api, customer.connection, request(requestId="quick"))
        assert await watcher.next() == "quick"
        await asyncio.sleep(1)
        await transaction.commit()
        assert await watcher.next() == "late"
        await asyncio.sleep(0.6)
        assert watcher.is_quiet
    await late.close()


async def test_an_outage_ends_the_stream_in_words(api: Any, database_url: str) -> None:
    database = await Database.open(database_url, pool_size=1)
    watcher = Watching(InProcessTransport(Identity(database)), api.token)
    await asyncio.sleep(0.1)
    await database.close()
    # Whoever watches is verified again, and cannot be.
    error = await asyncio.wait_for(watcher._came.get(), 8)  # noqa: SLF001  a longer wait than for an entry
    assert isinstance(error, Unavailable)
    await watcher.stop()


async def test_only_so_many_watch_one_organisation(api: Any, identity: Identity, customer: Any) -> None:
    transport = InProcessTransport(identity)
    watchers = [Watching(transport, api.token) for _ in range(MAX_WATCHERS)]
    await asyncio.sleep(0.3)
    one_more = Watching(transport, api.token)
    refused = await one_more.next()
    assert isinstance(refused, Refused)
    assert "already watch" in str(refused)
    await watchers[0].stop()
    async with watching(transport, api, customer.connection):
        pass
    for watcher in (*watchers, one_more):
        await watcher.stop()


async def test_nobody_is_asked_after_once_nobody_watches(
    transport: Transport, api: Any, identity: Identity, customer: Any
) -> None:
    async with watching(transport, api, customer.connection):
        assert identity.feed.watched == {customer.id}
    async with asyncio.timeout(2):
        while identity.feed.watched:  # noqa: ASYNC110  a test is no reason for an event
            await asyncio.sleep(0.01)


async def test_who_reads_slowly_is_told_how_much_they_missed() -> None:
    entry = ActivityRecord(
        organisation_id=UUID(int=1),
        id=UUID(int=2),
        at=datetime.now(UTC),
        kind=ActivityKind.SIGN_IN,
        outcome=ActivityOutcome.SUCCEEDED,
        request_id="r",
        action="a",
        duration_ms=1,
        explanation=None,
    )
    watcher = Watcher(EVERY_ENTRY, explained=False)
    watcher.put([entry] * (MAX_WAITING + 5), 2)
    batch = await watcher.next(0)
    assert (len(batch.entries), batch.missed) == (MAX_WAITING, 7)
    assert await watcher.next(0) == Batch((), 0)


def chunked(stream: bytes, cuts: list[int]) -> list[bytes]:
    marks = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [stream[start:end] for start, end in pairwise(marks)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["next", "complete"]), st.text(st.characters(exclude_characters="\r\n"))), max_size=5
    ),
    st.lists(st.integers(min_value=0), max_size=10),
)
def test_a_stream_reads_the_same_however_it_is_cut(sent: list[tuple[str, str]], cuts: list[int]) -> None:
    stream = b":\n\n".join(f"event: {name}\ndata: {data}\n\n".encode() for name, data in sent)

    async def chunks() -> AsyncIterator[bytes]:
        for chunk in chunked(stream, cuts):
            yield chunk

    async def read() -> list[Event]:
        return [event async for event in events(chunks(), max_bytes=1_000_000)]

    assert asyncio.run(read()) == [(name, data.encode()) for name, data in sent]


async def test_an_endless_event_is_not_waited_for() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"data: " + b"x" * 100

    with pytest.raises(EventTooLong):
        async for _ in events(chunks(), max_bytes=1000):
            pass
