"""What an admin chooses of a token's life, and when that is over. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

PRESETS: Final = {"90": "90 days", "180": "180 days", "365": "1 year", "custom": "On a date", "never": "Never"}
"""Lives to choose from; numbers are days."""
DEFAULT: Final = "365"
OVERLAPS: Final = {
    "86400": "24 hours",
    "0": "Not at all: it ends at once",
    "3600": "1 hour",
    "604800": "7 days",
    "2592000": "30 days",
}
"""For how many seconds a token goes on that has been replaced; the first is the one to take."""


class NotAnExpiry(ValueError):
    """What was chosen names no moment to come; the message says what would."""


def expiry_of(choice: str | None, on: str | None, now: datetime) -> datetime | None:
    """The moment a token expires, `None` for never. A date counts to its end, in UTC. Raises `NotAnExpiry`."""
    match choice:
        case "never":
            return None
        case "custom":
            return _end_of(on, now)
        case str(days) if days in PRESETS:
            return now + timedelta(days=int(days))
    raise NotAnExpiry("Choose when the token expires.")


def overlap_of(choice: str | None) -> int:
    """For how many seconds the old token goes on. Raises `NotAnExpiry`."""
    if choice not in OVERLAPS:
        raise NotAnExpiry("Choose for how long the old token goes on.")
    return int(choice)


def _end_of(on: str | None, now: datetime) -> datetime:
    try:
        day = date.fromisoformat(on or "")
        end = datetime.combine(day, time(23, 59, 59), UTC)
    except ValueError as error:
        raise NotAnExpiry("Give the date on which the token expires, such as 2027-06-30.") from error
    if end <= now:
        raise NotAnExpiry(f"{day.isoformat()} has passed. Choose a date to come.")
    return end
