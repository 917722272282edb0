"""What a list is sorted by (RFC 7644 §3.4.2.3), in the names of identity's contract.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scim_facade.core.attributes import is_urn
from scim_facade.core.dialect import UNPREFIXED_EXTENSION
from scim_facade.core.errors import InvalidPath
from scim_facade.core.filters import contract_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scim_facade.core.attributes import ResourceType
    from scim_facade.core.rules import Notes

_UNSORTED: Final = frozenset(
    {"groups", "members", "schemas", "meta.resourceType", "meta.location", "x509Certificates", "password"}
)
"""Attributes that stand apart from the resource's row, are the same for all, or have no order that means anything."""


def sort_key(name: str, kinds: Sequence[ResourceType], notes: Notes) -> str | None:
    """Return the contract's name for an attribute that all `kinds` can be sorted by, `None` when there is none.

    A complex attribute stands for its `value`; a multi-valued one for its primary value, or its first.
    """
    keys = {_key(name, kind, notes) for kind in kinds}
    return keys.pop() if len(keys) == 1 else None


def _key(name: str, kind: ResourceType, notes: Notes) -> str | None:
    target = kind.find(name)
    if target is None:
        return None
    if target.schema in kind.extensions and not is_urn(name):
        notes.use(UNPREFIXED_EXTENSION, name, InvalidPath)
    called, attribute = contract_name(target)
    if target.attribute.name in _UNSORTED or called in _UNSORTED or attribute.name == "$ref":
        return None
    if attribute.type == "complex":
        return f"{called}.value" if attribute.find("value") else None
    return called
