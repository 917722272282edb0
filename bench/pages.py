"""Times the pages of an organisation of 100,000 people on the server: python bench/pages.py [USERS [GROUPS]].

`make bench` runs it. Everything is one process, as under `narthex serve`, on a database that is thrown away; what a
network and a browser take is not in it.
"""

from __future__ import annotations

import asyncio
import gc
import re
import statistics
import sys
import time
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import httpx2
from busy_organisation import fill_log
from large_organisation import Large, fill

from identity import migrations
from identity.app import Identity
from identity.database import Database
from narthex import embedded
from narthex.in_process import InProcessTransport
from web import cookies
from web.app import create_app
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

PROMISED_MS = 50
ROUNDS = 20
LOG_ENTRIES = 200_000
CUSTOMERS = 200
_ORGANISATION = """mutation($input: OrganisationInput!) { organisationCreate(input: $input) {
    ... on OrganisationCreated { organisation { id } } } }"""
_OPERATOR = """mutation($input: OperatorTokenInput!) { operatorTokenCreate(input: $input) {
    ... on OperatorTokenCreated { secret } } }"""
_SESSION = """mutation($input: SessionInput!) { sessionCreate(input: $input) { ... on SessionCreated { secret } } }"""
_NEXT = re.compile(r'rel="next" href="([^"]+)"')


def pages(large: Large, entry: UUID) -> Mapping[str, str]:
    """By its name, the address of each page that is timed; `entry` is one of the activity log."""
    return {
        "overview": "/overview",
        "overview, a month": "/overview?span=day",
        "review": "/review",
        "activity": "/activity",
        "activity, failures": "/activity?outcome=FAILED",
        "activity, refused": "/activity?outcome=REFUSED",
        "activity, sign-ins": "/activity?kind=SIGN_IN",
        "activity, of a person": f"/activity?person={large.person}",
        "activity, of a group": f"/activity?group={large.group}",
        "a request, explained": f"/activity/{entry}",
        "audit": "/account/audit",
        "provisioning": "/account/provisioning",
        "provisioning, the guide": "/account/provisioning/guide",
        "authentication": "/account/authentication",
        "set-up links": "/account/setup-links",
        "own account": "/account",
        "operator": "/operator",
        "operator, a customer": "/operator/organisations/bench",
        "users": "/users",
        "users, by change": "/users?sort=-changed",
        "users, by user name": "/users?sort=user-name",
        "users, a broad search": "/users?q=a",
        "users, a narrow search": "/users?q=person4711",
        "users, deactivated": "/users?state=deactivated",
        "users, locked": "/users?state=locked",
        "users, not linked": "/users?linked=no",
        "users, by sign-in": "/users?source=sign_in",
        "users, of a large group": f"/users?group={large.group}",
        "users, all of it together": f"/users?q=a&state=active&source=scim&linked=yes&group={large.group}",
        "user": f"/users/{large.person}",
        "groups": "/groups",
        "groups, a search": "/groups?q=br",
        "group, large": f"/groups/{large.group}",
        "group, a late page": f"/groups/{large.group}?page=500",
    }


async def measured(browser: httpx2.AsyncClient, path: str, rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each request for a page, after the first, which is for what is prepared once."""
    took = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        answer = await browser.get(path)
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.is_success, (path, answer.status_code, answer.text)
    return took[1:]


async def tell(browser: httpx2.AsyncClient, addresses: dict[str, str]) -> bool:
    """Print each page's times; whether all are as promised."""
    if following := _NEXT.search((await browser.get(addresses["users"])).text):
        addresses["users, the second page"] = unescape(following[1])
    print(f"{'page':<28}{'median':>10}{'slowest':>10}")
    slow = []
    for name, path in addresses.items():
        took = await measured(browser, path)
        print(f"{name:<28}{statistics.median(took):>7.1f} ms{max(took):>7.1f} ms")
        if statistics.median(took) > PROMISED_MS:
            slow.append(name)
    begun = time.perf_counter()
    file = await browser.get("/users.csv")
    print(f"everybody as a file: {file.text.count(chr(10)) - 1} rows in {time.perf_counter() - begun:.1f} s")
    print(f"Promised are {PROMISED_MS} ms" + (f", which these take longer than: {', '.join(slow)}" if slow else "."))
    return not slow


async def organisation(identity: Identity, slug: str) -> UUID:
    """A new organisation."""
    given = {"name": slug.title(), "slug": slug, "owner": f"owner@{slug}.example"}
    made = await identity.execute_as_operator(_ORGANISATION, {"input": given}, label="bench")
    return UUID(made["organisationCreate"]["organisation"]["id"])


async def cookies_of_both(identity: Identity) -> str:
    """What a browser sends that the owner and the operator are signed in with."""
    session = {"organisation": "bench", "userName": "owner@bench.example", "reason": "bench"}
    opened = await identity.execute_as_operator(_SESSION, {"input": session}, label="bench")
    token = await identity.execute_as_operator(_OPERATOR, {"input": {"name": "bench"}}, label="bench")
    held = {
        cookies.SESSION: opened["sessionCreate"]["secret"],
        cookies.OPERATOR: token["operatorTokenCreate"]["secret"],
    }
    return "; ".join(f"{name}={secret}" for name, secret in held.items())


async def main(users: int, groups: int) -> bool:
    """Fill a database, and time every page of it."""
    with embedded.temporary() as server:
        await migrations.migrate(server.url)
        database = await Database.open(server.url)
        identity = Identity(database)
        id_ = await organisation(identity, "bench")
        for number in range(CUSTOMERS):
            await organisation(identity, f"customer{number}")
        connection = await asyncpg.connect(server.url)
        large = await fill(connection, id_, users, groups)
        entry = await fill_log(connection, id_, LOG_ENTRIES)
        await connection.close()
        settings = Settings()
        inside = httpx2.ASGITransport(app=create_app(settings, InProcessTransport(identity)))
        headers = {"Cookie": await cookies_of_both(identity)}
        async with httpx2.AsyncClient(transport=inside, base_url=settings.origin, headers=headers) as browser:
            print(f"{users:,} people, {groups:,} groups, {LOG_ENTRIES:,} entries of the activity log")
            gc.collect()
            gc.freeze()  # as `narthex serve` does
            as_promised = await tell(browser, dict(pages(large, entry)))
        await database.close()
    return as_promised


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(not asyncio.run(main(*(numbers or [100_000, 5_000]))))
