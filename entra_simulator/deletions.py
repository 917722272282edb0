"""Accidental deletions: what a cycle would disable or delete, so that too much of it can wait for a decision.

Source: Microsoft, "Enable accidental deletions prevention in the Microsoft Entra provisioning service". People who
leave the scope count as well as those who are deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entra_simulator.changes import Changes
    from entra_simulator.workplace import Workplace


def deletions_in(work: Changes, workplace: Workplace) -> frozenset[str]:
    """The objects that `work` would take away from the target, among those that the job manages there."""
    source, memory = workplace.source, workplace.memory
    leavers = (
        one
        for one in map(source.person, work.people)
        if one.is_soft_deleted
        and not source.is_let_be(one)
        and one.object_id in memory.users
        and one.object_id not in memory.disabled
    )
    purged = (one for one in map(source.purged, work.purged_people) if one.assigned and one.object_id in memory.users)
    deleted_groups = (group for group in work.deleted_groups if group in memory.groups)
    return frozenset((*(one.object_id for one in leavers), *(one.object_id for one in purged), *deleted_groups))
