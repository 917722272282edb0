"""How the directory's provisioning does, judged: from what identity knows to what a page says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from web.identity_client.enums import TokenStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from web.identity_client.fragments import Vitals, VitalsRefusedCredentials

QUIET_AFTER: Final = timedelta(hours=3)
"""Entra comes about every 40 minutes, and in quarantine ever more seldom (Microsoft, "How application provisioning
works in Microsoft Entra ID")."""
GOOD: Final = frozenset({TokenStatus.LIVING, TokenStatus.EXPIRING})
"""What a token is by which the directory comes in."""


class Pulse(StrEnum):
    """Whether the directory calls."""

    CANNOT_CALL = "CANNOT_CALL"
    """It cannot: no token is good."""
    WAITING = "WAITING"
    """It never has."""
    REFUSED = "REFUSED"
    """It does, and its credential is refused."""
    QUIET = "QUIET"
    """It has, and not for a while."""
    WELL = "WELL"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The pulse, with what it was told from. `refused` is the credential that was refused last, if that is it."""

    pulse: Pulse
    last_request_at: datetime | None
    last_change_at: datetime | None
    requests: int
    refused_requests: int
    failed_requests: int
    refused: VitalsRefusedCredentials | None

    @property
    def errors(self) -> str:
        """How many requests of a day went wrong, and at whose door that lies, in a sentence."""
        if not self.requests:
            return "No request in the last 24 hours."
        wrong = self.refused_requests + self.failed_requests
        if not wrong:
            return f"None of the {self.requests:,} requests of the last 24 hours." if self.requests > 1 else "None."
        parts = []
        if self.refused_requests:
            parts.append(f"{self.refused_requests:,} refused, which your directory's log explains")
        if self.failed_requests:
            parts.append(f"{self.failed_requests:,} failed here, which Entra sends again by itself")
        return f"{_percent(wrong, self.requests)} of {self.requests:,} in the last 24 hours: {'; '.join(parts)}."


def diagnosis_of(vitals: Vitals, statuses: Iterable[TokenStatus], now: datetime) -> Diagnosis:
    """Judge a connection; `statuses` are those of its tokens."""
    health = vitals.health
    last_request_at = _moment(health.last_request_at)
    refused = _refused_since(vitals.refused_credentials, last_request_at)
    return Diagnosis(
        pulse=_pulse(last_request_at, refused, statuses, now),
        last_request_at=last_request_at,
        last_change_at=_moment(health.last_change_at),
        requests=health.requests,
        refused_requests=health.refused,
        failed_requests=health.failed,
        refused=refused,
    )


def _pulse(
    last_request_at: datetime | None,
    refused: VitalsRefusedCredentials | None,
    statuses: Iterable[TokenStatus],
    now: datetime,
) -> Pulse:
    if GOOD.isdisjoint(statuses):
        return Pulse.CANNOT_CALL
    if refused is not None:
        return Pulse.REFUSED
    if last_request_at is None:
        return Pulse.WAITING
    return Pulse.QUIET if now - last_request_at > QUIET_AFTER else Pulse.WELL


def _refused_since(
    refused: Sequence[VitalsRefusedCredentials], last_request_at: datetime | None
) -> VitalsRefusedCredentials | None:
    """The latest refusal, unless a good request has come after it."""
    latest = max(refused, key=lambda one: datetime.fromisoformat(one.last_at), default=None)
    if latest is None or (last_request_at and datetime.fromisoformat(latest.last_at) <= last_request_at):
        return None
    return latest


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return "Less than 0.1 %" if share < 0.1 else f"{share:.1f} %"  # noqa: PLR2004  one digit is shown


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
