"""The attribute paths of Entra's mappings, and what a resource holds at them.

`title`, `name.givenName`, `emails[type eq "work"].value`, `roles[primary eq "True"].value`, `urn:…:User:department`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

_PATH = re.compile(
    r"(?:(?P<schema>urn:.+):)?(?P<attribute>[A-Za-z][\w-]*)"
    r"(?:\[(?P<filtered>\w+) eq (?P<quote>\"?)(?P<literal>[\w.@+-]+)(?P=quote)\])?(?:\.(?P<sub_attribute>\w+))?"
)
_CORE_SCHEMA = "urn:ietf:params:scim:schemas:core:"
_BOOLEANS = {"True": True, "False": False, "true": True, "false": False}


class ElementFilter(NamedTuple):
    """The filter that chooses an element of a multi-valued attribute: `[type eq "work"]`."""

    attribute: str
    literal: str

    def chooses(self, element: Any) -> bool:
        """Whether `element` is meant. A boolean equals its name in either spelling."""
        held = element.get(self.attribute) if isinstance(element, Mapping) else None
        return held is not None and str(held) == str(self.value)

    @property
    def value(self) -> str | bool:
        """What a chosen element holds. Entra writes `roles[primary eq "True"]` and means the boolean."""
        return _BOOLEANS.get(self.literal, self.literal)


@dataclass(frozen=True, slots=True)
class ScimPath:
    """The parts of a path. `schema` is an extension's URN; core attributes have none, even when written with one."""

    attribute: str
    schema: str | None = None
    element: ElementFilter | None = None
    sub_attribute: str | None = None

    def __str__(self) -> str:
        schema = f"{self.schema}:" if self.schema else ""
        element = f'[{self.element.attribute} eq "{self.element.literal}"]' if self.element else ""
        sub_attribute = f".{self.sub_attribute}" if self.sub_attribute else ""
        return f"{schema}{self.attribute}{element}{sub_attribute}"


@lru_cache(maxsize=1024)
def parse_path(text: str) -> ScimPath:
    """The parts of `text`. Raises ValueError for a form that Entra's mappings do not use."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an attribute path that a mapping can use.")
    schema, filtered = match["schema"], match["filtered"]
    return ScimPath(
        attribute=match["attribute"],
        schema=None if schema is None or schema.startswith(_CORE_SCHEMA) else schema,
        element=ElementFilter(filtered, match["literal"]) if filtered else None,
        sub_attribute=match["sub_attribute"],
    )


def value_at(resource: Mapping[str, Any], path: str) -> Any:
    """What `resource` holds at `path`, or None."""
    parts = parse_path(path)
    holder: Any = resource.get(parts.schema) if parts.schema else resource
    value = holder.get(parts.attribute) if isinstance(holder, Mapping) else None
    if parts.element is not None:
        elements = value if isinstance(value, list) else []
        value = next((element for element in elements if parts.element.chooses(element)), None)
    if parts.sub_attribute is not None:
        value = value.get(parts.sub_attribute) if isinstance(value, Mapping) else None
    return value


def resource_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The nested resource in which each path of `values` holds its value."""
    resource: dict[str, Any] = {}
    for path, value in values.items():
        parts = parse_path(path)
        holder = resource.setdefault(parts.schema, {}) if parts.schema else resource
        if parts.element is not None:
            holder = _element(holder.setdefault(parts.attribute, []), parts.element)
        elif parts.sub_attribute is not None:
            holder = holder.setdefault(parts.attribute, {})
        holder[parts.sub_attribute or parts.attribute] = value
    return resource


def _element(elements: list[dict[str, Any]], wanted: ElementFilter) -> dict[str, Any]:
    for element in elements:
        if wanted.chooses(element):
            return element
    elements.append({wanted.attribute: wanted.value})
    return elements[-1]
