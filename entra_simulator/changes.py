"""What changed in a directory between two moments: the answer of a Microsoft Graph delta query, reduced to ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class MemberChanges:
    """Object ids that entered and left one group. Graph tells memberships as changes, never as a whole list."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def then(self, later: MemberChanges) -> MemberChanges:
        """These changes followed by `later` ones; the last word on a member counts."""
        return MemberChanges(
            added=(self.added - later.removed) | later.added,
            removed=(self.removed - later.added) | later.removed,
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """Object ids by what happened to them. An object that is gone appears only among the gone."""

    people: tuple[str, ...] = ()
    purged_people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    deleted_groups: tuple[str, ...] = ()
    members: Mapping[str, MemberChanges] = field(default_factory=dict)

    @property
    def named(self) -> frozenset[str]:
        """Every object that something happened to."""
        return frozenset((*self.people, *self.purged_people, *self.groups, *self.deleted_groups, *self.members))

    def without(self, objects: AbstractSet[str]) -> Changes:
        """These changes as if nothing had happened to `objects`."""
        return Changes(
            people=tuple(one for one in self.people if one not in objects),
            purged_people=tuple(one for one in self.purged_people if one not in objects),
            groups=tuple(one for one in self.groups if one not in objects),
            deleted_groups=tuple(one for one in self.deleted_groups if one not in objects),
            members={group: change for group, change in self.members.items() if group not in objects},
        )

    @staticmethod
    def combined(parts: Iterable[Changes]) -> Changes:
        """The net effect of `parts` in their order, each object named once, first come first."""
        people: dict[str, None] = {}
        purged: dict[str, None] = {}
        groups: dict[str, None] = {}
        deleted: dict[str, None] = {}
        members: dict[str, MemberChanges] = {}
        for part in parts:
            people |= dict.fromkeys(part.people)
            purged |= dict.fromkeys(part.purged_people)
            groups |= dict.fromkeys(part.groups)
            deleted |= dict.fromkeys(part.deleted_groups)
            for group, change in part.members.items():
                members[group] = members.get(group, MemberChanges()).then(change)
        return Changes(
            people=tuple(person for person in people if person not in purged),
            purged_people=tuple(purged),
            groups=tuple(group for group in groups if group not in deleted),
            deleted_groups=tuple(deleted),
            members={group: change for group, change in members.items() if group not in deleted},
        )
