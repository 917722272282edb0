"""The provisioning job: test the connection, then cycle after cycle send what changed in the directory.

Sources: Microsoft, "How application provisioning works in Microsoft Entra ID"; Microsoft Graph, synchronizationJob.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from enum import Flag, auto
from typing import TYPE_CHECKING

from entra_simulator.changes import Changes
from entra_simulator.connections import Connections
from entra_simulator.cycle import Cycle, Progress, group_activity, user_activity
from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.deletions import deletions_in
from entra_simulator.error_codes import STAGED_DELETE
from entra_simulator.escrow import Escrow, Phase
from entra_simulator.failures import ObjectFailed
from entra_simulator.job_settings import JobSettings
from entra_simulator.links import Memory
from entra_simulator.log_keeper import LogKeeper
from entra_simulator.on_demand import OnDemand
from entra_simulator.provisioning_log import Action, StepType
from entra_simulator.quarantine import CYCLE_INTERVAL, Quarantine, Quarantined, QuarantineReason
from entra_simulator.source import Source
from entra_simulator.statistics import Statistics
from entra_simulator.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    from entra_simulator.activity import Activity
    from entra_simulator.directory import Directory
    from entra_simulator.mapping import Mapping
    from entra_simulator.provisioning_log import LogEntry
    from entra_simulator.scim_client import Exchange
    from entra_simulator.transport import Transport


class ResetScope(Flag):
    """What a restart forgets, in the words of Microsoft Graph. `PLAIN` keeps the links, `FULL` matches all anew."""

    WATERMARK = auto()
    ESCROWS = auto()
    QUARANTINE_STATE = auto()
    CONNECTOR_DATA_STORE = auto()
    PLAIN = WATERMARK | ESCROWS | QUARANTINE_STATE
    FULL = PLAIN | CONNECTOR_DATA_STORE


class NotRunning(Exception):
    """The job is paused, or was disabled after four weeks in quarantine; the message says what starts it again."""


class ProvisioningJob:
    """One application's provisioning, from an Entra directory to a SCIM endpoint.

    The job has a clock of its own: a cycle happens at `now`, and the next one at `next_cycle`, 40 minutes later or, in
    quarantine, later than that. How long a cycle really takes does not matter to it.

    An object that fails waits in escrow, and everything waits when the job is quarantined. Nothing is sent twice for
    its own sake, and everything may be.
    """

    def __init__(
        self,
        directory: Directory,
        transport: Transport,
        *,
        tenant_url: str,
        token: str,
        settings: JobSettings | None = None,
        mapping: Mapping = RECOMMENDED_MAPPING,
        now: datetime | None = None,
        on_progress: Callable[[Progress], None] = lambda _: None,
        on_exchange: Callable[[Exchange], None] = lambda _: None,
        on_entry: Callable[[LogEntry], None] = lambda _: None,
        new_guid: Callable[[], uuid.UUID] = uuid.uuid4,
    ) -> None:
        self.statistics = Statistics()
        self.now = self.next_cycle = now or datetime.now(UTC)
        self.quarantine: Quarantine | None = None
        self.escrow = Escrow()
        self._settings = settings or JobSettings()
        self._at = Workplace(
            Source(directory, self._settings),
            Connections(transport, tenant_url, token, self._settings.dialect, self._record),
            mapping,
            Memory(),
            self._settings,
        )
        self._on_progress = on_progress
        self._on_exchange = on_exchange
        self._new_guid = new_guid
        self._log = LogKeeper(f"scim.{new_guid().hex}", self.statistics, on_entry, new_guid)
        self._watermark: int | None = None
        self._unfinished = Changes()
        self._deletions_allowed = False
        self._paused = False

    def _record(self, exchange: Exchange) -> None:
        self.statistics.record(exchange)
        self._on_exchange(exchange)

    async def test_connection(self) -> None:
        """Ask for a user and a group that cannot exist, as "Test Connection" and the start of every cycle do.

        Raises Quarantined unless both answers are empty lists.
        """
        client = self._at.connections.main().client
        try:
            user = await client.find("Users", self._at.mapping.user_matching[0], str(self._new_guid()))
            group = await client.find("Groups", self._at.mapping.group_matching[0], str(self._new_guid()))
        except ObjectFailed as failed:
            raise Quarantined(f"The connection test failed. {failed}") from failed
        if user or group:
            raise Quarantined(
                "The connection test failed. The target answers a filter for a random GUID with an object."
            )

    async def run_cycle(self) -> None:
        """Bring the target to what the directory holds now.

        The first cycle is the initial one and considers every object; later ones only changes and what escrow says.
        Raises Quarantined, after which the work waits for the next cycle, and NotRunning.
        """
        if self._paused:
            raise NotRunning("The job is paused; start it to go on.")
        if self.quarantine is not None and self.quarantine.is_over:
            raise NotRunning("The job was disabled after four weeks in quarantine; restart it to go on.")
        self.now = max(self.now, self.next_cycle)
        self._log.cycle_id = str(self._new_guid())
        try:
            await self._run(self._take_work())
        except Quarantined as quarantined:
            earlier = self.quarantine
            self.quarantine = (
                Quarantine(quarantined.reason, str(quarantined), self.now, self.now)
                if earlier is None
                else earlier.continued(quarantined, self.now)
            )
            self.next_cycle = self.quarantine.next_attempt
            raise
        finally:
            self._log.cycle_id = ""
        self.quarantine = None
        self.next_cycle = self.now + CYCLE_INTERVAL

    def _take_work(self) -> Changes:
        """What is to be done now. It counts as unfinished until a cycle went through it."""
        directory = self._at.source.directory
        fresh = directory.everything() if self._watermark is None else directory.changes_since(self._watermark)
        self._watermark = directory.watermark
        self._unfinished = Changes.combined(
            [*self.escrow.due(self.now, fresh.named | self._unfinished.named), self._unfinished, fresh]
        )
        return self._unfinished

    async def _run(self, work: Changes) -> None:
        await self.test_connection()
        self._guard_against_deletions(work)
        await Cycle(self._at, self.escrow, self._log, self.now, self._on_progress).run(work)
        self._unfinished = Changes()
        self._deletions_allowed = False
        exceeded = self._settings.escrow_thresholds.exceeded(self.escrow, self._at.source.objects)
        if exceeded is not None:
            reason, sentence = exceeded
            raise Quarantined(f"Too much fails. {sentence}", reason)

    def _guard_against_deletions(self, work: Changes) -> None:
        threshold = self._settings.deletion_threshold
        held = deletions_in(work, self._at)
        if threshold is None or self._deletions_allowed or len(held) <= threshold:
            return
        for object_id in sorted(held):
            activity = self._activity_of(object_id)
            activity.action = Action.STAGED_DELETE
            activity.begin(StepType.EXPORT)
            activity.skip(STAGED_DELETE, "The deletion waits until deletions are allowed or rejected.")
            self._log.write(activity, self.now)
        raise Quarantined(
            f"{len(held):,} objects would be disabled or deleted, and {threshold:,} may be: allow or reject it.",
            QuarantineReason.TOO_MANY_DELETES,
        )

    def _activity_of(self, object_id: str) -> Activity:
        directory = self._at.source.directory
        person = directory.people.get(object_id) or directory.purged.get(object_id)
        return user_activity(person) if person else group_activity(directory.deleted_groups[object_id])

    def allow_deletions(self) -> None:
        """Let the next cycle disable and delete as much as it has to, and run it at once."""
        self._deletions_allowed = True
        self._leave_quarantine()

    def reject_deletions(self) -> None:
        """Forget the deletions that wait: the accounts stay as they are until their objects change again.

        Those of objects that are gone for good are the job's no longer.
        """
        rejected = deletions_in(self._unfinished, self._at)
        self._unfinished = self._unfinished.without(rejected)
        for object_id in rejected:
            self.escrow.release(object_id, *Phase)
        for object_id in rejected - self._at.source.directory.people.keys():
            self._at.memory.users.untie(object_id)
            self._at.memory.groups.untie(object_id)
        self._leave_quarantine()

    def pause(self) -> None:
        """Run no cycle until the job is started again."""
        self._paused = True

    def start(self) -> None:
        """Go on after a pause where the job stopped."""
        self._paused = False

    def restart(self, reset: ResetScope = ResetScope.PLAIN) -> None:
        """Begin with an initial cycle, having forgotten what `reset` says."""
        self._paused = False
        if ResetScope.WATERMARK in reset:
            self._watermark = None
        if ResetScope.ESCROWS in reset:
            self.escrow.clear()
        if ResetScope.CONNECTOR_DATA_STORE in reset:
            self._at.memory.clear()
        if ResetScope.QUARANTINE_STATE in reset:
            self._leave_quarantine()

    def _leave_quarantine(self) -> None:
        self.quarantine = None
        self.next_cycle = self.now

    @property
    def on_demand(self) -> OnDemand:
        """Provision on demand, beside the cycles and with what they remember."""
        return OnDemand(self._at.on_demand(), self._log, self.now)
