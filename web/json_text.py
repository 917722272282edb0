"""JSON values as text for people: on one line, or laid out, and never longer than can be read. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

LINE: Final = 120
"""Characters of a value on one line; the whole text stands behind it, unfolded."""
WHOLE: Final = 20_000
_FITS = 66


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


def in_brief(value: Any) -> str:
    """The same, but of an object of simple values without JSON's signs: `ada@contoso.example · type: work`."""
    if not isinstance(value, dict) or any(isinstance(part, dict | list) for part in value.values()):
        return on_one_line(value)
    parts = [f"{name}: {on_one_line(part)}" for name, part in value.items() if name != "value"]
    return " · ".join([on_one_line(value["value"]), *parts] if "value" in value else parts)


def laid_out(value: Any) -> str:
    """A value as JSON, indented where it does not fit a line, and cut where nobody would read on."""
    return _cut(_indented(value, 0), WHOLE)


def shown(value: Any, length: int = LINE) -> Shown:
    """A value on one line, cut to `length`; objects and lists unfold to indented JSON."""
    line = in_brief(value)
    if len(line) <= length and "\n" not in line:
        return Shown(line)
    whole = _cut(line, WHOLE) if isinstance(value, str) else laid_out(value)
    return Shown(f"{line[: length - 1].splitlines()[0] if line.strip() else ''}…", whole)


def _indented(value: Any, depth: int) -> str:
    line = _json(value, spaced=True)
    if not isinstance(value, dict | list) or len(line) + 2 * depth <= _FITS:
        return line
    if isinstance(value, dict):
        parts = [f"{_json(name)}: {_indented(inner, depth + 1)}" for name, inner in value.items()]
    else:
        parts = [_indented(inner, depth + 1) for inner in value]
    begin, end = "{}" if isinstance(value, dict) else "[]"
    margin = "  " * depth
    return f"{begin}\n{margin}  " + f",\n{margin}  ".join(parts) + f"\n{margin}{end}"


def _json(value: Any, *, spaced: bool = False) -> str:
    # Directories send numbers that other encoders refuse; here they are to be read, whatever they are.
    separators = (", ", ": ") if spaced else (",", ":")
    return json.dumps(value, separators=separators, ensure_ascii=False, default=str)


def _cut(text: str, length: int) -> str:
    left = len(text) - length
    return text if left <= 0 else f"{text[:length]}… and {left} more characters"
