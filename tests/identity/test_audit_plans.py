"""Whatever is asked of the audit log, an index answers."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from identity.access.audit_entries import NEWEST_FIRST, AuditFilter, page_statement
from identity.paging import Window
from tests.identity.large_directory import LARGE, SMALL
from tests.identity.test_query_plans import PLANS, Question, nodes, plan

_ENTRIES = """
    INSERT INTO audit_entries (organisation_id, id, at, actor_kind, actor_id, actor_label, action, target_type,
                               target_id, target_label, changes, request_id)
    SELECT CASE WHEN n % 10 = 0 THEN $2::uuid ELSE $1::uuid END,
           (lpad(to_hex(1767225600000 + n::bigint * 60000), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
           to_timestamp(1767225600 + n * 60), 'SCIM_CLIENT', 'actor-' || n % 1000, 'Entra',
           CASE WHEN n % 5000 = 1 THEN 'userLock' ELSE 'userUpdate' END, 'User', 'target-' || n % 20000, 'ada', '[]',
           'request-' || n
    FROM generate_series(1, 30000) AS n"""
QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"actor_id": "actor-7"},
    {"action": "userLock"},
    {"target_id": "target-7"},
    {"request_id": "request-7"},
    {"since": datetime(2026, 1, 20, tzinfo=UTC), "until": datetime(2026, 1, 20, 1, tzinfo=UTC)},
    {"actor_id": "actor-7", "until": datetime(2026, 1, 2, tzinfo=UTC)},
)


@pytest.mark.slow
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: "-".join(asked) or "everything")
async def test_an_index_answers(asked: dict[str, Any], database_url: str) -> None:
    connection = await asyncpg.connect(database_url, statement_cache_size=0)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(_ENTRIES.replace("$1", f"'{LARGE}'").replace("$2", f"'{SMALL}'"))
        await connection.execute("ANALYZE audit_entries")
        given = AuditFilter(**asked).given
        parameters = {"organisation_id": LARGE, **given, **Window.of(50, 0, None, NEWEST_FIRST).parameters}
        question = Question("audit", page_statement(frozenset(given), after=False), parameters)
        for mode in PLANS:
            found = [node["Node Type"] for node in nodes(await plan(connection, question, mode))]
            assert not [kind for kind in found if kind == "Seq Scan"], (mode, found)
    finally:
        await transaction.rollback()
        await connection.close()
