"""What has happened in a large organisation: requests of the past month, and what waits for a decision."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from large_organisation import id_of

if TYPE_CHECKING:
    import asyncpg

_AT_A_TIME = 10_000
_FAILED_OF_HUNDRED = 2
_REVIEW_ITEMS = 500
_DAYS = 30


async def fill_log(connection: asyncpg.Connection, organisation: UUID, entries: int) -> UUID:
    """Write so many entries of the activity log, their counts, and items for review; return the latest entry."""
    now = datetime.now(UTC)
    for table, rows in (
        ("activity_entries", (_entry(organisation, number, entries, now) for number in range(entries))),
        ("review_items", (_item(organisation, number, now) for number in range(_REVIEW_ITEMS))),
    ):
        while some := list(islice(rows, _AT_A_TIME)):
            await connection.copy_records_to_table(
                table, columns=list(some[0]), records=[tuple(row.values()) for row in some]
            )
    await connection.execute(
        "INSERT INTO activity_counts (organisation_id, hour, kind, outcome, entries, duration_ms) "
        "SELECT organisation_id, date_trunc('hour', at, 'UTC'), kind, outcome, count(*), sum(duration_ms) "
        "FROM activity_entries GROUP BY 1, 2, 3, 4"
    )
    await connection.execute("VACUUM ANALYZE")
    return _id(now, entries - 1, entries)


def _at(now: datetime, number: int, entries: int) -> datetime:
    return now - timedelta(days=_DAYS) * (1 - number / entries)


def _id(now: datetime, number: int, entries: int) -> UUID:
    milliseconds = int(_at(now, number, entries).timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | number)


def _entry(organisation: UUID, number: int, entries: int, now: datetime) -> dict[str, Any]:
    """One of a hundred is of the person whose page is looked at; of twenty, one is a sign-in."""
    of = str(id_of(1, 1 if number % 100 == 0 else number % 90_000))
    is_sign_in, is_failed = number % 20 == 0, number % 100 < _FAILED_OF_HUNDRED
    return {
        "organisation_id": organisation,
        "id": _id(now, number, entries),
        "at": _at(now, number, entries),
        "kind": "SIGN_IN" if is_sign_in else "SCIM_REQUEST",
        "outcome": "REFUSED" if is_failed else "SUCCEEDED",
        "request_id": str(id_of(6, number)),
        "actor_kind": "PERSON" if is_sign_in else "SCIM_CLIENT",
        "actor_id": of if is_sign_in else str(organisation),
        "actor_label": "Somebody" if is_sign_in else "Entra",
        "action": "sessionCreate" if is_sign_in else "PATCH /Users/{id}",
        "status": None if is_sign_in else 409 if is_failed else 200,
        "target_type": "User",
        "target_id": of,
        "target_label": f"person{number}@contoso.example",
        "subjects": [of],
        "message": "Another user has this userName already." if is_failed else None,
        "advice": "Rename one of them in Entra." if is_failed else None,
        "duration_ms": 4.0 + number % 7,
        "explanation": json.dumps(_explanation(of, number)),
    }


def _explanation(of: str, number: int) -> dict[str, Any]:
    value = f"Engineer {number}"
    change = {"op": "Replace", "path": "title", "value": value}
    return {
        "request": {
            "method": "PATCH",
            "path": f"/scim/v2/c/Users/{of}",
            "headers": {"content-type": "application/scim+json"},
            "query": {},
            "body": {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [change]},
            "bodyBytes": 180,
        },
        "rules": [{"rule": "op-letter-case", "subject": "Replace"}],
        "understood": {"operations": [{**change, "op": "replace"}]},
        "operations": [
            {
                "name": "UserUpdate",
                "variables": {"id": of, "changes": {"title": value}},
                "result": "User",
                "startedMs": 0.4,
                "durationMs": 3.1,
            }
        ],
        "answer": {"status": 200, "body": {"id": of, "title": value}},
        "steps": [{"name": "Identity", "durationMs": 3.1}, {"name": "Answer", "durationMs": 0.3}],
    }


def _item(organisation: UUID, number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=number)
    return {
        "organisation_id": organisation,
        "id": _id(now, number, _REVIEW_ITEMS),
        "reason": "ACCOUNT_NOT_PROVISIONED",
        "subject": f"newcomer{number}",
        "tenant_id": organisation,
        "object_id": id_of(9, 1_000_000 + number),
        "user_name": f"newcomer{number}@contoso.example",
        "display_name": f"Newcomer {number}",
        "attempts": 1 + number % 5,
        "first_at": at,
        "last_at": at,
    }
