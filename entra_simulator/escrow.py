"""Work that failed and waits for its next attempt, later and later.

Source: Microsoft, "Application provisioning in quarantine status" and "How application provisioning works": errors
and retries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from entra_simulator.changes import Changes

_FIRST_RETRIES = (timedelta(hours=6), timedelta(hours=12), timedelta(hours=24))
_DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=28)


class Phase(Enum):
    """The parts of a cycle in their order: users before references before groups, so that each names what exists."""

    USER_DELETIONS = "Deleting users"
    USERS = "Users"
    MANAGERS = "Managers"
    GROUP_DELETIONS = "Deleting groups"
    GROUPS = "Groups"
    MEMBERS = "Members"

    @property
    def is_of_references(self) -> bool:
        """Whether it sends references between objects; their failures weigh less against the job."""
        return self in {Phase.MANAGERS, Phase.MEMBERS}


@dataclass(frozen=True, slots=True)
class Escrowed:
    """Failed work: since when it fails, and when it is due again."""

    work: Changes
    first_failed: datetime
    retry_at: datetime


def next_attempt(first_failed: datetime, now: datetime) -> datetime | None:
    """When work that failed just `now` is due again; None when it is given up.

    At first in the next cycle; then 6, 12 and 24 hours after the first failure; then every 24 hours up to 28 days.
    """
    elapsed = now - first_failed
    if not elapsed:
        return now
    later = next((pause for pause in _FIRST_RETRIES if pause > elapsed), (elapsed // _DAY + 1) * _DAY)
    return first_failed + later if later <= KEPT_FOR else None


class Escrow:
    """The failed work of one job, by object and by the phase it failed in."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, Phase], Escrowed] = {}

    def hold(self, object_id: str, phase: Phase, work: Changes, now: datetime) -> bool:
        """Keep `work` for later; returns whether it is kept, for after 28 days it is dropped."""
        earlier = self._held.pop((object_id, phase), None)
        first_failed = earlier.first_failed if earlier else now
        retry_at = next_attempt(first_failed, now)
        if retry_at is None:
            return False
        self._held[object_id, phase] = Escrowed(work, first_failed, retry_at)
        return True

    def release(self, object_id: str, *phases: Phase) -> None:
        """Forget what succeeded, or what is no longer there to be done."""
        for phase in phases:
            self._held.pop((object_id, phase), None)

    def due(self, now: datetime, changed: AbstractSet[str]) -> Iterable[Changes]:
        """The work to try now: what is due, and what waits for objects that changed meanwhile. It stays in escrow."""
        return [
            escrowed.work
            for (object_id, _), escrowed in self._held.items()
            if escrowed.retry_at <= now or object_id in changed
        ]

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()

    @property
    def failing_objects(self) -> int:
        """How many users and groups fail."""
        return len({object_id for object_id, phase in self._held if not phase.is_of_references})

    @property
    def failures(self) -> int:
        """How much fails in all, references included."""
        return len(self._held)
