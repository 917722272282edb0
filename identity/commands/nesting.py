"""Groups in groups: never a circle, and never too deep.

All who put a group into a group take turns in an organisation, since two changes that are harmless alone could close a
circle together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.commands.advisory_locks import Lock, lock_alone
from identity.database import Statement
from identity.errors import InvalidInput
from identity.tables import GROUPS, SUBGROUPS

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement

    from identity.database import Writer

MAX_LEVELS = 20
"""Groups on the longest way from one group down into another, both counted."""

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


def _ways(here: ColumnElement[Any], there: ColumnElement[Any]) -> CTE:
    """Every group that is reached from some groups, with the lengths of the ways that lead there."""
    start = func.unnest(_IDS, type_=SQL_UUID()).column_valued("start")
    ways = select(start.label("start"), start.label("id"), literal_column("0", Integer).label("steps")).cte(
        recursive=True
    )
    one_more = (_S.organisation_id == _ORGANISATION) & (here == ways.c.id) & (ways.c.steps < MAX_LEVELS)
    return ways.union(select(ways.c.start, there, ways.c.steps + 1).join_from(ways, SUBGROUPS, one_more))


_UP, _DOWN = _ways(_S.subgroup_id, _S.group_id), _ways(_S.group_id, _S.subgroup_id)
_ABOVE = Statement(select(_UP.c.start, _UP.c.id, func.max(_UP.c.steps).label("steps")).group_by(_UP.c.start, _UP.c.id))
_BELOW = Statement(select(_DOWN.c.start, func.max(_DOWN.c.steps).label("steps")).group_by(_DOWN.c.start))


@dataclass(frozen=True, slots=True)
class Nesting:
    """What stands above some groups and how far it goes down from some others."""

    above: dict[UUID, dict[UUID, int]]
    below: dict[UUID, int]

    def obstacle(self, group_id: UUID, subgroup_id: UUID) -> str | None:
        """Why the one group cannot be a member of the other, as a sentence; `None` when it can."""
        above = self.above[group_id]
        said = f"Group {subgroup_id} cannot be a member of group {group_id}"
        if subgroup_id == group_id:
            return f"{said}: a group cannot contain itself."
        if subgroup_id in above:
            return f"{said}, which is inside it already. Take the one out of the other first."
        levels = max(above.values()) + self.below[subgroup_id] + 2
        if levels > MAX_LEVELS:
            return f"{said}: groups would be nested {levels} levels deep, and at most {MAX_LEVELS} are accepted."
        return None


async def admit_subgroups(
    writer: Writer, organisation_id: UUID, group_id: UUID, subgroup_ids: Collection[UUID]
) -> set[UUID]:
    """Hold the groups that are to become members of a group, and return those that are still there.

    Raises `InvalidInput` when one cannot be a member.
    """
    if not subgroup_ids:
        return set()
    await lock_alone(writer, Lock.NESTING, organisation_id)
    rows = await writer.rows(_HELD, organisation_id=organisation_id, ids=sorted(subgroup_ids))
    held = [row["id"] for row in rows]
    nesting = await nesting_between(writer, organisation_id, [group_id], held)
    for subgroup_id in held:
        if obstacle := nesting.obstacle(group_id, subgroup_id):
            raise InvalidInput("members", obstacle)
    return set(held)


async def nesting_between(
    writer: Writer, organisation_id: UUID, groups: Collection[UUID], subgroups: Collection[UUID]
) -> Nesting:
    """What has to be known before some groups become members of some others. The caller holds the lock."""
    above: dict[UUID, dict[UUID, int]] = {}
    for row in await writer.rows(_ABOVE, organisation_id=organisation_id, ids=list(groups)):
        above.setdefault(row["start"], {})[row["id"]] = row["steps"]
    below = await writer.rows(_BELOW, organisation_id=organisation_id, ids=list(subgroups))
    return Nesting(above, {row["start"]: row["steps"] for row in below})
