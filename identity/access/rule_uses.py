"""Doors to what has been counted of the rules of leniency that connections use."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, column, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import require
from identity.database import Statement
from identity.records import RuleUseRecord
from identity.rules.permissions import Permission
from identity.rules.rule_use import MAX_RULES
from identity.tables import RULE_USES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from identity.actor import Actor
    from identity.database import Reader

_R = RULE_USES.c
_WANTED = (
    func.unnest(bindparam("organisations", type_=ARRAY(SQL_UUID())), bindparam("connections", type_=ARRAY(SQL_UUID())))
    .table_valued(column("organisation_id", SQL_UUID()), column("connection_id", SQL_UUID()))
    .render_derived("wanted")
)
_OF_CONNECTIONS = Statement(
    select(_R.connection_id, _R.rule, _R.uses, _R.first_used_at, _R.last_used_at)
    .join(_WANTED, (_R.organisation_id == _WANTED.c.organisation_id) & (_R.connection_id == _WANTED.c.connection_id))
    .order_by(_R.connection_id, _R.uses.desc(), _R.rule)
)
_MINE = (
    _R.organisation_id == bindparam("organisation_id", type_=SQL_UUID()),
    _R.connection_id == bindparam("connection_id", type_=SQL_UUID()),
)


def is_counted_or_has_room(rule: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a rule is counted for the connection already, or may begin to be.

    Rows that nobody asked for must not grow without end, whatever names are made up.
    """
    counted = select(func.count()).select_from(RULE_USES).where(*_MINE).scalar_subquery()
    return or_(rule.in_(select(_R.rule).where(*_MINE)), counted < literal(MAX_RULES))


async def rule_uses_of(
    reader: Reader, actor: Actor | None, connections: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], list[RuleUseRecord]]:
    """What was counted for connections that the actor was let into, the most used rule first.

    A connection is named by its organisation's id and its own.
    """
    require(actor, Permission.ORGANISATION_READ)
    organisations = {connection: organisation for organisation, connection in connections}
    rows = await reader.rows(
        _OF_CONNECTIONS, organisations=list(organisations.values()), connections=list(organisations)
    )
    found: dict[tuple[UUID, UUID], list[RuleUseRecord]] = defaultdict(list)
    for row in rows:
        connection = row["connection_id"]
        use = RuleUseRecord(row["rule"], row["uses"], row["first_used_at"], row["last_used_at"])
        found[organisations[connection], connection].append(use)
    return found
