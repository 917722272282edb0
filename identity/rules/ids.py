"""Ids as they come from outside. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from uuid import UUID


def uuid_or_none(text: str) -> UUID | None:
    """The UUID that was given out in these very characters (RFC 7643 §3.1: ids are caseExact).

    What is not even a UUID, or is one in another spelling, names nothing.
    """
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return uuid if str(uuid) == text else None
