"""What the activity log costs, and how soon an entry can be read: python bench/activity_cost.py [REQUESTS].

`make bench` runs it. One process with identity and the façade, on a database that is thrown away, answers the same
requests with the log and without it, in turns: reads, lookups, new people, changes of people and of groups. Whatever
the log costs, remembering, explaining and writing, is in the processor time of this process; PostgreSQL's is in the
throughput. Then lookups come at a pace of 500 a second, or as fast as this one process can answer, and somebody keeps
asking for their entries.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import httpx2

from contract.transport import Caller
from identity import migrations
from identity.app import Identity
from identity.database import Database
from narthex import embedded
from narthex.in_process import InProcessTransport
from scim_facade import scim_request
from scim_facade.app import create_app
from scim_facade.reports import Reports
from scim_facade.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from fastapi import FastAPI

    from contract.transport import Transport
    from scim_facade.trace import Trace

ROUNDS = 8
AT_ONCE = 8
PEOPLE = 100
GROUPS = 10
KINDS = 5
"""Kinds of requests in a load."""
PROMISED_COST = 0.05
PACE = 500
PACED_SECONDS = 6
PROMISED_SECONDS = 1.0
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTRIES = "{ activityEntries(first: 200) { nodes { requestId } } }"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


class Untold(Reports):
    """The façade without an activity log: of its requests nothing but the rules is told."""

    def tell(self, _caller: Caller, _trace: Trace) -> None:
        """Forget the request."""


def untraced(transport: Transport, _trace: Trace) -> Transport:
    """No operation is remembered either."""
    return transport


TRACED = scim_request.TracingTransport


@dataclass
class Endpoint:
    """One connection's endpoint, called without a socket."""

    app: FastAPI
    connection: str
    token: str
    people: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    async def call(
        self, method: str, path: str, body: Any = None, request_id: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Make one request; return its status and answer."""
        address, _, query = path.partition("?")
        headers = [(b"authorization", f"Bearer {self.token}".encode()), (b"content-type", b"application/scim+json")]
        if request_id is not None:
            headers.append((b"x-request-id", request_id.encode()))
        sent = b"" if body is None else json.dumps(body).encode()
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": f"/scim/v2/{self.connection}{address}",
            "query_string": query.replace(" ", "%20").encode(),
            "headers": headers,
        }
        told: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await self.app(scope, receive, send)
        return told[0]["status"], json.loads(told[1].get("body") or b"{}")


def person(number: int | str) -> dict[str, Any]:
    return {
        "schemas": [USER],
        "userName": f"p{number}@bench.example",
        "externalId": f"e{number}",
        "active": True,
        "displayName": f"Person {number}",
        "name": {"givenName": "Person", "familyName": str(number)},
        "emails": [{"type": "work", "value": f"p{number}@bench.example", "primary": True}],
        "title": "Engineer",
    }


def requests(endpoint: Endpoint, mark: str, count: int) -> Iterator[tuple[str, str, Any]]:
    """A directory's day: of five requests each is of another kind."""
    people, groups = endpoint.people, endpoint.groups
    for number in range(count):
        who = people[number % len(people)]
        yield from (
            ("GET", f"/Users/{who}", None),
            ("GET", f'/Users?filter=userName eq "p{number % len(people)}@bench.example"', None),
            ("POST", "/Users", person(f"-{mark}-{number}")),
            ("PATCH", f"/Users/{who}", patched({"op": "Replace", "path": "title", "value": f"T {mark} {number}"})),
            (
                "PATCH",
                f"/Groups/{groups[number % len(groups)]}",
                patched({"op": "Add" if number % 2 else "Remove", "path": "members", "value": [{"value": who}]}),
            ),
        )


def patched(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


async def load(endpoint: Endpoint, listed: Iterable[tuple[str, str, Any]]) -> None:
    """Answer the requests, a few at once."""
    waiting = iter(listed)

    async def work() -> None:
        for method, path, body in waiting:
            status, answer = await endpoint.call(method, path, body)
            assert status < httpx2.codes.MULTIPLE_CHOICES, answer

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


@asynccontextmanager
async def house() -> AsyncIterator[tuple[Identity, str, str, str]]:
    """Identity over an empty database, and a customer: its connection, its token, its owner's session."""
    with embedded.temporary() as database:
        await migrations.migrate(database.url)
        opened = await Database.open(database.url)
        identity = Identity(opened)
        try:
            yield identity, *await customer(identity)
        finally:
            await opened.close()


async def customer(identity: Identity) -> tuple[str, str, str]:
    async def run(document: str, given: dict[str, Any]) -> Any:
        (answer,) = (await identity.execute_as_operator(document, {"input": given}, label="bench")).values()
        return answer

    made = await run(
        "mutation($input: OrganisationInput!) { organisationCreate(input: $input) { ... on OrganisationCreated "
        "{ connection { id } } } }",
        {"name": "Bench", "slug": "bench", "owner": "ada@bench.example"},
    )
    connection = made["connection"]["id"]
    token = await run(
        "mutation($input: AccessTokenInput!) { accessTokenCreate(input: $input) { ... on AccessTokenCreated "
        "{ secret } } }",
        {"connectionId": connection, "name": "SCIM"},
    )
    session = await run(
        "mutation($input: SessionInput!) { sessionCreate(input: $input) { ... on SessionCreated { secret } } }",
        {"organisation": "bench", "userName": "ada@bench.example", "reason": "bench"},
    )
    return connection, token["secret"], session["secret"]


async def timed(endpoint: Endpoint, mark: str, count: int, reports: Reports) -> tuple[float, float]:
    """Seconds and processor seconds of a load, until all of it is told."""
    gc.collect()  # nobody pays for what the one before left behind
    begun, cpu = time.perf_counter(), time.process_time()
    async with reports.reporting():
        await load(endpoint, requests(endpoint, mark, count))
    return time.perf_counter() - begun, time.process_time() - cpu


async def populated(identity: Identity, connection: str, token: str) -> tuple[Endpoint, Endpoint, Reports, Reports]:
    """The same endpoint with the log and without it."""
    transport = InProcessTransport(identity)
    prefix = f"{scim_request.PREFIX}/{{connection}}"
    told, untold = Reports(transport, prefix), Untold(transport, prefix)
    with_log = Endpoint(create_app(Settings(), transport, told), connection, token)
    without = Endpoint(create_app(Settings(), transport, untold), connection, token)
    for number in range(PEOPLE):
        _, made = await without.call("POST", "/Users", person(number))
        without.people.append(made["id"])
    for number in range(GROUPS):
        _, made = await without.call("POST", "/Groups", {"schemas": [GROUP], "displayName": f"G {number}"})
        without.groups.append(made["id"])
    with_log.people, with_log.groups = without.people, without.groups
    return with_log, without, told, untold


async def cost(identity: Identity, connection: str, token: str, count: int) -> float:
    """Print what the log costs of the processor and of the throughput; return the former."""
    with_log, without, told, untold = await populated(identity, connection, token)
    gc.collect()
    gc.freeze()  # as `narthex serve` does
    spent: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for number in range(ROUNDS + 1):
        for is_logged in (True, False) if number % 2 else (False, True):
            # Without the log no operation is remembered either.
            with patch.object(scim_request, "TracingTransport", TRACED if is_logged else untraced):
                taken = await timed(
                    with_log if is_logged else without, f"{is_logged}-{number}", count, told if is_logged else untold
                )
            if number:  # the first round warms caches
                spent[is_logged].append(taken)
    wall, cpu = (
        statistics.median(on[which] / off[which] for on, off in zip(spent[True], spent[False], strict=True)) - 1
        for which in (0, 1)
    )
    each = statistics.median(taken for _, taken in spent[False]) / (KINDS * count)
    print(
        f"The activity log costs {cpu:.1%} of the processor time of a request ({1e6 * each:.0f} µs without it) and "
        f"{wall:.1%} of the throughput; promised are {PROMISED_COST:.0%}"
    )
    return cpu


async def delay(identity: Identity, connection: str, token: str, owner: str) -> float:
    """Print how long it takes until the entry of an answered request is read, at a steady pace; return the 99th."""
    transport = InProcessTransport(identity)
    endpoint = Endpoint(create_app(Settings(), transport), connection, token)
    answered: dict[str, float] = {}
    seen: dict[str, float] = {}

    numbers = iter(range(PACE * PACED_SECONDS))

    async def lookups() -> None:
        for number in numbers:
            await asyncio.sleep(max(0.0, begun + number / PACE - time.perf_counter()))
            name = f"paced-{number}"
            await endpoint.call("GET", '/Users?filter=userName eq "p1@bench.example"', request_id=name)
            answered[name] = time.perf_counter()
            if answered[name] - begun > 2 * PACED_SECONDS:
                break

    async def watch() -> None:
        while True:
            found = await identity.execute(ENTRIES, None, {}, Caller(owner, "bench"))
            now = time.perf_counter()
            for entry in found["data"]["activityEntries"]["nodes"]:
                seen.setdefault(entry["requestId"], now)
            await asyncio.sleep(0.05)

    begun = time.perf_counter()
    async with endpoint.app.router.lifespan_context(endpoint.app):
        watching = asyncio.create_task(watch())
        await asyncio.gather(*(lookups() for _ in range(AT_ONCE)))
        pace = len(answered) / (time.perf_counter() - begun)
        await asyncio.sleep(2 * PROMISED_SECONDS)
        watching.cancel()
    # A page has the latest only, so that some pass between two looks: what is seen is a sample.
    delays = sorted(seen[one] - answered[one] for one in seen if one in answered)
    last = delays[int(len(delays) * 0.99)]
    print(
        f"At {pace:.0f} requests a second an entry is read {statistics.median(delays):.2f} s after the answer, and "
        f"{last:.2f} s at the 99th percentile of {len(delays)}; promised is {PROMISED_SECONDS:.0f} s"
    )
    return last


async def main(count: int) -> int:
    async with house() as (identity, connection, token, owner):
        spent = await cost(identity, connection, token, count)
        last = await delay(identity, connection, token, owner)
    return int(spent >= PROMISED_COST or last >= PROMISED_SECONDS)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)))
