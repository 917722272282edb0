"""Doors to how a connection's provisioning does, and how far its set-up has come.

Whoever sets a connection up may ask, and need not be let near its people: what is told of these are numbers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Text, bindparam, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import require
from identity.database import Statement
from identity.records import ConnectionHealthRecord, ConnectionProgressRecord
from identity.rules.activity import ActivityKind, ActivityOutcome
from identity.rules.permissions import Permission
from identity.rules.source import Source
from identity.tables import ACCESS_TOKENS, ACTIVITY_COUNTS, AUDIT_ENTRIES, GROUPS, MICROSOFT_ACCOUNTS, USERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader

Key = tuple["UUID", "UUID"]
"""A connection: its organisation's id, and its own."""

SPAN = timedelta(hours=24)
MAX_SAMPLED = 100
"""How many of the newest users tell what the directory sends as externalId."""

_T = ACCESS_TOKENS.c
_A = AUDIT_ENTRIES.c
_N = ACTIVITY_COUNTS.c
_U = USERS.c
_G = GROUPS.c
_WANTED = (
    func.unnest(bindparam("organisations", type_=ARRAY(SQL_UUID())), bindparam("connections", type_=ARRAY(SQL_UUID())))
    .table_valued(column("organisation_id", SQL_UUID()), column("connection_id", SQL_UUID()))
    .render_derived("wanted")
)
_W = _WANTED.c
_ITS_TOKENS = (_T.organisation_id == _W.organisation_id, _T.connection_id == _W.connection_id)

_LATEST_ACT = (
    select(_A.at)
    .where(_A.organisation_id == _T.organisation_id, _A.actor_id == cast(_T.id, Text))
    .order_by(_A.id.desc())
    .limit(1)
    .correlate(ACCESS_TOKENS)
    .lateral("latest_act")
)


def _entries(outcome: ActivityOutcome) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(_N.entries).filter(_N.outcome == outcome), 0), BigInteger)


_COUNTS = (
    select(
        cast(func.coalesce(func.sum(_N.entries), 0), BigInteger).label("requests"),
        _entries(ActivityOutcome.REFUSED).label("refused"),
        _entries(ActivityOutcome.FAILED).label("failed"),
    )
    .where(
        _N.organisation_id == _W.organisation_id,
        _N.hour >= bindparam("since", type_=TIMESTAMP(timezone=True)),
        _N.kind == ActivityKind.SCIM_REQUEST,
    )
    .correlate(_WANTED)
    .lateral("counts")
)
_HEALTH = Statement(
    select(
        _W.connection_id,
        select(func.max(_T.last_used_at)).where(*_ITS_TOKENS).scalar_subquery().label("last_request_at"),
        select(func.max(_LATEST_ACT.c.at))
        .select_from(ACCESS_TOKENS.join(_LATEST_ACT, true()))
        .where(*_ITS_TOKENS)
        .correlate(_WANTED)
        .scalar_subquery()
        .label("last_change_at"),
        *_COUNTS.c,
    ).select_from(_WANTED.join(_COUNTS, true()))
)

_NEWEST = (
    select(_U.external_id)
    .where(_U.organisation_id == _W.organisation_id, _U.source == Source.SCIM)
    .order_by(_U.id.desc())
    .limit(MAX_SAMPLED)
    .correlate(_WANTED)
    .scalar_subquery()
)
_PROGRESS = Statement(
    select(
        _W.connection_id,
        func.array(_NEWEST, type_=ARRAY(Text())).label("external_ids"),
        select(_G.id)
        .where(_G.organisation_id == _W.organisation_id, _G.source == Source.SCIM)
        .correlate(_WANTED)
        .exists()
        .label("groups"),
        select(MICROSOFT_ACCOUNTS.c.user_id)
        .where(MICROSOFT_ACCOUNTS.c.organisation_id == _W.organisation_id)
        .correlate(_WANTED)
        .exists()
        .label("microsoft_sign_ins"),
    ).select_from(_WANTED)
)


async def health_of(
    reader: Reader, actor: Actor | None, connections: Sequence[Key], now: datetime
) -> dict[Key, ConnectionHealthRecord]:
    """How connections do that the actor was let into. An hour that began before the last 24 counts as a whole."""
    require(actor, Permission.ACCESS_TOKENS_READ)
    since = (now - SPAN).replace(minute=0, second=0, microsecond=0)
    organisations = {connection: organisation for organisation, connection in connections}
    rows = await reader.rows(
        _HEALTH, organisations=list(organisations.values()), connections=list(organisations), since=since
    )
    return {
        (organisations[row["connection_id"]], row["connection_id"]): ConnectionHealthRecord(
            last_request_at=row["last_request_at"],
            last_change_at=row["last_change_at"],
            requests=row["requests"],
            refused=row["refused"],
            failed=row["failed"],
        )
        for row in rows
    }


async def progress_of(
    reader: Reader, actor: Actor | None, connections: Sequence[Key]
) -> dict[Key, ConnectionProgressRecord]:
    """How far the set-up of connections has come that the actor was let into."""
    require(actor, Permission.ACCESS_TOKENS_READ)
    organisations = {connection: organisation for organisation, connection in connections}
    rows = await reader.rows(_PROGRESS, organisations=list(organisations.values()), connections=list(organisations))
    return {
        (organisations[row["connection_id"]], row["connection_id"]): ConnectionProgressRecord(
            external_ids=row["external_ids"], groups=row["groups"], microsoft_sign_ins=row["microsoft_sign_ins"]
        )
        for row in rows
    }
