"""The protocol's own messages (RFC 7644 §8.2), such as PatchOp and SearchRequest: their fields by their right names.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scim_facade.core.dialect import EXTRA_KEY_IGNORED, KEY_LETTER_CASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.rules import Notes


def fields_of(message: Mapping[str, Any], known: Iterable[str], notes: Notes) -> dict[str, Any]:
    """Return the `known` fields of a message, or of a part of one, whatever their letter case; others are noted."""
    names = {name.lower(): name for name in known}
    fields: dict[str, Any] = {}
    for key, value in message.items():
        name = names.get(key.lower())
        if name is None:
            notes.use(EXTRA_KEY_IGNORED, key)
            continue
        if name != key:
            notes.use(KEY_LETTER_CASE, key)
        fields[name] = value
    return fields
