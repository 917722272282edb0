"""What a group consists of besides its members, and how a change applies. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.attributes import Attributes, checked_extensions, checked_key
from identity.rules.extension_schema import NOTHING_DECLARED, Declared
from identity.rules.extension_values import conforming_extensions, respelled

if TYPE_CHECKING:
    from collections.abc import Mapping


def made_of(given: Mapping[str, Any], declared: Declared = NOTHING_DECLARED) -> Attributes:
    """The attributes of a group that has exactly these. Raises `InvalidInput` naming the one that breaks a rule.

    `declared` are the schemas that its extensions must conform to.
    """
    checked = {name: _checked(name, value, declared) for name, value in given.items() if value is not None}
    kept = {name: value for name, value in checked.items() if value is not None}
    if "displayName" not in kept:
        raise InvalidInput("displayName", "displayName is required and must not be empty.")
    return kept


def changed(before: Mapping[str, Any], changes: Mapping[str, Any], declared: Declared = NOTHING_DECLARED) -> Attributes:
    """The attributes after a change of those named. Raises `InvalidInput` like `made_of`.

    `extensions` are changed attribute by attribute, null taking one, or a whole extension, away: whoever sends a change
    of a group need not have read it.
    """
    extensions = changes.get("extensions")
    merged = {} if extensions is None else {"extensions": _merged(before.get("extensions", {}), extensions, declared)}
    return made_of({**before, **changes, **merged}, declared)


def _merged(before: Mapping[str, Any], changes: Any, declared: Declared) -> Attributes:
    if not isinstance(changes, dict) or not all(isinstance(part, dict | None) for part in changes.values()):
        raise InvalidInput("extensions", "extensions is an object, by schema URN, of objects or null.")
    merged = dict(before)
    for urn, part in respelled(changes, declared).items():
        attributes = {**merged.get(urn, {}), **part} if part is not None else {}
        merged[urn] = {name: value for name, value in attributes.items() if value is not None}
    return merged


def _checked(attribute: str, value: Any, declared: Declared) -> Any:
    if attribute != "extensions":
        return checked_key(attribute, value)
    kept = checked_extensions(value)
    return kept and (conforming_extensions(kept, declared) or None)
