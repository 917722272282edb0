"""The attribute paths of Entra's mappings, and what a resource holds at them.

`title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_PATH = re.compile(
    r"(?:(?P<schema>urn:.+):)?(?P<attribute>\w+)(?:\[type eq \"(?P<element_type>\w+)\"\])?(?:\.(?P<sub_attribute>\w+))?"
)


@dataclass(frozen=True, slots=True)
class ScimPath:
    """The parts of a path. `schema` is an extension's URN, `element_type` the value in a `[type eq "…"]` filter."""

    attribute: str
    schema: str | None = None
    element_type: str | None = None
    sub_attribute: str | None = None


@lru_cache(maxsize=256)
def parse_path(text: str) -> ScimPath:
    """The parts of `text`. Raises ValueError for a form that Entra's mappings do not use."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an attribute path that a mapping can use.")
    return ScimPath(**match.groupdict())


def value_at(resource: Mapping[str, Any], path: str) -> Any:
    """What `resource` holds at `path`, or None."""
    parts = parse_path(path)
    holder: Any = resource.get(parts.schema) if parts.schema else resource
    value = holder.get(parts.attribute) if isinstance(holder, Mapping) else None
    if parts.element_type is not None:
        elements = value if isinstance(value, list) else []
        value = next((element for element in elements if element.get("type") == parts.element_type), None)
    if parts.sub_attribute is not None:
        value = value.get(parts.sub_attribute) if isinstance(value, Mapping) else None
    return value


def resource_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The nested resource in which each path of `values` holds its value."""
    resource: dict[str, Any] = {}
    for path, value in values.items():
        parts = parse_path(path)
        holder = resource.setdefault(parts.schema, {}) if parts.schema else resource
        if parts.element_type is not None:
            holder = _element(holder.setdefault(parts.attribute, []), parts.element_type)
        elif parts.sub_attribute is not None:
            holder = holder.setdefault(parts.attribute, {})
        holder[parts.sub_attribute or parts.attribute] = value
    return resource


def _element(elements: list[dict[str, Any]], element_type: str) -> dict[str, Any]:
    for element in elements:
        if element["type"] == element_type:
            return element
    elements.append({"type": element_type})
    return elements[-1]
