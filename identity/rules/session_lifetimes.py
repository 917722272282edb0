"""How long an organisation lets its people's sessions live. Pure: no I/O, no clock, no framework.

The operator's settings are the most there can be: an organisation that sets nothing has them, and one may only be
stricter with its own people.
"""

from __future__ import annotations

from dataclasses import dataclass

from identity.errors import InvalidInput

SHORTEST = 5 * 60
"""Seconds; whoever is signed out more often than that gets nothing done."""
LONGEST = 30 * 24 * 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """In seconds: how long a session lives at most, and how long without being used. `None` is the operator's."""

    lifetime_seconds: int | None
    idle_seconds: int | None


@dataclass(frozen=True, slots=True)
class Most:
    """The operator's settings, in seconds."""

    lifetime_seconds: int
    idle_seconds: int


def checked(wanted: Lifetimes, most: Most) -> Lifetimes:
    """What is wanted, if it may be. Raises `InvalidInput`."""
    longest = min(LONGEST, most.lifetime_seconds)
    _check("sessionLifetimeSeconds", "A session", wanted.lifetime_seconds, longest)
    _check("sessionIdleSeconds", "A session that is not used", wanted.idle_seconds, min(longest, most.idle_seconds))
    lifetime = wanted.lifetime_seconds or most.lifetime_seconds
    if wanted.idle_seconds is not None and wanted.idle_seconds > lifetime:
        raise InvalidInput(
            "sessionIdleSeconds",
            f"A session that is not used cannot outlive the {in_words(lifetime)} a session lives at all.",
        )
    return wanted


def in_words(seconds: int) -> str:
    """A span in the largest units that tell it: `8 hours`, `1 hour 30 minutes`."""
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    parts = []
    for unit, length in units:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts) or "0 seconds"


def _check(field: str, subject: str, seconds: int | None, longest: int) -> None:
    if seconds is None:
        return
    if seconds > longest:
        raise InvalidInput(
            field,
            f"{subject} may live for {in_words(longest)} at most: that is what whoever runs this service has set.",
        )
    if seconds < SHORTEST:
        raise InvalidInput(field, f"{subject} has to live for {in_words(SHORTEST)} at least.")
