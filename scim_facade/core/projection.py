"""Which attributes of a resource the client wants to see (RFC 7644 §3.4.2.5, §3.9).

Pure. Names are taken in any letter case, with or without their schema URN, with sub-attributes, and with a value
filter, which names the attribute it stands behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from scim_facade.core.attributes import CORE_GROUP, CORE_USER, is_urn, split_urn
from scim_facade.core.dialect import UNPREFIXED_EXTENSION, VALUE_FILTER_IN_ATTRIBUTES
from scim_facade.core.errors import InvalidValue
from scim_facade.core.limits import MAX_FILTER_LENGTH
from scim_facade.core.rules import Notes
from scim_facade.core.schema import RESOURCE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scim_facade.core.attributes import ResourceType

_CORE_URNS: Final = (CORE_USER, CORE_GROUP)
_ALWAYS: Final = frozenset(
    attribute.name.lower()
    for resource_type in RESOURCE_TYPES
    for schema in (resource_type.common, resource_type.schema)
    for attribute in schema.attributes
    if attribute.returned == "always"
)
# Clients that ask for the id alone still use `meta.location` and `meta.version`; RFC 7644 lets a service return more.
_KEPT_WHEN_SELECTING: Final = _ALWAYS | {"meta"}


class _Name(NamedTuple):
    """An attribute name in lower case; `urn` is empty for core attributes, `attribute` for a whole extension."""

    urn: str
    attribute: str
    sub: str


@dataclass(frozen=True, slots=True)
class Projection:
    """The wish of one request. Attributes that are always returned stay, whatever it says."""

    selected: frozenset[_Name] | None = None
    excluded: frozenset[_Name] = frozenset()

    @classmethod
    def from_query(
        cls,
        attributes: str | None,
        excluded: str | None,
        kinds: Sequence[ResourceType] = RESOURCE_TYPES,
        notes: Notes | None = None,
    ) -> Self:
        """Read `attributes` and `excludedAttributes` as they stand in the query; absent or empty says nothing.

        `kinds` are the resources that may be shown. Without `notes` to take, what needs a rule is understood.
        Raises `InvalidValue` when a list is longer than a filter may be.
        """
        taking = Notes() if notes is None else notes
        selected = frozenset(_names("attributes", attributes or "", taking))
        excluding = frozenset(_names("excludedAttributes", excluded or "", taking))
        for name in sorted(selected | excluding):
            if not name.urn and _is_of_extensions(name.attribute, kinds):
                taking.use(UNPREFIXED_EXTENSION, name.attribute, InvalidValue)
        return cls(selected or None, excluding)

    def wants(self, attribute: str, urn: str = "") -> bool:
        """Whether anything of an attribute is wanted; `urn` is that of its extension, empty for core attributes."""
        name, schema = attribute.lower(), urn.lower()
        if not self.excluded.isdisjoint({_Name(schema, name, ""), _Name("", name, ""), _Name(schema, "", "")}):
            return False
        if self.selected is None or _Name(schema, "", "") in self.selected:
            return True
        return any(wish.attribute == name and wish.urn in {"", schema} for wish in self.selected)

    def wants_undeclared(self, resource_type: ResourceType) -> bool:
        """Whether anything is wanted of what `resource_type` does not know, as extensions that nobody declared."""
        return self.selected is None or any(
            resource_type.find_schema(wish.urn) is None if wish.urn else resource_type.find(wish.attribute) is None
            for wish in self.selected
        )

    def apply(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """Return the wanted part of `resource`, which itself stays as it is."""
        shown = dict(resource) if self.selected is None else _selected(resource, self.selected)
        return _without(shown, self.excluded) if self.excluded else shown


def _is_of_extensions(attribute: str, kinds: Iterable[ResourceType]) -> bool:
    """Whether only extensions have an attribute of this name."""
    found = [(kind, target) for kind in kinds if (target := kind.find(attribute)) is not None]
    return bool(found) and all(target.schema in kind.extensions for kind, target in found)


def _names(parameter: str, text: str, notes: Notes) -> Iterator[_Name]:
    if len(text) > MAX_FILTER_LENGTH:
        raise InvalidValue(f"{parameter} is longer than {MAX_FILTER_LENGTH} characters; name fewer attributes.")
    if "[" in text:
        notes.use(VALUE_FILTER_IN_ATTRIBUTES, parameter)
    for part in _outside_brackets(text).split(","):
        urn, path = split_urn(part.strip())
        attribute, _, sub = path.partition(".")
        if urn in _CORE_URNS:
            urn = ""
        if urn or attribute:
            yield _Name(urn.lower(), attribute.lower(), sub.lower())


def _outside_brackets(text: str) -> str:
    """The text without its value filters, which may contain commas."""
    kept = []
    for position, part in enumerate(text.split("[")):
        kept.append(part if position == 0 else part.partition("]")[2])
    return "".join(kept)


def _selected(resource: Mapping[str, Any], names: frozenset[_Name]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, value in resource.items():
        if key.lower() in _KEPT_WHEN_SELECTING:
            shown[key] = value
        elif is_urn(key):
            part = value if _Name(key.lower(), "", "") in names else _selected_within(value, _wishes(names, key))
            if part:
                shown[key] = part
        else:
            shown |= _selected_within({key: value}, _wishes(names, ""))
    return shown


def _wishes(names: frozenset[_Name], urn: str) -> dict[str, set[str]]:
    """Attribute → wanted sub-attributes ("" is the whole) in one schema. Extension attributes need no URN."""
    wishes: dict[str, set[str]] = {}
    for name in names:
        if name.urn in ("", urn.lower()):
            wishes.setdefault(name.attribute, set()).add(name.sub)
    return wishes


def _selected_within(values: Mapping[str, Any], wishes: dict[str, set[str]]) -> dict[str, Any]:
    shown = {}
    for key, value in values.items():
        subs = wishes.get(key.lower())
        if subs is None:
            continue
        part = value if "" in subs else _only(value, subs)
        if part not in ({}, []):
            shown[key] = part
    return shown


def _only(value: Any, subs: set[str]) -> Any:
    if isinstance(value, list):
        return [part for part in (_only(element, subs) for element in value) if part]
    if isinstance(value, dict):
        return {key: sub for key, sub in value.items() if key.lower() in subs}
    return {}


def _without(resource: Mapping[str, Any], names: frozenset[_Name]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, value in resource.items():
        if key.lower() in _ALWAYS:
            shown[key] = value
        elif is_urn(key):
            part = {} if _Name(key.lower(), "", "") in names else _without_within(value, _wishes(names, key))
            if part:
                shown[key] = part
        else:
            shown |= _without_within({key: value}, _wishes(names, ""))
    return shown


def _without_within(values: Mapping[str, Any], wishes: dict[str, set[str]]) -> dict[str, Any]:
    shown = {}
    for key, value in values.items():
        subs = wishes.get(key.lower())
        if subs is not None and "" in subs:
            continue
        shown[key] = value if subs is None else _except(value, subs)
    return shown


def _except(value: Any, subs: set[str]) -> Any:
    if isinstance(value, list):
        return [_except(element, subs) for element in value]
    if isinstance(value, dict):
        return {key: sub for key, sub in value.items() if key.lower() not in subs}
    return value
