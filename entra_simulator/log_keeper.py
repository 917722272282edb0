"""Turns finished activities into entries of the provisioning log, and counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.provisioning_log import Identity, LogEntry

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable
    from datetime import datetime

    from entra_simulator.activity import Activity
    from entra_simulator.statistics import Statistics


class LogKeeper:
    """Writes the log of one job. `cycle_id` is the running cycle's; empty outside of cycles."""

    def __init__(
        self,
        job_id: str,
        statistics: Statistics,
        on_entry: Callable[[LogEntry], None],
        new_guid: Callable[[], uuid.UUID],
    ) -> None:
        self._job_id = job_id
        self._statistics = statistics
        self._on_entry = on_entry
        self._new_guid = new_guid
        self.cycle_id = ""

    def write(self, activity: Activity, now: datetime) -> LogEntry:
        """The entry of an activity that is over."""
        entry = LogEntry(
            change_id=str(self._new_guid()),
            job_id=self._job_id,
            cycle_id=self.cycle_id,
            at=now,
            action=activity.action,
            status=activity.status,
            source=activity.source,
            target=Identity(activity.target_id, activity.source.display_name, activity.source.type),
            problem=activity.problem,
            steps=tuple(activity.steps),
            modified=tuple(activity.modified),
        )
        self._statistics.count(entry)
        self._on_entry(entry)
        return entry
