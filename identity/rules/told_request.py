"""SCIM requests as whoever answered them tells of them: what of it is taken. Pure: no I/O, no clock, no framework.

Who made them, of which organisation and when they were told, is never taken from here.
"""

from __future__ import annotations

import re
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

import orjson

from identity.errors import InvalidInput
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_REQUESTS: Final = 1_000
MAX_TEXT: Final = 2_000
"""Characters in one text; explanations have a measure of their own."""
MAX_SUBJECTS: Final = 100
MAX_SUBJECT: Final = 200
MAX_EXPLANATION_BYTES: Final = 128 * 1024
MAX_DURATION_MS: Final = 24 * 60 * 60 * 1000.0
OLDEST_SECONDS: Final = 60 * 60
"""How late a request may be told; whoever looks for a time relies on it."""
AHEAD_SECONDS: Final = 5 * 60
"""How far the clock of whoever tells may be ahead."""

_OPTIONAL: Final = (str, NoneType)
_LIST: Final = (list, NoneType)
_FIELDS: Final[Mapping[str, tuple[type, ...]]] = {
    "requestId": (str,),
    "at": (str,),
    "action": (str,),
    "status": (int,),
    "targetType": _OPTIONAL,
    "targetId": _OPTIONAL,
    "targetLabel": _OPTIONAL,
    "subjects": _LIST,
    "message": _OPTIONAL,
    "advice": _OPTIONAL,
    "durationMs": (int, float),
    "explanation": (dict,),
}
_WORDS: Final[Mapping[tuple[type, ...], str]] = {
    (str,): "a text",
    _OPTIONAL: "a text",
    (int,): "a whole number",
    (int, float): "a number",
    _LIST: "a list",
    (dict,): "an object",
}
_REQUIRED_TEXTS: Final = ("requestId", "action")
_TEXTS: Final = ("requestId", "action", "targetType", "targetId", "targetLabel", "message", "advice")
_STATUSES: Final = range(100, 600)
_MAX_PARTS: Final = 2_000
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def explanation_of(given: object, where: str) -> bytes:
    """An explanation as JSON under the names of GraphQL's `Explanation`, every one of them.

    What could not be stored of a text, NUL, is replaced. Raises `InvalidInput` naming `where`.
    """
    if not isinstance(given, dict):
        raise InvalidInput(where, f"{where} has to be an object of the fields of Explanation.")
    kept = {
        "request": given.get("request"),
        "rules": _parts(given, "rules", where, _is_applied_rule),
        "understood": given.get("understood"),
        "operations": _parts(given, "operations", where, _is_run_operation),
        "answer": given.get("answer"),
        "steps": _parts(given, "steps", where, _is_step),
    }
    try:
        encoded = orjson.dumps(kept)
    except TypeError as error:
        raise InvalidInput(where, f"{where} holds something that JSON cannot say: {error}.") from error
    if len(encoded) > MAX_EXPLANATION_BYTES:
        raise InvalidInput(where, f"{where} takes {len(encoded)} bytes; at most {MAX_EXPLANATION_BYTES} are kept.")
    return storable_json(encoded)


def check(request: object, where: str) -> None:
    """Whether what is told is an object of GraphQL's `ScimRequest`, and keeps to the bounds but those of time.

    Raises `InvalidInput` that says which it does not.
    """
    fields = _fields(request, where)
    for name in _REQUIRED_TEXTS:
        if not fields[name]:
            raise InvalidInput(f"{where}.{name}", f"{where}.{name} must not be empty.")
    for name in _TEXTS:
        if (text := fields.get(name)) is not None:
            _check_text(text, f"{where}.{name}")
    _check_subjects(fields.get("subjects") or (), f"{where}.subjects")
    if fields["status"] not in _STATUSES:
        raise InvalidInput(f"{where}.status", f"{where}.status is an HTTP status, from 100 to 599.")
    if not 0 <= fields["durationMs"] <= MAX_DURATION_MS:
        raise InvalidInput(f"{where}.durationMs", f"{where}.durationMs is from 0 to {MAX_DURATION_MS:.0f}.")


def storable_json(encoded: bytes) -> bytes:
    """JSON whose texts PostgreSQL can hold: U+FFFD stands where they had NUL."""
    return _NUL.sub(rb"\1\\ufffd", encoded) if b"\\u0000" in encoded else encoded


def _check_text(text: str, where: str, limit: int = MAX_TEXT) -> None:
    if reason := unstorable(text, limit):
        raise InvalidInput(where, f"{where} {reason}.")


def _fields(request: object, where: str) -> Mapping[str, Any]:
    if not isinstance(request, dict):
        raise InvalidInput(where, f"{where} has to be an object.")
    if not request.keys() <= _FIELDS.keys():
        stranger = next(name for name in request if name not in _FIELDS)
        raise InvalidInput(where, f"{where} has no field of the name {str(stranger)[:MAX_SUBJECT]!r}.")
    for name, kinds in _FIELDS.items():
        if type(request.get(name)) not in kinds:
            raise InvalidInput(f"{where}.{name}", f"{where}.{name} has to be {_WORDS[kinds]}.")
    return request


def _check_subjects(subjects: Sequence[Any], where: str) -> None:
    if len(subjects) > MAX_SUBJECTS:
        raise InvalidInput(where, f"{where} are {len(subjects)}; at most {MAX_SUBJECTS} are kept.")
    for subject in subjects:
        if not isinstance(subject, str):
            raise InvalidInput(where, f"{where} have to be texts.")
        _check_text(subject, where, MAX_SUBJECT)


def _parts(given: Mapping[str, Any], name: str, where: str, fits: Callable[[Any], bool]) -> list[Any]:
    parts = given.get(name)
    if parts is None:
        return []
    if not isinstance(parts, list) or len(parts) > _MAX_PARTS or not all(map(fits, parts)):
        raise InvalidInput(where, f"{where}.{name} has to be a list of what Explanation has there, {_MAX_PARTS} long.")
    return parts


def _is_applied_rule(part: Any) -> bool:
    match part:
        case {"rule": str(), "subject": str()}:
            return True
    return False


def _is_run_operation(part: Any) -> bool:
    match part:
        case {"name": str(), "startedMs": float() | int(), "durationMs": float() | int()}:
            return isinstance(part.get("result"), str | None) and part.get("variables") is not None
    return False


def _is_step(part: Any) -> bool:
    match part:
        case {"name": str(), "durationMs": float() | int()}:
            return True
    return False
