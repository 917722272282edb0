"""Spans of time as a form has them, in hours and minutes. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

_MOST_DIGITS = 5


class SpanInvalid(ValueError):
    """What was typed is no span; the message says what is."""


def seconds_of(hours: str, minutes: str) -> int | None:
    """The span in seconds; `None` when both are left empty. Raises `SpanInvalid`."""
    typed = [text.strip() for text in (hours, minutes)]
    if not any(typed):
        return None
    if not all(text == "" or (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS) for text in typed):
        raise SpanInvalid("Hours and minutes are whole numbers, such as 8 and 30. Leave both empty for the longest.")
    whole_hours, whole_minutes = (int(text or 0) for text in typed)
    return whole_hours * 3600 + whole_minutes * 60


def hours_and_minutes(seconds: int | None) -> tuple[str, str]:
    """The span as the form shows it, rounded down to the minute; two empty texts for `None`."""
    if seconds is None:
        return "", ""
    return str(seconds // 3600), str(seconds % 3600 // 60)


def in_words(seconds: int) -> str:
    """A span as a sentence has it, to the minute: `1 hour 30 minutes`."""
    units = (("hour", seconds // 3600), ("minute", seconds % 3600 // 60))
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for unit, count in units if count) or "under a minute"
