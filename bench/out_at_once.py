"""Times from `active=false` over SCIM to the last session refused: python bench/out_at_once.py [USERS].

`make bench` runs it. The server is a process of its own, on a database that is thrown away, in which everybody is
signed in. Those who leave hold three sessions and a personal token: with one they press on as fast as they are
answered, the others they try as soon as the directory has its answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import httpx2
from uuid_utils.compat import uuid7

from identity.rules.tokens import TokenKind, hash_secret, new_secret, render
from narthex import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

NARTHEX = [sys.executable, "-m", "narthex"]
LEAVERS = 30
PROMISED_MS = 100
PATCH = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "Replace", "path": "active", "value": "False"}],
}
PEOPLE = """
    INSERT INTO users (organisation_id, id, user_name, user_name_key, active, email_keys, profile, version, created_at,
        updated_at, source, search_keys)
    SELECT $1, gen_random_uuid(), 'p' || n || '@bench.example', 'p' || n || '@bench.example', true, '{}',
        jsonb_build_object('displayName', 'Person ' || n), 1, now(), now(), 'SCIM', '{}'
    FROM generate_series(1, $2) AS n"""
SIGNED_IN = """
    INSERT INTO sessions (organisation_id, id, user_id, secret_hash, method, created_at, expires_at, idle_seconds)
    SELECT organisation_id, gen_random_uuid(), id, '', 'PASSWORD', now(), now() + interval '8 hours', 3600
    FROM users WHERE organisation_id = $1"""
SESSION = """
    INSERT INTO sessions (organisation_id, id, user_id, secret_hash, method, created_at, expires_at, idle_seconds)
    VALUES ($1, $2, $3, $4, 'PASSWORD', now(), now() + interval '8 hours', 3600)"""
OF_THEIR_OWN = """
    INSERT INTO personal_tokens (organisation_id, id, user_id, secret_hash, name, created_at)
    VALUES ($1, $2, $3, $4, 'bench', now())"""


@dataclass(frozen=True)
class Leaver:
    """Somebody who is about to leave, and the credentials they hold."""

    id: UUID
    tokens: list[str]


def run(*arguments: str) -> dict[str, Any]:
    done = subprocess.run([*NARTHEX, *arguments, "--json"], check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@contextmanager
def server() -> Iterator[str]:
    """A server over a database of its own; its address."""
    with embedded.temporary() as database:
        os.environ |= {"NARTHEX_DATABASE_URL": database.url, "NARTHEX_LOG_LEVEL": "warning"}
        subprocess.run([*NARTHEX, "migrate"], check=True, stdout=subprocess.DEVNULL)
        process = subprocess.Popen([*NARTHEX, "serve", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()
            process.communicate()


async def populate(sql: asyncpg.Connection, organisation: UUID, users: int) -> list[Leaver]:
    """Everybody signed in, and those among them who are to leave."""
    await sql.execute(PEOPLE, organisation, users)
    await sql.execute(SIGNED_IN, organisation)
    await sql.execute("ANALYZE")
    chosen = "SELECT id FROM users WHERE organisation_id = $1 AND user_name LIKE 'p%' ORDER BY random() LIMIT $2"
    return [await leaver(sql, organisation, row["id"]) for row in await sql.fetch(chosen, organisation, LEAVERS)]


async def leaver(sql: asyncpg.Connection, organisation: UUID, user_id: UUID) -> Leaver:
    tokens = []
    for kind, statement in [(TokenKind.SESSION, SESSION)] * 3 + [(TokenKind.PERSONAL, OF_THEIR_OWN)]:
        id_, secret = uuid7(), new_secret()
        await sql.execute(statement, organisation, id_, user_id, hash_secret(secret))
        tokens.append(render(kind, id_, secret))
    return Leaver(user_id, tokens)


async def is_refused(http: httpx2.AsyncClient, url: str, token: str) -> bool:
    answer = await http.post(
        f"{url}/graphql", json={"query": "{ viewer { label } }"}, headers={"Authorization": f"Bearer {token}"}
    )
    return answer.status_code == httpx2.codes.UNAUTHORIZED


async def press_on(http: httpx2.AsyncClient, url: str, token: str) -> None:
    while not await is_refused(http, url, token):
        pass


async def departure(http: httpx2.AsyncClient, url: str, scim: dict[str, str], who: Leaver) -> float:
    """Milliseconds from the request that lets somebody go to the refusal of the last credential they held."""
    for token in who.tokens:
        assert not await is_refused(http, url, token)
    first, *others = who.tokens
    pressing = asyncio.create_task(press_on(http, url, first))
    started = time.perf_counter()
    answer = await http.patch(
        f"{scim['endpoint']}/Users/{who.id}", json=PATCH, headers={"Authorization": f"Bearer {scim['token']}"}
    )
    assert answer.status_code == httpx2.codes.OK, answer.text
    assert all(await asyncio.gather(*(is_refused(http, url, token) for token in others)))
    await pressing
    return 1000 * (time.perf_counter() - started)


async def measure(url: str, scim: dict[str, str], organisation: UUID, users: int) -> list[float]:
    sql = await asyncpg.connect(os.environ["NARTHEX_DATABASE_URL"])
    leavers = await populate(sql, organisation, users)
    await sql.close()
    async with httpx2.AsyncClient() as http:
        await departure(http, url, scim, leavers[0])  # the first one opens connections and warms caches
        return [await departure(http, url, scim, who) for who in leavers[1:]]


def main(users: int) -> int:
    with server() as url:
        os.environ["NARTHEX_PUBLIC_URL"] = url
        made = run("organisation", "create", "Bench", "--slug", "bench", "--owner", "ada@bench.example")
        scim = run("scim-token", "create", "--organisation", "bench")
        taken = asyncio.run(measure(url, scim, UUID(made["organisation"]["id"]), users))
    middle, longest = statistics.median(taken), max(taken)
    print(
        f"{users} people, {len(taken)} of whom leave: active=false to the last session refused in {middle:.0f} ms",
        end="",
    )
    print(f" (the longest {longest:.0f} ms; promised are {PROMISED_MS} ms)")
    return int(longest >= PROMISED_MS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
