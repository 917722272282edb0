"""How long to wait after wrong passwords in a row. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

FREE_FAILURES = 5
"""So many wrong passwords in a row cost no wait: people mistype."""
MAX_WAIT_SECONDS = 15 * 60
MAX_FAILURES = 100
"""After so many the password is not accepted any more (NIST SP 800-63B-4 §3.2.2: no more than 100)."""
FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60
"""So long without a wrong password, and those before are forgotten, unless they were too many."""


def wait_after(failures: int) -> int:
    """Seconds from a wrong password to the next attempt: none at first, then doubling up to a quarter of an hour."""
    if failures < FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES, MAX_WAIT_SECONDS.bit_length())
    return min(1 << doublings, MAX_WAIT_SECONDS)


def is_used_up(failures: int) -> bool:
    """Whether there have been so many that waiting does not help."""
    return failures >= MAX_FAILURES


def failures_remembered(failures: int, seconds_since: float) -> int:
    """How many wrong passwords in a row still count."""
    return 0 if seconds_since >= FORGOTTEN_AFTER_SECONDS and not is_used_up(failures) else failures


def is_worth_a_record(failures: int) -> bool:
    """Whether the audit log is told: of the first in a row, and of each that makes the next attempt wait."""
    return failures == 1 or wait_after(failures) > 0
