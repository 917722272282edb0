"""Doors to how groups lie in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.database import Statement
from identity.rules.nesting import MAX_LEVELS, Nesting
from identity.tables import GROUPS, SUBGROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.sql.selectable import LateralFromClause

    from identity.database import Writer

_G, _S = GROUPS.c, SUBGROUPS.c
_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_IDS = bindparam("ids", type_=ARRAY(SQL_UUID()))
# FOR KEY SHARE: a group found here cannot be deleted before it is a member.
_HELD = Statement(
    select(_G.id)
    .where(_G.organisation_id == _ORGANISATION, _G.id == func.any(_IDS))
    .order_by(_G.id)
    .with_for_update(read=True, key_share=True)
)


def _one_step(ways: CTE, here: ColumnElement[Any], there: ColumnElement[Any]) -> LateralFromClause:
    """From each row of a recursion to the groups beside it, up or down.

    The index is asked for each: PostgreSQL expects ten times as many rows at every step, and would rather read every
    nesting there is, but does not take apart what has an offset.
    """
    beside = select(there.label("id")).where(_S.organisation_id == _ORGANISATION, here == ways.c.id)
    return beside.offset(literal_column("0", Integer)).lateral()


def up(ways: CTE) -> LateralFromClause:
    """To the groups that a group is in."""
    return _one_step(ways, _S.subgroup_id, _S.group_id)


def down(ways: CTE) -> LateralFromClause:
    """To the groups inside a group."""
    return _one_step(ways, _S.group_id, _S.subgroup_id)


def _ways(step: Callable[[CTE], LateralFromClause]) -> CTE:
    """Every group that is reached from some groups, with the lengths of the ways that lead there."""
    start = func.unnest(_IDS, type_=SQL_UUID()).column_valued("start")
    nowhere = literal_column("0", Integer).label("steps")
    ways = select(start.label("start"), start.label("id"), nowhere).cte(recursive=True)
    beside = step(ways)
    return ways.union(
        select(ways.c.start, beside.c.id, ways.c.steps + 1)
        .join_from(ways, beside, true())
        .where(ways.c.steps < MAX_LEVELS)
    )


_UP, _DOWN = _ways(up), _ways(down)
_ABOVE = Statement(select(_UP.c.start, _UP.c.id, func.max(_UP.c.steps).label("steps")).group_by(_UP.c.start, _UP.c.id))
_BELOW = Statement(select(_DOWN.c.start, func.max(_DOWN.c.steps).label("steps")).group_by(_DOWN.c.start))


async def hold_groups(writer: Writer, organisation_id: UUID, group_ids: Collection[UUID]) -> list[UUID]:
    """Those of these groups that there are; they stay until the transaction ends. The caller was already let in."""
    rows = await writer.rows(_HELD, organisation_id=organisation_id, ids=sorted(group_ids))
    return [row["id"] for row in rows]


async def nesting_between(
    writer: Writer, organisation_id: UUID, groups: Collection[UUID], subgroups: Collection[UUID]
) -> Nesting:
    """What has to be known before some groups become members of some others. The caller holds `Lock.NESTING`."""
    above: dict[UUID, dict[UUID, int]] = {}
    for row in await writer.rows(_ABOVE, organisation_id=organisation_id, ids=list(groups)):
        above.setdefault(row["start"], {})[row["id"]] = row["steps"]
    below = await writer.rows(_BELOW, organisation_id=organisation_id, ids=list(subgroups))
    return Nesting(above, {row["start"]: row["steps"] for row in below})
