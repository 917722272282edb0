"""Optimistic locking: a change may say which version it was made from."""

from __future__ import annotations

from identity.errors import VersionConflict


def expect_version(current: int, expected: int | None) -> None:
    """Refuse a change made from another version. No expectation fits every version."""
    if expected is not None and expected != current:
        raise VersionConflict(current)
