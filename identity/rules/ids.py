"""Ids as they come from outside. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from uuid import UUID

_LAST_MILLISECOND = 2**48 - 1
_BITS_BELOW_TIME = 80


def uuid_or_none(text: str) -> UUID | None:
    """The UUID that was given out in these very characters (RFC 7643 §3.1: ids are caseExact).

    What is not even a UUID, or is one in another spelling, names nothing.
    """
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return uuid if str(uuid) == text else None


def first_id_at(milliseconds: int) -> UUID:
    """The least id that can have been given out at a time, which is since 1970 (UUIDv7, RFC 9562 §5.7)."""
    return UUID(int=max(0, min(milliseconds, _LAST_MILLISECOND)) << _BITS_BELOW_TIME)
