"""Which text and which JSON PostgreSQL can hold. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

import math

MAX_TEXT = 8_192
"""Characters in one attribute value. Far above any directory's, low enough that a row stays a row."""
MIN_INTEGER, MAX_INTEGER = -(2**63), 2**64 - 1
"""What JSON can carry from end to end without losing digits."""


def unstorable(text: str, limit: int = MAX_TEXT) -> str | None:
    """Why this text cannot be stored, as the end of a sentence, or `None` when it can."""
    if len(text) > limit:
        return f"is {len(text)} characters long, and at most {limit} are accepted"
    if "\x00" in text:
        return "contains the NUL character, which cannot be stored"
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        return "contains half of a surrogate pair, which is not valid Unicode text"
    return None


def unstorable_inside(value: object, *, depth: int = 32) -> str | None:
    """Like `unstorable`, for every text and number inside a JSON value that is kept as it came."""
    if depth == 0:
        return "is nested more than 32 levels deep"
    if isinstance(value, str):
        return unstorable(value)
    if isinstance(value, int) and not MIN_INTEGER <= value <= MAX_INTEGER:
        return "is a whole number of more than 64 bits"
    if isinstance(value, float) and not math.isfinite(value):
        return "is a number too large to be kept"
    children: list[object] = []
    if isinstance(value, dict):
        children = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        children = value
    return next((reason for child in children if (reason := unstorable_inside(child, depth=depth - 1))), None)
