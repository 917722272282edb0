"""Counting which rules of leniency the requests of a connection use.

Whoever reads the requests reports in batches, with the credential of whoever sent them. It is a count, not an act: the
audit log does not show it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Text, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import require
from identity.access.rule_uses import is_counted_or_has_room
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.permissions import Permission
from identity.rules.rule_use import MAX_USES, counted
from identity.tables import RULE_USES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from identity.audit import Act
    from identity.database import Writer

_R = RULE_USES.c
_REPORT = (
    func.unnest(bindparam("rules", type_=ARRAY(Text())), bindparam("uses", type_=ARRAY(BigInteger())))
    .table_valued(column("rule", Text()), column("uses", BigInteger()))
    .render_derived("report")
)
_NOW = bindparam("now", type_=TIMESTAMP(timezone=True))
_NEW = insert(RULE_USES).from_select(
    ["organisation_id", "connection_id", "rule", "uses", "first_used_at", "last_used_at"],
    select(
        bindparam("organisation_id", type_=SQL_UUID()),
        bindparam("connection_id", type_=SQL_UUID()),
        _REPORT.c.rule,
        _REPORT.c.uses,
        _NOW,
        _NOW,
    )
    .where(is_counted_or_has_room(_REPORT.c.rule))
    # In one order, so that reports that meet do not lock each other out.
    .order_by(_REPORT.c.rule),
)
_COUNT = Statement(
    _NEW.on_conflict_do_update(
        index_elements=["organisation_id", "connection_id", "rule"],
        set_={
            "uses": func.least(_R.uses + _NEW.excluded.uses, MAX_USES),
            "last_used_at": func.greatest(_R.last_used_at, _NEW.excluded.last_used_at),
        },
    ).returning(_R.rule)
)


async def count(writer: Writer, act: Act, uses: Iterable[tuple[str, int]]) -> int:
    """Add uses of rules to those of the actor's connection; return of how many rules.

    Beyond `MAX_RULES` no further rule is begun to be counted. Raises `InvalidInput`.
    """
    actor = require(act.actor, Permission.RULE_USES_WRITE)
    if actor.connection_id is None:
        raise InvalidInput("connection", "Uses are counted for a connection; name it in the header Narthex-Connection.")
    report = counted(uses)
    rows = await writer.rows(
        _COUNT,
        organisation_id=actor.organisation_id,
        connection_id=actor.connection_id,
        rules=list(report),
        uses=list(report.values()),
        now=act.now,
    )
    return len(rows)
