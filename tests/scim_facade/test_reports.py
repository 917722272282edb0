"""What a connection's requests need is counted, told to identity in batches, and never in a request's way."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from contract.transport import Caller, IdentityError, Unauthenticated, Unavailable
from identity.app import Identity
from narthex.in_process import InProcessTransport
from scim_facade.app import create_app
from scim_facade.core.rules import Note
from scim_facade.reports import ATTEMPTS, MAX_BATCH, MAX_CALLERS, MAX_WAITING_BYTES, Reports
from scim_facade.settings import Settings
from scim_facade.trace import Trace

PATCH = {
    "Operations": [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Replace", "path": "title", "value": "T"},
    ]
}


class Recording:
    """A transport that keeps what it was asked, and refuses as often as it is told to."""

    def __init__(self, *refusals: IdentityError) -> None:
        self.reports: list[tuple[Caller, Counter[str]]] = []
        self._refusals = list(refusals)

    async def execute(
        self, _document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        assert operation_name == "RuleUsesRecord"
        if self._refusals:
            raise self._refusals.pop(0)
        self.reports.append((caller, Counter({use["rule"]: use["uses"] for use in variables["uses"]})))
        return {"ruleUsesRecord": {"__typename": "RuleUsesRecorded", "rules": 1}}


def caller(credential: str = "token", connection: str = "c1") -> Caller:
    return Caller(credential, "r", connection, connection_version=7)


def notes(*rules: str) -> list[Note]:
    return [Note(rule, f"attribute-{number}") for number, rule in enumerate(rules)]


@pytest.fixture
def counted(graphql: Any, scim: Any) -> Callable[[], Awaitable[dict[str, int]]]:
    """What identity has counted for the connection."""

    async def read() -> dict[str, int]:
        document = "{ organisation { connections { ruleUses { rule uses } } } }"
        found = await graphql(document, token=scim.customer.owner)
        (connection,) = found["data"]["organisation"]["connections"]
        return {use["rule"]: use["uses"] for use in connection["ruleUses"]}

    return read


async def test_what_a_directory_sends_is_counted_when_the_service_stops(
    scim: Any, identity: Identity, counted: Callable[[], Awaitable[dict[str, int]]]
) -> None:
    app = create_app(Settings(), InProcessTransport(identity))
    async with app.router.lifespan_context(app):
        headers = {"Authorization": f"Bearer {scim.token}"}
        base_url = f"http://narthex.test{scim.base}"
        asgi = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=asgi, base_url=base_url, headers=headers) as client:
            person = (await client.post("/Users", json={"userName": "a@x.com", "active": "True"})).json()
            assert (await client.patch(f"/Users/{person['id']}", json=PATCH)).status_code == 200
            assert (await client.get("/Users", params={"filter": "userName eq"})).status_code == 400

    assert await counted() == {
        "boolean-as-string": 2,
        "missing-patch-schema": 1,
        "missing-resource-schema": 1,
        "op-letter-case": 1,
    }


async def test_a_batch_goes_with_the_callers_own_credential_and_as_a_request_of_its_own() -> None:
    transport = Recording()
    uses = Reports(transport, "")
    uses.count(caller(), notes("op-letter-case", "boolean-as-string", "op-letter-case"))
    uses.count(caller(), notes("op-letter-case"))
    uses.count(caller("another"), notes("single-for-list"))
    uses.count(caller("tidy"), [])
    await uses.flush()
    (first, counts), (second, others) = transport.reports
    assert (first.credential, first.connection, first.connection_version) == ("token", "c1", None)
    assert first.request_id not in {"r", second.request_id}
    assert counts == {"op-letter-case": 3, "boolean-as-string": 1}
    assert (second.credential, others) == ("another", {"single-for-list": 1})
    assert len(uses) == 0


async def test_an_outage_is_waited_out_and_what_is_counted_meanwhile_goes_along() -> None:
    transport = Recording(Unavailable("busy"))
    uses = Reports(transport, "")
    uses.count(caller(), notes("op-letter-case"))
    await uses.flush()
    uses.count(caller(), notes("op-letter-case", "single-for-list"))
    await uses.flush()
    assert [counts for _, counts in transport.reports] == [{"op-letter-case": 2, "single-for-list": 1}]


async def test_a_batch_that_cannot_be_told_is_given_up_with_a_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    transport = Recording(*[Unavailable("busy")] * ATTEMPTS)
    uses = Reports(transport, "")
    uses.count(caller("secret-token"), notes("op-letter-case"))
    with caplog.at_level(logging.WARNING, "scim_facade"):
        for _ in range(ATTEMPTS):
            assert len(uses) == 1
            await uses.flush()
    assert len(uses) == 0
    (record,) = caplog.records
    assert record.message == "Reports were lost"
    assert (record.__dict__["connection"], record.__dict__["uses"]) == ("c1", {"op-letter-case": 1})
    assert "secret-token" not in str(record.__dict__)


async def test_a_token_that_was_revoked_meanwhile_is_not_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    uses = Reports(Recording(Unauthenticated("revoked")), "")
    uses.count(caller(), notes("op-letter-case"))
    with caplog.at_level(logging.WARNING, "scim_facade"):
        await uses.flush()
    assert len(uses) == 0
    assert [record.__dict__["reason"] for record in caplog.records] == ["revoked"]


async def test_a_report_that_identity_does_not_accept_is_given_up(
    identity: Identity, customer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    uses = Reports(InProcessTransport(identity), "")
    uses.count(caller(customer.token, customer.connection), notes("No Rule"))
    with caplog.at_level(logging.WARNING, "scim_facade"):
        await uses.flush()
    assert len(uses) == 0
    assert "'No Rule'" in caplog.records[0].__dict__["reason"]


async def test_an_interrupted_batch_is_kept() -> None:
    class Hanging(Recording):
        async def execute(self, *_: object) -> dict[str, Any]:
            await asyncio.sleep(60)
            raise AssertionError

    uses = Reports(Hanging(), "")
    uses.count(caller(), notes("op-letter-case"))
    with suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await uses.flush()
    assert len(uses) == 1


async def test_the_callers_that_wait_are_bounded() -> None:
    uses = Reports(Recording(), "")
    for number in range(MAX_CALLERS + 5):
        uses.count(caller(f"token-{number}"), notes("op-letter-case"))
    assert len(uses) == MAX_CALLERS


async def test_batches_are_told_while_the_service_runs_whatever_happens() -> None:
    class Broken(Recording):
        async def execute(self, *arguments: Any) -> dict[str, Any]:
            if not self.broke.is_set():
                self.broke.set()
                raise RuntimeError
            self.told.set()
            return await super().execute(*arguments)

        broke = asyncio.Event()
        told = asyncio.Event()

    transport = Broken()
    uses = Reports(transport, "", interval=0.001, uses_interval=0.001)
    async with uses.reporting():
        uses.count(caller(), notes("op-letter-case"))
        async with asyncio.timeout(5):
            await transport.broke.wait()
            uses.count(caller(), notes("op-letter-case"))
            await transport.told.wait()
    assert transport.reports[0][1] == {"op-letter-case": 2}


class Log(Recording):
    """Takes requests, too, and keeps which."""

    def __init__(self, *refusals: IdentityError, unfit: str = "") -> None:
        super().__init__()
        self.requests: list[list[str]] = []
        self.refusing = list(refusals)
        self._unfit = unfit

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        if self.refusing:
            raise self.refusing.pop(0)
        if operation_name != "ActivityRecord":
            return await super().execute(document, operation_name, variables, caller)
        told = [request["requestId"] for request in variables["requests"]]
        if self._unfit in told:
            return {"activityRecord": {"__typename": "InvalidInput", "message": "unfit", "field": "requests"}}
        self.requests.append(told)
        return {"activityRecord": {"__typename": "ActivityRecorded", "entries": len(told)}}


def traced(request_id: str, body_bytes: int = 0) -> Trace:
    return Trace(
        request_id, "GET", "/scim/v2/{connection}/Users", "/scim/v2/c1/Users", {}, {}, body_bytes=body_bytes, status=200
    )


async def test_requests_and_rules_are_told_together_in_batches() -> None:
    log = Log()
    reports = Reports(log, "/scim/v2/{connection}")
    for number in range(MAX_BATCH + 1):
        reports.tell(caller(), traced(f"r{number}"))
    reports.count(caller(), notes("op-letter-case"))
    await reports.flush()
    assert [len(batch) for batch in log.requests] == [MAX_BATCH, 1]
    assert [counts for _, counts in log.reports] == [{"op-letter-case": 1}]
    assert (len(reports), reports.waiting_bytes) == (0, 0)


async def test_uses_of_rules_wait_longer_than_requests_and_none_is_lost() -> None:
    log = Log()
    reports = Reports(log, "/scim/v2/{connection}")
    for number in range(3):
        reports.tell(caller(), traced(f"r{number}"))
        reports.count(caller(), notes("op-letter-case"))
        await reports.flush_due()
    assert log.requests == [["r0"], ["r1"], ["r2"]]
    assert [counts for _, counts in log.reports] == [{"op-letter-case": 1}]
    await reports.flush()
    assert [counts for _, counts in log.reports] == [{"op-letter-case": 1}, {"op-letter-case": 2}]
    assert len(reports) == 0


async def test_an_outage_loses_no_request_and_changes_no_order() -> None:
    log = Log(*[Unavailable("busy")] * (ATTEMPTS - 1))
    reports = Reports(log, "")
    for number in range(ATTEMPTS):
        reports.tell(caller(), traced(f"r{number}"))
        await reports.flush()
    assert log.requests == [[f"r{number}" for number in range(ATTEMPTS)]]
    assert reports.waiting_bytes == 0


async def test_one_request_that_is_not_taken_does_not_take_the_others_along(caplog: pytest.LogCaptureFixture) -> None:
    log = Log(unfit="r1")
    reports = Reports(log, "")
    for number in range(3):
        reports.tell(caller(), traced(f"r{number}"))
    with caplog.at_level(logging.WARNING, "scim_facade"):
        await reports.flush()
    assert log.requests == [["r0"], ["r2"]]
    assert [record.__dict__["reason"] for record in caplog.records] == ["unfit"]


async def test_a_request_that_cannot_be_explained_is_in_nobodys_way(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_redaction: object) -> None:
        raise RuntimeError

    log = Log()
    reports = Reports(log, "")
    reports.tell(caller(), replace(traced("broken"), understood=broken))
    reports.tell(caller(), replace(traced("large", body_bytes=1_000_000), understood=broken))
    reports.tell(caller(), traced("whole"))
    await reports.flush()
    assert log.requests == [["whole"]]
    assert [record.__dict__["request_id"] for record in caplog.records] == ["large", "broken"]


async def test_what_waits_is_bounded_in_number_and_in_memory(caplog: pytest.LogCaptureFixture) -> None:
    reports = Reports(Log(), "")
    for number in range(MAX_WAITING_BYTES // (8 * 1024)):
        reports.tell(caller(), traced(f"r{number}", body_bytes=2_000))
    assert reports.waiting_bytes <= MAX_WAITING_BYTES
    for _ in range(10):
        reports.tell(caller("another"), traced("late", body_bytes=2_000))
    with caplog.at_level(logging.WARNING, "scim_facade"):
        await reports.flush()
    (record,) = caplog.records
    assert record.message == "Requests were not logged: too many wait already"
    assert record.__dict__["requests"] > 10


async def test_a_large_request_is_not_kept_as_it_came() -> None:
    reports = Reports(Log(), "")
    reports.tell(caller(), traced("large", body_bytes=8 * 1024 * 1024))
    assert reports.waiting_bytes < 64 * 1024


async def test_explaining_many_requests_lets_others_in_between() -> None:
    def slow(_redaction: object) -> None:
        time.sleep(0.001)  # it stands for work

    reports = Reports(Log(), "")
    for number in range(50):
        reports.tell(caller(), replace(traced(f"r{number}"), understood=slow))
    turns = 0

    flushing = asyncio.create_task(reports.flush())
    await asyncio.sleep(0)
    while not flushing.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 10


async def test_a_stop_lets_what_is_being_told_be_told_to_the_end_and_once() -> None:
    class Slow(Log):
        begun = asyncio.Event()

        async def execute(self, *arguments: Any) -> dict[str, Any]:
            self.begun.set()
            await asyncio.sleep(0.05)
            return await super().execute(*arguments)

    log = Slow()
    reports = Reports(log, "", interval=0.001)
    async with reports.reporting():
        reports.tell(caller(), traced("first"))
        await log.begun.wait()
        reports.tell(caller(), traced("second"))
    assert log.requests == [["first"], ["second"]]
    assert len(reports) == 0
