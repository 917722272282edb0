"""One entry for each action on an object, in the words of Entra's provisioning log.

Source: Microsoft Graph, resource type provisioningObjectSummary and its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

IdentityType = Literal["User", "Group"]


class Action(StrEnum):
    """What was done, or would have been. A staged delete waits until somebody allows deletions."""

    CREATE = "create"
    UPDATE = "update"
    DISABLE = "disable"
    DELETE = "delete"
    STAGED_DELETE = "stagedDelete"
    OTHER = "other"


class Status(StrEnum):
    """How it went, worst last."""

    SUCCESS = "success"
    SKIPPED = "skipped"
    WARNING = "warning"
    FAILURE = "failure"


class StepType(StrEnum):
    """The stages of an action in their order; a reference takes the last two only."""

    IMPORT = "import"
    SCOPING = "scoping"
    MATCHING = "matching"
    REFERENCE_RESOLUTION = "referenceResolution"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of an action. `details` are names and values as the portal lists them."""

    name: str
    type: StepType
    status: Status
    description: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ModifiedProperty:
    """An attribute at the target, before and after; None is no value. A reference is named once for each member."""

    name: str
    old_value: str | None
    new_value: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """An object on one side. `id` is empty where it has none."""

    id: str
    display_name: str
    type: IdentityType


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an action failed, was skipped or deserves a warning: Entra's error code, and the reason it would show."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One action on one object. `cycle_id` is empty for provisioning on demand."""

    change_id: str
    job_id: str
    cycle_id: str
    at: datetime
    action: Action
    status: Status
    source: Identity
    target: Identity
    problem: Problem | None
    steps: tuple[Step, ...]
    modified: tuple[ModifiedProperty, ...]

    def __str__(self) -> str:
        line = f"{self.status} {self.action} {self.source.type} {self.source.display_name!r}"
        return line if self.problem is None else f"{line}: {self.problem.code}: {self.problem.reason}"
