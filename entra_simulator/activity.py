"""One action on one object while it is under way, and the entry of the provisioning log that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.provisioning_log import Action, Identity, ModifiedProperty, Problem, Status, Step, StepType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from entra_simulator.scim_client import Exchange

_EXPORTS = {
    Action.CREATE: "EntryExportAdd",
    Action.DISABLE: "EntryExportUpdateSoftDelete",
    Action.DELETE: "EntryExportDelete",
}
_STEP_NAMES = {
    StepType.IMPORT: "EntryImport",
    StepType.SCOPING: "EntrySynchronizationScope",
    StepType.MATCHING: "EntryMatching",
    StepType.REFERENCE_RESOLUTION: "EntryReferenceResolution",
}


class Activity:
    """Collects the steps of an action. A stage that is begun and never done is the one that failed.

    Without any step there is nothing to tell.
    """

    def __init__(self, source: Identity) -> None:
        self.source = source
        self.target_id = ""
        self.action = Action.OTHER
        self.problem: Problem | None = None
        self.status = Status.SUCCESS
        self.steps: list[Step] = []
        self.modified: list[ModifiedProperty] = []
        self._stage = StepType.IMPORT
        self._last: Exchange | None = None

    @property
    def is_worth_telling(self) -> bool:
        """Whether anything happened."""
        return bool(self.steps)

    def note(self, exchange: Exchange) -> None:
        """Take in a request and its answer; a problem that does not stop the action is a warning."""
        self._last = exchange
        if exchange.code:
            self.warn(exchange.code, exchange.detail)

    def begin(self, stage: StepType) -> None:
        """Enter a stage."""
        self._stage = stage
        self._last = None

    def done(self, description: str, details: Mapping[str, str | None] | None = None) -> None:
        """The stage succeeded."""
        self._add(Status.SUCCESS, description, details or {})

    def change(self, properties: Iterable[ModifiedProperty]) -> None:
        """Name what changed at the target."""
        self.modified.extend(properties)

    def skip(self, code: str, reason: str, details: Mapping[str, str | None] | None = None) -> None:
        """Nothing is sent, and the stage says why."""
        self.status, self.problem = Status.SKIPPED, Problem(code, reason)
        self._add(Status.SKIPPED, reason, {"SkipReason": code, **(details or {})})

    def warn(self, code: str, reason: str) -> None:
        """The action goes on, but the administrator should know. The first warning is the one shown."""
        if self.status is not Status.WARNING:
            self.status, self.problem = Status.WARNING, Problem(code, reason)

    def fail(self, code: str, reason: str) -> None:
        """The stage failed, and with it the action."""
        self.status, self.problem = Status.FAILURE, Problem(code, reason)
        self._add(Status.FAILURE, reason, {"ErrorCode": code})

    def _add(self, status: Status, description: str, details: Mapping[str, str | None]) -> None:
        known = {name: value for name, value in details.items() if value is not None}
        self.steps.append(Step(self._step_name(), self._stage, status, description, {**known, **self._request()}))

    def _step_name(self) -> str:
        return _STEP_NAMES.get(self._stage) or _EXPORTS.get(self.action, "EntryExportUpdate")

    def _request(self) -> dict[str, str]:
        """The stage's last request, so that the target's developer finds it in their own log."""
        if self._last is None:
            return {}
        told = {"Request": f"{self._last.method} {self._last.path}", "Status": str(self._last.status or "no answer")}
        return {**told, "RequestId": self._last.request_id} if self._last.request_id else told
