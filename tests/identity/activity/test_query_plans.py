"""An index answers whatever is asked of two hundred thousand entries of two organisations."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest

from identity import migrations
from identity.access.activity_entries import NEWEST_FIRST, page_statement, parameters_of, shape_of
from identity.access.activity_records import ActivityFilter
from identity.paging import Window, page_of
from identity.rules.activity import ActivityKind, ActivityOutcome
from tests.identity.test_query_plans import PLANS, Question, nodes, plan, visited

LARGE = "00000000-0000-7000-8000-000000000001"
SMALL = "00000000-0000-7000-8000-000000000002"
FEW = 2_000
SOME = {"a person's trouble of a while": 50_000}
"""Of several conditions PostgreSQL may take the one that finds more, by what it happens to have sampled."""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_ENTRIES = """
    INSERT INTO activity_entries (organisation_id, id, at, kind, outcome, request_id, actor_id, action, status,
                                  target_id, subjects, duration_ms, explanation)
    SELECT CASE WHEN n % 10 = 0 THEN $2::uuid ELSE $1::uuid END,
           (lpad(to_hex((extract(epoch FROM $3::timestamptz) * 1000 + n * 10000::bigint)::bigint), 12, '0') || '7000'
            || '8' || substr(md5(n::text), 1, 15))::uuid,
           $3::timestamptz + n * interval '10 seconds',
           CASE WHEN n % 997 = 0 THEN 'SIGN_IN' WHEN n % 991 = 0 THEN 'ADMIN_ACTION' ELSE 'SCIM_REQUEST' END,
           CASE WHEN n % 499 = 0 THEN 'REFUSED' WHEN n % 3001 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END,
           'r' || n, 't' || n % 2000, 'PATCH /Users/{id}', 200, 'u' || n % 3000,
           ARRAY['u' || n % 3000, 'g' || n % 500], 5, '{}'
    FROM generate_series(1, 200000) AS n"""


@pytest.fixture
async def log(postgres_url: str, worker_id: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database that holds a long log and nothing else."""
    name = f"narthex_log_{worker_id}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    await migrations.migrate(url)
    connection = await asyncpg.connect(url, statement_cache_size=0)
    await connection.execute(
        "INSERT INTO organisations (id, slug, name, created_at) VALUES ($1, 'l', 'l', now()), ($2, 's', 's', now())",
        LARGE,
        SMALL,
    )
    await connection.execute(_ENTRIES, LARGE, SMALL, BEGIN)
    await connection.execute("VACUUM ANALYZE")
    yield connection
    await connection.close()
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


TROUBLE = frozenset({ActivityOutcome.REFUSED, ActivityOutcome.FAILED})
MIDDLE = BEGIN + timedelta(seconds=1_000_000)
ASKED = {
    "everything": ActivityFilter(),
    "requests": ActivityFilter(kind=ActivityKind.SCIM_REQUEST),
    "sign-ins": ActivityFilter(kind=ActivityKind.SIGN_IN),
    "acts": ActivityFilter(kind=ActivityKind.ADMIN_ACTION),
    "trouble": ActivityFilter(outcomes=TROUBLE),
    "a person": ActivityFilter(person_id="u77"),
    "nobody": ActivityFilter(person_id="nobody"),
    "a group": ActivityFilter(group_id="u78"),
    "no group": ActivityFilter(group_id="none"),
    "a token": ActivityFilter(actor_id="t77"),
    "no token": ActivityFilter(actor_id="none"),
    "a request": ActivityFilter(request_id="r777"),
    "no request": ActivityFilter(request_id="none"),
    "since": ActivityFilter(since=MIDDLE),
    "until": ActivityFilter(until=MIDDLE),
    "a while": ActivityFilter(since=MIDDLE, until=MIDDLE + timedelta(hours=2)),
    "before everything": ActivityFilter(until=BEGIN),
    "a person's trouble of a while": ActivityFilter(person_id="u77", outcomes=TROUBLE, since=MIDDLE),
    "trouble of sign-ins": ActivityFilter(kind=ActivityKind.SIGN_IN, outcomes=TROUBLE),
    "a token's trouble": ActivityFilter(actor_id="t77", outcomes=TROUBLE),
}


def written_out(parameters: dict[str, Any]) -> dict[str, Any]:
    """Lists as PostgreSQL writes arrays."""
    return {
        name: f"{{{','.join(str(each) for each in value)}}}" if isinstance(value, list) else value
        for name, value in parameters.items()
    }


@pytest.mark.slow
async def test_an_index_answers_whatever_is_asked_of_the_log(log: asyncpg.Connection) -> None:
    row: Any = {
        "id": UUID(str(await log.fetchval("SELECT id FROM activity_entries ORDER BY id OFFSET 100000 LIMIT 1")))
    }
    first = Window.of(50, 0, None, NEWEST_FIRST)
    page: Any = page_of([row], [row], first)
    windows = {"first": first, "after": Window.of(50, 0, page.end_cursor, NEWEST_FIRST)}
    offences = []
    for name, wanted in ASKED.items():
        for place, window in windows.items():
            statement = page_statement(shape_of(wanted), after=window.is_after_cursor, explained=True)
            given = {"organisation_id": LARGE, **written_out(parameters_of(wanted)), **window.parameters}
            for mode in PLANS:
                found = list(nodes(await plan(log, Question(name, statement, given), mode)))
                is_sequential = any(node["Node Type"] == "Seq Scan" for node in found)
                is_long = mode != "force_generic_plan" and sum(map(visited, found)) > SOME.get(name, FEW)
                if is_sequential or is_long:
                    scans = [f"{node['Node Type']} {node.get('Index Name')}: {visited(node)}" for node in found]
                    offences.append((name, place, mode, scans))
    assert offences == []
