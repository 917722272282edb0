"""JSON values as text for people: on one line, or laid out, and never longer than can be read. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

LINE: Final = 120
"""Characters of a value on one line; the whole text stands behind it, unfolded."""
WHOLE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as far as it fits a line, and the whole of it where that is more."""

    line: str
    whole: str | None = None


def on_one_line(value: Any) -> str:
    """A value in one line: texts as they are, the rest as compact JSON, and nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def laid_out(value: Any) -> str:
    """A value as indented JSON, cut where nobody would read on."""
    return _cut(_json(value, indent=2), WHOLE)


def shown(value: Any, length: int = LINE) -> Shown:
    """A value on one line, cut to `length`; objects and lists unfold to indented JSON."""
    line = on_one_line(value)
    if len(line) <= length and "\n" not in line:
        return Shown(line)
    whole = _cut(line, WHOLE) if isinstance(value, str) else laid_out(value)
    return Shown(f"{line[: length - 1].splitlines()[0] if line.strip() else ''}…", whole)


def _json(value: Any, indent: int | None = None) -> str:
    # Directories send numbers that other encoders refuse; here they are to be read, whatever they are.
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, indent=indent, separators=separators, ensure_ascii=False, default=str)


def _cut(text: str, length: int) -> str:
    left = len(text) - length
    return text if left <= 0 else f"{text[:length]}… and {left} more characters"
