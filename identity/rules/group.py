"""What a group consists of besides its members, and how a change applies. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from identity.errors import InvalidInput
from identity.rules.attributes import Attributes, checked_extensions, checked_key

if TYPE_CHECKING:
    from collections.abc import Mapping


def applied(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Attributes:
    """The attributes after a change. Raises `InvalidInput` naming the attribute whose value breaks a rule."""
    after = dict(before)
    for attribute, value in changes.items():
        kept = None if value is None else _checked(attribute, value)
        if kept is None:
            after.pop(attribute, None)
        else:
            after[attribute] = kept
    if not after.get("displayName"):
        raise InvalidInput("displayName", "displayName is required and must not be empty.")
    return after


def _checked(attribute: str, value: Any) -> Any:
    return checked_extensions(value) if attribute == "extensions" else checked_key(attribute, value)
