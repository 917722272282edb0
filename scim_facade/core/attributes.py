"""What an attribute, a schema and a resource type are (RFC 7643 §2.2, §6, §7), and how their names are resolved.

Pure. The attributes themselves stand in `schema.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CORE_USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
CORE_GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE_USER: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

DECLARED_URNS: Final = tuple(sorted((CORE_USER, CORE_GROUP, ENTERPRISE_USER), key=len, reverse=True))
"""Every schema URN of the table, longest first."""

Type = Literal["string", "boolean", "integer", "decimal", "dateTime", "reference", "binary", "complex", "any"]
Mutability = Literal["readWrite", "readOnly", "immutable", "writeOnly"]
Returned = Literal["always", "default", "request", "never"]
Uniqueness = Literal["none", "server", "global"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute or sub-attribute, with the characteristics of RFC 7643 §2.2 and §7.

    Type `any` marks an attribute of an extension that nobody declared: its value is kept as it came.
    """

    name: str
    type: Type = "string"
    description: str = ""
    multi_valued: bool = False
    required: bool = False
    case_exact: bool = False
    mutability: Mutability = "readWrite"
    returned: Returned = "default"
    uniqueness: Uniqueness = "none"
    canonical_values: tuple[str, ...] = ()
    reference_types: tuple[str, ...] = ()
    sub_attributes: tuple[Attribute, ...] = ()
    _index: Mapping[str, Attribute] = field(init=False, repr=False, compare=False)
    _element: Attribute | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _by_name(self.sub_attributes))
        if self.multi_valued:
            object.__setattr__(self, "_element", replace(self, multi_valued=False))

    @property
    def element(self) -> Attribute:
        """The attribute as one of its values sees it: the same, but single-valued."""
        return self._element or self

    @property
    def as_complex(self) -> Attribute:
        """The attribute as a value filter sees it: a plain value is the `value` of its element (RFC 7644 §3.5.2.2)."""
        if self.type in {"complex", "any"}:
            return self
        return replace(self, type="complex", sub_attributes=(replace(self.element, name="value", required=False),))

    @property
    def names_resource(self) -> bool:
        """Whether its values name other resources, by `value` or by `$ref` (RFC 7643 §2.3.7, §2.4)."""
        return "$ref" in self._index

    def find(self, name: str) -> Attribute | None:
        """Return the sub-attribute of that name in any letter case."""
        return self._index.get(name.lower())


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema: its URN, and the attributes it declares."""

    urn: str
    name: str
    description: str
    attributes: tuple[Attribute, ...]
    _index: Mapping[str, Attribute] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _by_name(self.attributes))

    def find(self, name: str) -> Attribute | None:
        """Return the attribute of that name in any letter case."""
        return self._index.get(name.lower())


@dataclass(frozen=True, slots=True)
class Target:
    """Where an attribute name leads: the schema that declares it, the attribute, perhaps one of its sub-attributes."""

    schema: Schema
    attribute: Attribute
    sub: Attribute | None


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource (RFC 7643 §6): a core schema, the common attributes of §3.1, and the declared extensions."""

    name: str
    endpoint: str
    description: str
    schema: Schema
    common: Schema
    extensions: tuple[Schema, ...] = ()

    def extended(self, extensions: Iterable[Schema]) -> ResourceType:
        """The same kind of resource with further extensions."""
        return replace(self, extensions=(*self.extensions, *extensions))

    def find_schema(self, urn: str) -> Schema | None:
        """Return the core schema or the declared extension of that URN, in any letter case."""
        folded = urn.lower()
        return next((schema for schema in (self.schema, *self.extensions) if schema.urn.lower() == folded), None)

    def find(self, name: str) -> Target | None:
        """Resolve `attribute` or `attribute.sub`, with or without its schema URN, in any letter case.

        An attribute of an extension is found without its URN too, after the core ones.
        """
        urn, rest = split_urn(name)
        attribute_name, dot, sub_name = rest.partition(".")
        for schema in self._schemas_behind(urn):
            attribute = schema.find(attribute_name)
            if attribute is None:
                continue
            sub = attribute.find(sub_name) if dot else None
            return None if dot and sub is None else Target(schema, attribute, sub)
        return None

    def _schemas_behind(self, urn: str) -> Iterator[Schema]:
        if not urn:
            yield from (self.schema, self.common, *self.extensions)
        elif (schema := self.find_schema(urn)) is not None:
            yield schema
            if schema is self.schema:
                yield self.common


def split_urn(name: str) -> tuple[str, str]:
    """Split `<schema URN>:<attribute path>` into its two parts; either may be empty.

    A URN contains dots (`…:2.0:User`), so this comes before any split at a dot. A declared URN is recognised whole,
    longest first. Any other URN ends behind its `User` or `Group` segment, which is how Entra forms the names of custom
    attributes (`urn:…:extension:<Name>:2.0:User:<attribute>`); without such a segment the whole name is the URN.
    """
    if not is_urn(name):
        return "", name
    folded = name.lower()
    for urn in DECLARED_URNS:
        if folded == urn.lower():
            return urn, ""
        if folded.startswith(urn.lower() + ":"):
            return urn, name[len(urn) + 1 :]
    match = _CUSTOM_NAME.match(name)
    return (match["urn"], match["rest"]) if match else (name, "")


def schemas_of(resource: Mapping[str, object], core: str) -> list[str]:
    """The `schemas` of a resource (RFC 7643 §3): its core URN, and every extension that holds data."""
    return [core, *(key for key, value in resource.items() if is_urn(key) and value)]


def is_urn(key: str) -> bool:
    """Whether a key of a resource names an extension rather than an attribute."""
    return key[:4].lower() == "urn:"


def _by_name(attributes: Iterable[Attribute]) -> dict[str, Attribute]:
    return {attribute.name.lower(): attribute for attribute in attributes}


_CUSTOM_NAME: Final = re.compile(
    r"(?P<urn>urn:[^\[\]]*?:(?:User|Group)):(?P<rest>[^:\[\]]+(?:\[.*)?)\Z", re.IGNORECASE | re.DOTALL
)
