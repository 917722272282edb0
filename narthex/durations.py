"""Durations as people write them: `90d`, `12h`, `30m`, `1y`. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

import re
from datetime import timedelta

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "y": timedelta(days=365)}
LONGEST = 100 * UNITS["y"]

_WRITTEN = re.compile(r"(\d{1,9})([mhdy])", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """The duration written as a whole number and a unit. Raises `ValueError` with a sentence for whoever wrote it."""
    match = _WRITTEN.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"'{text}' is no duration: write a whole number and m, h, d or y, such as 30m, 12h, 90d or 1y")
    count = int(match[1])
    if not count:
        raise ValueError(f"'{text}' is over at once: write at least 1{match[2]}")
    if count > LONGEST // UNITS[match[2]]:
        raise ValueError(f"'{text}' is longer than a hundred years: leave the option out for no end at all")
    return count * UNITS[match[2]]
