"""Writing down what happened.

It is a log and no act: the audit log has its rows in the transactions of the acts themselves.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import orjson
from orjson import Fragment
from sqlalchemy import Column, Text, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSON, insert

from identity.access import organisation_of, require
from identity.access.activity_records import ActivityRecord
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.activity import ActivityKind, outcome_of
from identity.rules.permissions import Permission
from identity.rules.told_request import (
    AHEAD_SECONDS,
    MAX_REQUESTS,
    OLDEST_SECONDS,
    check,
    explanation_of,
    storable_json,
)
from identity.tables import ACTIVITY_COUNTS, ACTIVITY_ENTRIES, ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from identity.actor import Actor
    from identity.audit import Act
    from identity.database import Writer

_OLDEST: Final = timedelta(seconds=OLDEST_SECONDS)
_AHEAD: Final = timedelta(seconds=AHEAD_SECONDS)

_N = ACTIVITY_COUNTS.c
# One text that PostgreSQL takes apart costs this process a tenth of what twenty arrays would.
_TOLD = (
    func.json_to_recordset(cast(bindparam("entries", type_=Text()), JSON))
    .table_valued(*(Column(column.name, column.type) for column in ACTIVITY_ENTRIES.c))
    .render_derived("told", with_types=True)
)
_GIVEN = (
    select(_TOLD)
    # An organisation may have gone since it happened, and takes its log along.
    .where(_TOLD.c.organisation_id.in_(select(ORGANISATIONS.c.id)))
    .cte("given")
)
_G = _GIVEN.c
_WRITTEN = (
    insert(ACTIVITY_ENTRIES).from_select([column.name for column in ACTIVITY_ENTRIES.c], select(_GIVEN)).cte("written")
)
_HOUR = func.date_trunc(literal("hour", Text()), _G.at, literal("UTC", Text()))
_COUNTED = insert(ACTIVITY_COUNTS).from_select(
    [column.name for column in _N],
    select(_G.organisation_id, _HOUR, _G.kind, _G.outcome, func.count(), func.sum(_G.duration_ms))
    .group_by(_G.organisation_id, _HOUR, _G.kind, _G.outcome)
    # In one order, so that batches that meet do not lock each other out.
    .order_by(_G.organisation_id, _HOUR, _G.kind, _G.outcome),
)
_WRITE = Statement(
    _COUNTED.on_conflict_do_update(
        index_elements=["organisation_id", "hour", "kind", "outcome"],
        set_={
            "entries": _N.entries + _COUNTED.excluded.entries,
            "duration_ms": _N.duration_ms + _COUNTED.excluded.duration_ms,
        },
    ).add_cte(_WRITTEN)
)


async def record(writer: Writer, act: Act, requests: Sequence[Any]) -> int:
    """Write down SCIM requests that the actor made of the connection they address; return how many.

    They come as GraphQL's `ScimRequest`. Raises `InvalidInput`.
    """
    actor = require(act.actor, Permission.ACTIVITY_WRITE)
    if actor.connection_id is None:
        raise InvalidInput("connection", "Requests are told of a connection; name it in the header Narthex-Connection.")
    if len(requests) > MAX_REQUESTS:
        raise InvalidInput("requests", f"{len(requests)} requests are told at once; at most {MAX_REQUESTS} are taken.")
    told = []
    for index, request in enumerate(requests):
        where = f"requests[{index}]"
        check(request, where)
        told.append((_time_of(request["at"], act.now, f"{where}.at"), where, request))
    # Ids come in the order of the log, in which the latest stands first.
    told.sort(key=itemgetter(0))
    await write(writer, [_entry(request, at, where, act, actor) for at, where, request in told])
    return len(requests)


async def write(writer: Writer, entries: Sequence[ActivityRecord]) -> None:
    """Write entries, whose ids are of now, and add them to the counts, in one statement."""
    if entries:
        await writer.rows(_WRITE, entries=storable_json(orjson.dumps(entries, default=str)).decode())


def _time_of(text: str, now: datetime, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(where, f"{where} has to be a time, such as 2026-01-31T08:00:00Z.") from error
    if not now - _OLDEST <= at <= now + _AHEAD:
        raise InvalidInput(where, f"{where} has to lie within the last {OLDEST_SECONDS // 60} minutes, and was {at}.")
    return at


def _entry(request: Mapping[str, Any], at: datetime, where: str, act: Act, actor: Actor) -> ActivityRecord:
    return ActivityRecord(
        organisation_id=organisation_of(actor),
        id=act.new_id(),
        at=at,
        kind=ActivityKind.SCIM_REQUEST,
        outcome=outcome_of(request["status"]),
        request_id=request["requestId"],
        connection_id=actor.connection_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=request["action"],
        status=request["status"],
        target_type=request.get("targetType"),
        target_id=request.get("targetId"),
        target_label=request.get("targetLabel"),
        subjects=request.get("subjects") or (),
        message=request.get("message"),
        advice=request.get("advice"),
        duration_ms=request["durationMs"],
        explanation=Fragment(explanation_of(request["explanation"], f"{where}.explanation")),
    )
