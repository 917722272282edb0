"""When a provisioning job is put in quarantine, how it goes on there, and when it is disabled.

Source: Microsoft, "Application provisioning in quarantine status"; Microsoft Graph, synchronizationQuarantine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from entra_simulator.escrow import Escrow

CYCLE_INTERVAL = timedelta(minutes=40)
SLOWEST_INTERVAL = timedelta(days=1)
DISABLED_AFTER = timedelta(weeks=4)


class QuarantineReason(StrEnum):
    """Microsoft Graph's quarantineReason, as far as an outbound job meets it."""

    EXCEPTION = "EncounteredQuarantineException"
    ESCROW_PROPORTION = "EncounteredEscrowProportionThreshold"
    BASE_ESCROW = "EncounteredBaseEscrowThreshold"
    TOTAL_ESCROW = "EncounteredTotalEscrowThreshold"
    TOO_MANY_DELETES = "TooManyDeletes"


class Quarantined(Exception):
    """The job cannot go on as it is: `reason` says why in Entra's word, the message in a sentence."""

    def __init__(self, sentence: str, reason: QuarantineReason = QuarantineReason.EXCEPTION) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowThresholds:
    """How many failures put a job in quarantine.

    From `evaluated_from` failing objects on, more than `share` of all objects or more than `objects` is too much;
    more than `total` failures, references included, always are.
    """

    evaluated_from: int = 5_000
    share: float = 0.40
    objects: int = 40_000
    total: int = 60_000

    def exceeded(self, escrow: Escrow, objects: int) -> tuple[QuarantineReason, str] | None:
        """Why a job over `objects` users and groups goes to quarantine, or None."""
        failing = escrow.failing_objects
        if escrow.failures > self.total:
            return QuarantineReason.TOTAL_ESCROW, f"{escrow.failures:,} changes fail, references included."
        if failing < self.evaluated_from:
            return None
        if failing > self.share * objects:
            return QuarantineReason.ESCROW_PROPORTION, f"{failing:,} of {objects:,} objects fail."
        if failing > self.objects:
            return QuarantineReason.BASE_ESCROW, f"{failing:,} objects fail."
        return None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A series of cycles that ended in quarantine; `count` says how often it was left in effect after it began."""

    reason: QuarantineReason
    sentence: str
    series_began: datetime
    current_began: datetime
    count: int = 0

    def continued(self, again: Quarantined, now: datetime) -> Quarantine:
        """The same series after one more attempt."""
        return replace(self, reason=again.reason, sentence=str(again), current_began=now, count=self.count + 1)

    @property
    def next_attempt(self) -> datetime:
        """When the job runs again: the interval doubles from attempt to attempt, up to a day."""
        pause = CYCLE_INTERVAL
        for _ in range(self.count + 1):
            pause = min(pause * 2, SLOWEST_INTERVAL)
        return self.current_began + pause

    @property
    def is_over(self) -> bool:
        """Whether it lasted so long that the job is disabled."""
        return self.current_began - self.series_began >= DISABLED_AFTER
