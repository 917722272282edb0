"""The words of the activity log. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from enum import StrEnum


class ActivityKind(StrEnum):
    """What an entry tells of."""

    SCIM_REQUEST = "SCIM_REQUEST"
    SIGN_IN = "SIGN_IN"
    ADMIN_ACTION = "ADMIN_ACTION"


class ActivityOutcome(StrEnum):
    """How it ended."""

    SUCCEEDED = "SUCCEEDED"
    REFUSED = "REFUSED"
    """Whoever asked can do something about it, and was told what was wrong."""
    FAILED = "FAILED"
    """Our own fault, or an outage."""


class Span(StrEnum):
    """A stretch of time over which entries are counted."""

    HOUR = "HOUR"
    DAY = "DAY"


def outcome_of(status: int) -> ActivityOutcome:
    """What an HTTP status says of a request's end (RFC 9110 §15)."""
    if status < 400:  # noqa: PLR2004 - the classes of statuses
        return ActivityOutcome.SUCCEEDED
    return ActivityOutcome.REFUSED if status < 500 else ActivityOutcome.FAILED  # noqa: PLR2004
