"""Values in the one form in which the core works with them, or an `InvalidValue` that says what is wrong.

Pure. Booleans are booleans, numbers numbers, everything else of one value is a string, complex values are dicts under
canonical names, multi-valued attributes lists. `None` means "no value": setting an attribute to it clears it.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.date_times import moment
from scim_facade.core.dialect import (
    BINARY_NOT_BASE64,
    KEY_LETTER_CASE,
    READ_ONLY_IGNORED,
    UNKNOWN_ATTRIBUTE_IGNORED,
)
from scim_facade.core.errors import InvalidValue, json_type, quoted
from scim_facade.core.limits import MAX_ELEMENTS, MAX_NESTING, MAX_STRING_LENGTH
from scim_facade.core.value_rules import rewritten

if TYPE_CHECKING:
    from scim_facade.core.attributes import Attribute
    from scim_facade.core.rules import Notes

_LARGEST_INTEGER: Final = 2**63
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)(?P<padding>={0,2})\Z", re.ASCII)


def canonical(attribute: Attribute, value: object, called: str, notes: Notes) -> Any:
    """Return `value` as a value of `attribute`, or `None` when it says that there is none.

    A complex value keeps a `None` under each sub-attribute that it clears. `called` names the attribute in errors.
    Raises `InvalidValue`.
    """
    if attribute.type == "any":
        refuse_unkeepable(value, called)
        return value
    if value and isinstance(value, str) and attribute.type == "string" and not attribute.multi_valued:
        return string(value, called)  # so are most values by far, and no rule has a say in them
    meant = rewritten(attribute, value, called, notes)
    return None if meant is None else _of_kind(attribute, meant, called, notes)


def _of_kind(attribute: Attribute, value: object, called: str, notes: Notes) -> Any:
    if attribute.multi_valued:
        return _elements(attribute, value, called, notes)
    if attribute.type == "complex":
        return _complex(attribute, value, called, notes)
    if attribute.type in {"string", "reference"}:
        return string(value, called)
    return _typed(attribute, value, called, notes)


def string(value: object, called: str) -> str:
    """Return `value` if it is text that can be stored and returned. Raises `InvalidValue`."""
    if not isinstance(value, str):
        raise InvalidValue(f"{called} must be a string, not {json_type(value)}.")
    if len(value) > MAX_STRING_LENGTH:
        raise InvalidValue(f"{called} has {len(value)} characters; at most {MAX_STRING_LENGTH} are accepted.")
    if "\0" in value:
        raise InvalidValue(f"{called} contains a NUL character, which cannot be stored.")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InvalidValue(f"{called} contains half a surrogate pair, which is no character.") from None
    return value


def without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    """The sub-attributes that have a value."""
    return {key: sub for key, sub in value.items() if sub is not None}


def refuse_unkeepable(value: object, called: str) -> None:
    """Check JSON that is to be kept as it came. Raises `InvalidValue` when it cannot be stored or returned."""
    pending: list[tuple[object, int]] = [(value, 1)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, str):
            string(item, called)
        elif isinstance(item, int | float) and not isinstance(item, bool):
            _refuse_odd_number(item, called)
        elif isinstance(item, dict | list):
            if depth > MAX_NESTING:
                raise InvalidValue(f"{called} nests deeper than {MAX_NESTING} levels.")
            _refuse_long_list(item, called)
            children = [*item, *item.values()] if isinstance(item, dict) else item
            pending.extend((child, depth + 1) for child in children)


def _elements(attribute: Attribute, value: object, called: str, notes: Notes) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidValue(f"{called} must be a list.")
    _refuse_long_list(value, called)
    elements = []
    for item in value:
        element = canonical(attribute.element, item, called, notes)
        if isinstance(element, dict):
            element = without_nulls(element)
        if element not in (None, {}):
            elements.append(element)
    return elements


def _complex(attribute: Attribute, value: object, called: str, notes: Notes) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidValue(f"{called} must be an object with sub-attributes, not {json_type(value)}.")
    _refuse_long_list(value, called)
    subs: dict[str, Any] = {}
    for key, inner in value.items():
        sub = attribute.find(key)
        if sub is None:
            notes.use(UNKNOWN_ATTRIBUTE_IGNORED, f"{called}.{key}")
        elif sub.mutability == "readOnly":
            notes.use(READ_ONLY_IGNORED, f"{called}.{sub.name}")
        else:
            if key != sub.name:
                notes.use(KEY_LETTER_CASE, f"{called}.{key}")
            subs[sub.name] = canonical(sub, inner, f"{called}.{sub.name}", notes)
    return _by_id(subs) if attribute.names_resource else subs


def _by_id(reference: dict[str, Any]) -> dict[str, Any]:
    """A reference as the id it names. The address is derived from it, and stands in for it where it is missing."""
    address = reference.pop("$ref", None)
    if address and not reference.get("value"):
        reference["value"] = id_in(address)
    return reference


def id_in(address: str) -> str:
    """Return the id of the resource at an address, absolute or relative (RFC 7643 §2.3.7): its last segment."""
    return address.rstrip("/").rpartition("/")[2]


def _typed(attribute: Attribute, value: object, called: str, notes: Notes) -> Any:
    match attribute.type, value:
        case "boolean", bool():
            return value
        case "integer", int() if not isinstance(value, bool):
            _refuse_odd_number(value, called)
            return value
        case "decimal", (int() | float()) if not isinstance(value, bool):
            _refuse_odd_number(value, called)
            return value
        case "dateTime", str() if moment(value) is not None:
            return value if value.endswith("Z") or value[-6] in "+-" else f"{value}Z"
        case "binary", str():
            if not _is_base64(value):
                notes.use(BINARY_NOT_BASE64, called)
            return string(value, called)
    raise InvalidValue(f"{called} must be {_FORMS[attribute.type]}, not {quoted(value)}.")


_FORMS: Final = {
    "boolean": "true or false",
    "integer": "a number without a fraction",
    "decimal": "a number",
    "dateTime": "a date and time such as 2026-01-31T12:00:00Z",
    "binary": "a string in base64",
}


def _is_base64(text: str) -> bool:
    """RFC 7643 §2.3.6: in either alphabet of RFC 4648, with or without padding."""
    match = _BASE64.match(text)
    if match is None:
        return False
    return len(text) % 4 == 0 if match["padding"] else len(text) % 4 != 1


def _refuse_long_list(value: dict[str, Any] | list[Any], called: str) -> None:
    if len(value) > MAX_ELEMENTS:
        raise InvalidValue(f"{called} has {len(value)} values; at most {MAX_ELEMENTS} are accepted.")


def _refuse_odd_number(value: float, called: str) -> None:
    if not -_LARGEST_INTEGER <= value < _LARGEST_INTEGER or not math.isfinite(value):
        raise InvalidValue(f"{called} contains a number that cannot be stored.")
