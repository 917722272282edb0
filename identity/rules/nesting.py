"""Groups in groups: never a circle, and never too deep. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

MAX_LEVELS = 20
"""Groups on the longest way from one group down into another, both counted."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """How some groups, and others that are to be members of these, lie among all groups.

    `above` tells of each of the former which groups it is in, itself included, and how many steps up the longest way
    there is; `below` of each of the latter how many steps down its longest way goes.
    """

    above: Mapping[UUID, Mapping[UUID, int]]
    below: Mapping[UUID, int]

    def obstacle(self, group_id: UUID, subgroup_id: UUID) -> str | None:
        """Why the one group cannot be a member of the other, as a sentence; `None` when it can."""
        above = self.above[group_id]
        said = f"Group {subgroup_id} cannot be a member of group {group_id}"
        if subgroup_id == group_id:
            return f"{said}: a group cannot contain itself."
        if subgroup_id in above:
            return f"{said}, which is inside it already, directly or through other groups. Take that one out first."
        levels = max(above.values()) + self.below[subgroup_id] + 2
        if levels > MAX_LEVELS:
            return f"{said}: groups would be nested {levels} levels deep, and at most {MAX_LEVELS} are accepted."
        return None
