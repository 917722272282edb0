"""Compares an answer with what a case file expects: an expected object names what must be there, not all there may be.

Whole texts in angle brackets are patterns (`<time>`), objects of one such key are wider ones (`{"<any order>": […]}`);
any other `<name>` stands for what an answer kept under that name said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NAMED: Final = re.compile(r"<([A-Za-z][A-Za-z0-9]*)((?:\.[$\w]+)*)>")
_MISSING: Final = object()

_PATTERNS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "<absent>": lambda actual: actual is _MISSING,
    "<anything>": lambda actual: actual is not _MISSING,
    "<text>": lambda actual: isinstance(actual, str) and actual != "",
    "<id>": lambda actual: isinstance(actual, str) and re.fullmatch(r"\S+", actual) is not None,
    "<time>": lambda actual: (
        isinstance(actual, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", actual) is not None
    ),
    "<version>": lambda actual: isinstance(actual, str) and re.fullmatch(r'W/"\S+"', actual) is not None,
}


def filled(template: Any, kept: Mapping[str, Any]) -> Any:
    """The template with each `<name>` replaced by the `id` of the answer kept under it, `<name.meta>` by its `meta`.

    A text that is nothing but one name becomes the value itself, so that a number stays one.

    Raises:
        KeyError: no answer was kept under a name, or it says nothing at that place.
    """
    match template:
        case dict():
            return {key if key in _WIDER else filled(key, kept): filled(value, kept) for key, value in template.items()}
        case list():
            return [filled(each, kept) for each in template]
        case str() if template not in _PATTERNS:
            if whole := _NAMED.fullmatch(template):
                return _value(whole, kept)
            return _NAMED.sub(lambda found: str(_value(found, kept)), template)
    return template


def differences(expected: Any, actual: Any, where: str = "body") -> Iterator[str]:
    """Sentences on where an answer is not what was expected; none, when it is."""
    match expected:
        case str() if fits := _PATTERNS.get(expected):
            if not fits(actual):
                yield f"{where} should be {expected}, not {_shown(actual)}"
        case dict() if (key := next(iter(expected), "")) in _WIDER:
            yield from _WIDER[key](expected[key], actual, where)
        case dict():
            yield from _inside(expected, actual, where)
        case list():
            yield from _in_order(expected, actual, where)
        case _:
            # 1 == True in Python, but not in JSON.
            if type(expected) is not type(actual) or expected != actual:
                yield f"{where} should be {expected!r}, not {_shown(actual)}"


def _inside(expected: dict[str, Any], actual: Any, where: str) -> Iterator[str]:
    if not isinstance(actual, dict):
        yield f"{where} should be an object, not {_shown(actual)}"
        return
    for key, value in expected.items():
        yield from differences(value, actual.get(key, _MISSING), f"{where}.{key}")


def _in_order(expected: list[Any], actual: Any, where: str) -> Iterator[str]:
    if wrong := list(_another_length(expected, actual, where)):
        yield from wrong
        return
    for place, (one, other) in enumerate(zip(expected, actual, strict=True)):
        yield from differences(one, other, f"{where}[{place}]")


def _none_of(choices: list[Any], actual: Any, where: str) -> Iterator[str]:
    if all(any(differences(choice, actual, where)) for choice in choices):
        yield f"{where} should be one of {choices!r}, not {_shown(actual)}"


def _unlike(text: str, actual: Any, where: str) -> Iterator[str]:
    if not isinstance(actual, str) or not re.search(text, actual):
        yield f"{where} should be like {text!r}, not {_shown(actual)}"


def _inexact(expected: Any, actual: Any, where: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        yield from (f"{where}.{key} should be absent, not {_shown(actual[key])}" for key in actual.keys() - expected)
        for key, value in expected.items():
            yield from _inexact(value, actual.get(key, _MISSING), f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for place, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _inexact(one, other, f"{where}[{place}]")
    else:
        yield from differences(expected, actual, where)


def _other_elements(expected: list[Any], actual: Any, where: str) -> Iterator[str]:
    yield from _another_length(expected, actual, where)
    yield from _not_held(expected, actual, where)


def _another_length(expected: list[Any], actual: Any, where: str) -> Iterator[str]:
    if not isinstance(actual, list) or len(actual) != len(expected):
        yield f"{where} should be a list of {len(expected)}, not {_shown(actual)}"


def _not_held(expected: list[Any], actual: Any, where: str) -> Iterator[str]:
    """Each expected element takes the first actual one that fits and that none before it took."""
    left = list(actual) if isinstance(actual, list) else []
    for element in expected:
        fitting = next((each for each in left if not any(differences(element, each, where))), _MISSING)
        if fitting is _MISSING:
            yield f"{where} should hold {element!r}; it is {_shown(actual)}"
        else:
            left.remove(fitting)


_WIDER: Final[Mapping[str, Callable[[Any, Any, str], Iterator[str]]]] = {
    "<any of>": _none_of,
    "<like>": _unlike,
    "<exactly>": _inexact,
    "<any order>": _other_elements,
    "<at least>": _not_held,
}


def _value(found: re.Match[str], kept: Mapping[str, Any]) -> Any:
    name, path = found[1], found[2].removeprefix(".") or "id"
    if name not in kept:
        raise KeyError(f"no answer is kept as {name!r}")
    value = kept[name]
    if not isinstance(value, dict | list):
        return value
    for step in path.split("."):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise KeyError(f"what is kept as {name!r} has no {path!r}") from error
    return value


def _shown(value: Any) -> str:
    return "absent" if value is _MISSING else f"{value!r:.400}"
