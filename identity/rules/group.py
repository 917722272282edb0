"""What a group consists of besides its members, and how a change applies. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.attributes import Attributes, checked_extensions, checked_key

if TYPE_CHECKING:
    from collections.abc import Mapping


def made_of(given: Mapping[str, Any]) -> Attributes:
    """The attributes of a group that has exactly these. Raises `InvalidInput` naming the one that breaks a rule."""
    checked = {name: _checked(name, value) for name, value in given.items() if value is not None}
    kept = {name: value for name, value in checked.items() if value is not None}
    if "displayName" not in kept:
        raise InvalidInput("displayName", "displayName is required and must not be empty.")
    return kept


def changed(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Attributes:
    """The attributes after a change of those named. Raises `InvalidInput` like `made_of`.

    `extensions` are changed attribute by attribute, null taking one, or a whole extension, away: whoever sends a change
    of a group need not have read it.
    """
    extensions = changes.get("extensions")
    merged = {} if extensions is None else {"extensions": _merged(before.get("extensions", {}), extensions)}
    return made_of({**before, **changes, **merged})


def _merged(before: Mapping[str, Any], changes: Any) -> Attributes:
    if not isinstance(changes, dict) or not all(isinstance(part, dict | None) for part in changes.values()):
        raise InvalidInput("extensions", "extensions is an object, by schema URN, of objects or null.")
    merged = dict(before)
    for urn, part in changes.items():
        attributes = {**merged.get(urn, {}), **part} if part is not None else {}
        merged[urn] = {name: value for name, value in attributes.items() if value is not None}
    return merged


def _checked(attribute: str, value: Any) -> Any:
    return checked_extensions(value) if attribute == "extensions" else checked_key(attribute, value)
