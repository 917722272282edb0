"""Schemas by which an organisation extends users or groups (RFC 7643 §3.3). Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ResourceType(StrEnum):
    """What a schema extends."""

    USER = "USER"
    GROUP = "GROUP"


class AttributeType(StrEnum):
    """RFC 7643 §2.3."""

    STRING = "string"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE_TIME = "dateTime"
    REFERENCE = "reference"
    BINARY = "binary"
    COMPLEX = "complex"


@dataclass(frozen=True, slots=True)
class SchemaAttribute:
    """What decides which values of an attribute are accepted, which are equal, and which may occur once only.

    `parts` are the sub-attributes of a complex one, by their keys.
    """

    name: str
    type: AttributeType
    multi_valued: bool
    required: bool
    case_exact: bool
    unique: bool
    parts: Mapping[str, SchemaAttribute]

    @classmethod
    def of(cls, attribute: Mapping[str, Any]) -> Self:
        """From a definition in the form of RFC 7643 §7."""
        return cls(
            name=attribute["name"],
            type=AttributeType(attribute["type"]),
            multi_valued=attribute["multiValued"],
            required=attribute["required"],
            case_exact=attribute["caseExact"],
            unique=attribute["uniqueness"] == "server",
            parts={caseless(part["name"]): cls.of(part) for part in attribute.get("subAttributes", ())},
        )


@dataclass(frozen=True, slots=True)
class DeclaredSchema:
    """A schema as it judges values: its attributes by their keys."""

    urn: str
    attributes: Mapping[str, SchemaAttribute]

    @classmethod
    def of(cls, urn: str, attributes: Sequence[Mapping[str, Any]]) -> Self:
        """From definitions in the form of RFC 7643 §7."""
        return cls(urn, {caseless(attribute["name"]): SchemaAttribute.of(attribute) for attribute in attributes})

    @property
    def key(self) -> str:
        """The URN in the form in which it is unique."""
        return caseless(self.urn)

    @property
    def unique_attributes(self) -> list[SchemaAttribute]:
        """Those of which no two resources may hold the same value."""
        return [attribute for attribute in self.attributes.values() if attribute.unique]


Declared: TypeAlias = "Mapping[str, DeclaredSchema]"
"""The schemas by which one kind of resource is extended, by their keys."""

NOTHING_DECLARED: Declared = {}


def caseless(name: str) -> str:
    """The key of a schema's URN or of an attribute's name, whose letter case never matters (RFC 7643 §2.1).

    Declared names are ASCII. Whatever is not equals none of them, since folding must not make it ASCII.
    """
    return name.lower() if name.isascii() else name
