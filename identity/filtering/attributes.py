"""What an attribute is to a filter: how its values compare, and where SQL finds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Numeric, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.filtering.tree import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement


class Kind(StrEnum):
    """How values of an attribute compare."""

    CASELESS = "text, letter case ignored"
    EXACT = "text"
    BINARY = "binary"
    BOOLEAN = "boolean"
    NUMBER = "number"
    TIME = "dateTime"
    ID = "id"


_ORDERINGS = frozenset({Operator.GT, Operator.GE, Operator.LT, Operator.LE})
_PARTS = frozenset({Operator.CO, Operator.SW, Operator.EW})

OPERATORS: dict[Kind, frozenset[Operator]] = {
    Kind.CASELESS: frozenset(Operator),
    Kind.EXACT: frozenset(Operator),
    # RFC 7644 §3.4.2.2: neither boolean nor binary values are greater or less than others.
    Kind.BINARY: frozenset(Operator) - _ORDERINGS,
    Kind.BOOLEAN: frozenset(Operator) - _ORDERINGS - _PARTS,
    Kind.NUMBER: frozenset(Operator) - _PARTS,
    Kind.TIME: frozenset(Operator) - _PARTS,
    Kind.ID: frozenset(Operator) - _ORDERINGS - _PARTS,
}
SQL_TYPES: dict[Kind, Any] = {
    Kind.CASELESS: Text(),
    Kind.EXACT: Text(),
    Kind.BINARY: Text(),
    Kind.BOOLEAN: Boolean(),
    Kind.NUMBER: Numeric(),
    Kind.TIME: TIMESTAMP(timezone=True),
    Kind.ID: SQL_UUID(),
}
TEXTS = frozenset({Kind.CASELESS, Kind.EXACT, Kind.BINARY})


@dataclass(frozen=True)
class Attribute:
    """A single-valued attribute, or a sub-attribute of an element.

    `expression` makes the SQL from the row it is read from (the table, or the element's JSON). A value is brought to
    the form the expression holds by `key`, in Python, or by SQL's `lower()` where the expression folds case that way.
    `indexed`, where there is an index, makes from either side of a comparison what the index holds of it.
    """

    kind: Kind
    expression: Callable[[Any], ColumnElement[Any]]
    key: Callable[[str], str] = str
    folds_in_sql: bool = False
    indexed: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None


@dataclass(frozen=True)
class MultiValued:
    """A multi-valued attribute.

    `exists` makes "some element satisfies this" from a function of the element to a condition; `prefilter`, where
    there is an index, maps a value to a condition that is necessary for an element to equal it. `is_widely_held` says
    that most rows may have one value.
    """

    exists: Callable[[Callable[[Any], ColumnElement[bool]]], ColumnElement[bool]]
    elements: Mapping[str, Attribute]
    prefilter: Callable[[ColumnElement[Any]], ColumnElement[bool]] | None = None
    prefilter_key: Callable[[str], str] = str
    is_widely_held: bool = False
