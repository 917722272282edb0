"""Attributes of a resource: what may be stored, and what a change changed. Pure: no I/O, no clock, no framework.

A resource's attributes are one dict under their GraphQL names. Absent means no value: null, empty texts, empty lists
and empty objects are never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.names import name_key
from identity.rules.text import unstorable, unstorable_inside

if TYPE_CHECKING:
    from collections.abc import Mapping

Attributes = dict[str, Any]

MAX_KEY = 512
"""Characters in a value that stands in an index, whose entries PostgreSQL limits to a third of a page."""
MAX_EXTENSIONS = 100


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each changed field with its value before and after; parts of a complex attribute are fields of their own."""
    old, new = _flat(before), _flat(after)
    return [
        {"field": field, "before": old.get(field), "after": new.get(field)}
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field)
    ]


def _flat(attributes: Mapping[str, Any]) -> Attributes:
    flat: Attributes = {}
    for attribute, value in attributes.items():
        if isinstance(value, dict):
            flat.update({f"{attribute}.{part}": inner for part, inner in value.items()})
        else:
            flat[attribute] = value
    return flat


def checked_text(attribute: str, value: str) -> str | None:
    """A text as it is kept; `None` when it is empty. Raises `InvalidInput` when it cannot be stored."""
    if reason := unstorable(value):
        raise InvalidInput(attribute, f"The value of {attribute} {reason}.")
    return value or None


def checked_key(attribute: str, value: str) -> str | None:
    """Like `checked_text`, for a value that stands in an index and is therefore shorter."""
    reason = unstorable(value, MAX_KEY)
    if reason is None and len(name_key(value)) > MAX_KEY:
        reason = f"is longer than {MAX_KEY} characters once letter case is folded"
    if reason:
        raise InvalidInput(attribute, f"The value of {attribute} {reason}.")
    return value or None


def checked_extensions(value: Any) -> Attributes | None:
    """Attributes of further schemas, by schema URN, kept as they came."""
    if not isinstance(value, dict) or not all(isinstance(part, dict) for part in value.values()):
        raise InvalidInput("extensions", "extensions is an object of objects by schema URN.")
    if len(value) > MAX_EXTENSIONS:
        raise InvalidInput("extensions", f"At most {MAX_EXTENSIONS} extensions are accepted.")
    if reason := unstorable_inside(value):
        raise InvalidInput("extensions", f"A value inside extensions {reason}.")
    return {urn: part for urn, part in value.items() if part} or None
