"""What a provisioning job counts, in the words of Entra's provisioning log."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from entra_simulator.provisioning_log import Action, LogEntry, ModifiedProperty, Status

if TYPE_CHECKING:
    from entra_simulator.scim_client import Exchange


@dataclass(slots=True)
class Statistics:
    """Users and groups together; `members_*` count memberships. `unexpected` keeps each answer that was no success.

    `failures`, `warnings` and `skipped` count entries of the log.
    """

    requests: int = 0
    created: int = 0
    updated: int = 0
    disabled: int = 0
    restored: int = 0
    deleted: int = 0
    members_added: int = 0
    members_removed: int = 0
    skipped: int = 0
    warnings: int = 0
    failures: int = 0
    unexpected: list[Exchange] = field(default_factory=list)

    def record(self, exchange: Exchange) -> None:
        """Count one exchange with the target."""
        self.requests += 1
        if not exchange.expected:
            self.unexpected.append(exchange)

    def numbers(self) -> dict[str, int]:
        """Every count by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "unexpected"}

    def count(self, entry: LogEntry) -> None:
        """Count one entry of the log."""
        self.skipped += entry.status is Status.SKIPPED
        self.warnings += entry.status is Status.WARNING
        self.failures += entry.status is Status.FAILURE
        if entry.status in {Status.SUCCESS, Status.WARNING}:
            self._count_action(entry)

    def _count_action(self, entry: LogEntry) -> None:
        added, removed = _members(entry)
        self.members_added += added
        self.members_removed += removed
        match entry.action:
            case Action.CREATE:
                self.created += 1
            case Action.DISABLE:
                self.disabled += 1
            case Action.DELETE:
                self.deleted += 1
            case Action.UPDATE if _switches_on(entry.modified):
                self.restored += 1
            case Action.UPDATE if not (added or removed):
                self.updated += 1


def _members(entry: LogEntry) -> tuple[int, int]:
    """How many members an entry adds and removes."""
    members = [one for one in entry.modified if one.name == "members"]
    added = sum(1 for one in members if one.old_value is None)
    return added, len(members) - added


def _switches_on(modified: tuple[ModifiedProperty, ...]) -> bool:
    return any(one.name == "active" and one.new_value == "True" for one in modified)
