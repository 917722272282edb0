"""How exactly the last use of a credential is known, and when a session has been idle too long.

A use is noted only when the one on record is older than the precision, and the note waits a moment to be written, maybe
in another process. Pure: no I/O, no clock, no framework.
"""

from __future__ import annotations

PRECISION_SECONDS = 60


def precision_seconds(idle_seconds: int | None) -> float:
    """How old the use on record is at least before another is noted; finer for a session that is short of time."""
    return PRECISION_SECONDS if idle_seconds is None else min(PRECISION_SECONDS, idle_seconds / 8)


def is_idle(unused_seconds: float, idle_seconds: int) -> bool:
    """Whether a session that was last used so long ago, as far as is on record, has been idle for too long.

    The record lags behind by up to the precision, and by as much again until it is written. A session lives that much
    longer, so that nobody is signed out who is at work.
    """
    return unused_seconds >= idle_seconds + 2 * precision_seconds(idle_seconds)
