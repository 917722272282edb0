"""What a filter says, whoever says it (RFC 7644 §3.4.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 64
"""Levels of a tree. Whoever builds one from outside refuses more, before any recursion here."""


class Operator(StrEnum):
    """RFC 7644 §3.4.2.2."""

    EQ = "EQ"
    NE = "NE"
    CO = "CO"
    SW = "SW"
    EW = "EW"
    GT = "GT"
    GE = "GE"
    LT = "LT"
    LE = "LE"


@dataclass(frozen=True, slots=True)
class Compare:
    """One attribute against one value."""

    attribute: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class Present:
    """The attribute has a value."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Element:
    """Some element of a multi-valued attribute satisfies a filter over its sub-attributes."""

    attribute: str
    filter: Filter


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    filter: Filter


Filter: TypeAlias = Compare | Present | Element | And | Or | Not


def attribute_names(tree: Filter) -> Iterator[str]:
    """The attributes a filter speaks of, without those inside an element."""
    match tree:
        case And(filters) | Or(filters):
            for part in filters:
                yield from attribute_names(part)
        case Not(inner):
            yield from attribute_names(inner)
        case Compare(name) | Present(name) | Element(name):
            yield name
