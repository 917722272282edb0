"""Counting credentials that were refused, by the connection at which they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Text, and_, bindparam, case, cast, column, delete, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.database import Statement
from identity.rules.refused_credential import MAX_PREFIXES, WERE_REAL, RefusalReason
from identity.tables import CONNECTIONS, REFUSED_CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.types import TypeEngine

    from identity.database import Writer

_R = REFUSED_CREDENTIALS.c
_C = CONNECTIONS.c
_TYPES: dict[str, TypeEngine[Any]] = {
    "connection_id": SQL_UUID(),
    "of": SQL_UUID(),
    "prefix": Text(),
    "reason": Text(),
    "uses": BigInteger(),
    "first_at": TIMESTAMP(timezone=True),
    "last_at": TIMESTAMP(timezone=True),
}
_TOLD = (
    func.unnest(*(bindparam(name, type_=ARRAY(type_)) for name, type_ in _TYPES.items()))
    .table_valued(*(column(name, type_) for name, type_ in _TYPES.items()))
    .render_derived("told")
)
_T = _TOLD.c
# Of a token of somebody else's nothing is told but that it is none of this connection's.
_REASON = case((_T.of != _C.organisation_id, literal(RefusalReason.UNKNOWN.value, Text())), else_=_T.reason)
_COUNTED = insert(REFUSED_CREDENTIALS).from_select(
    [each.name for each in _R],
    select(
        _C.organisation_id,
        _C.id,
        _T.prefix,
        _REASON,
        cast(func.sum(_T.uses), BigInteger),
        func.min(_T.first_at),
        func.max(_T.last_at),
    )
    .select_from(_TOLD.join(CONNECTIONS, _C.id == _T.connection_id))
    .group_by(_C.organisation_id, _C.id, _T.prefix, _REASON)
    .order_by(_C.organisation_id, _C.id, _T.prefix, _REASON),
)
_COUNT = Statement(
    _COUNTED.on_conflict_do_update(
        index_elements=["organisation_id", "connection_id", "prefix", "reason"],
        set_={
            "uses": _R.uses + _COUNTED.excluded.uses,
            "last_at": func.greatest(_R.last_at, _COUNTED.excluded.last_at),
        },
    ).returning(_R.organisation_id, _R.connection_id, _R.prefix, _R.reason)
)
_WAS_REAL = or_(*(_R.reason == reason.value for reason in WERE_REAL))
_RANK = func.row_number().over(
    partition_by=(_R.organisation_id, _R.connection_id),
    order_by=(_WAS_REAL.desc(), _R.last_at.desc()),
)
_RANKED = (
    select(_R.organisation_id, _R.connection_id, _R.prefix, _R.reason, _RANK.label("rank"))
    .where(
        _R.organisation_id == bindparam("organisations", type_=ARRAY(SQL_UUID())).any_(),
        _R.connection_id == bindparam("connections", type_=ARRAY(SQL_UUID())).any_(),
    )
    .subquery("ranked")
)
_FORGET = Statement(
    delete(REFUSED_CREDENTIALS).where(
        and_(*(_R[name] == _RANKED.c[name] for name in ("organisation_id", "connection_id", "prefix", "reason"))),
        _RANKED.c.rank > MAX_PREFIXES,
    )
)


@dataclass(frozen=True, slots=True)
class RefusedUses:
    """Uses of a credential at a connection, as they were refused; `of` is whose token it is, if it is anybody's."""

    connection_id: UUID
    of: UUID | None
    prefix: str
    reason: RefusalReason
    uses: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, at a connection that there is."""

    organisation_id: UUID
    connection_id: UUID
    prefix: str
    reason: RefusalReason


async def count_refused(writer: Writer, refused: Sequence[RefusedUses]) -> list[Counted]:
    """Add uses to the counts of the connections that there are; return what was counted."""
    given = {name: [getattr(each, name) for each in refused] for name in _TYPES}
    rows = await writer.rows(_COUNT, **given)
    counted = [
        Counted(row["organisation_id"], row["connection_id"], row["prefix"], RefusalReason(row["reason"]))
        for row in rows
    ]
    await writer.rows(
        _FORGET,
        organisations=list({each.organisation_id for each in counted}),
        connections=list({each.connection_id for each in counted}),
    )
    return counted
