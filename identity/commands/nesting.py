"""Putting groups into groups.

All who do so take turns in an organisation, since two changes that are harmless alone could close a circle together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.access.advisory_locks import Lock, lock_alone
from identity.access.nesting import hold_groups, nesting_between
from identity.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from identity.database import Writer


async def admit_subgroups(
    writer: Writer, organisation_id: UUID, group_id: UUID, subgroup_ids: Collection[UUID]
) -> set[UUID]:
    """Hold the groups that are to become members of a group, and return those that are still there.

    Raises `InvalidInput` when one cannot be a member.
    """
    if not subgroup_ids:
        return set()
    await lock_alone(writer, Lock.NESTING, organisation_id)
    held = await hold_groups(writer, organisation_id, subgroup_ids)
    nesting = await nesting_between(writer, organisation_id, [group_id], held)
    for subgroup_id in held:
        if obstacle := nesting.obstacle(group_id, subgroup_id):
            raise InvalidInput("members", obstacle)
    return set(held)
