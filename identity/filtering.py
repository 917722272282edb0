"""A filter tree → SQL.

In two steps, so that SQL is composed and compiled once per shape and not once per request: `shape_of` checks a tree
against what its resource can be filtered by and takes the values out; `condition` builds SQL for what remains.
What cannot be answered is refused, never ignored: an ignored filter would match everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    bindparam,
    false,
    func,
    not_,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.errors import InvalidInput
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_DEPTH = 64
"""Levels of a tree. Whoever builds one from outside refuses more, before any recursion here."""
MAX_COMPARISONS = 200


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

Shape: TypeAlias = tuple[Any, ...]
"""A filter without its values, hashable: equal shapes have equal SQL."""


class Kind(StrEnum):
    """How values of an attribute compare."""

    CASELESS = "text, letter case ignored"
    EXACT = "text"
    BOOLEAN = "boolean"
    TIME = "dateTime"
    ID = "id"


@dataclass(frozen=True)
class Attribute:
    """A single-valued attribute, or a sub-attribute of an element.

    `expression` makes the SQL from the row it is read from (the table, or the element's JSON). A value is brought to
    the form the expression holds by `key`, in Python, or by SQL's `lower()` where the expression folds case that way.
    """

    kind: Kind
    expression: Callable[[Any], ColumnElement[Any]]
    key: Callable[[str], str] = str
    folds_in_sql: bool = False


@dataclass(frozen=True)
class MultiValued:
    """A multi-valued attribute.

    `exists` makes "some element satisfies this" from a function of the element to a condition; `prefilter`, where
    there is an index, maps a value to a condition that is necessary for an element to equal it.
    """

    exists: Callable[[Callable[[Any], ColumnElement[bool]]], ColumnElement[bool]]
    elements: Mapping[str, Attribute]
    prefilter: Callable[[ColumnElement[Any]], ColumnElement[bool]] | None = None
    prefilter_key: Callable[[str], str] = str


@dataclass(frozen=True)
class Filterable:
    """Everything a resource can be filtered by. `row` is what attribute expressions are made from."""

    name: str
    row: Any
    attributes: Mapping[str, Attribute]
    multi_valued: Mapping[str, MultiValued] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A checked filter: its shape, and the values to run it with."""

    shape: Shape
    parameters: dict[str, Any]


EVERYTHING = Shaped(("and",), {})

_BY_KIND: dict[Kind, frozenset[Operator]] = {
    Kind.CASELESS: frozenset(Operator),
    Kind.EXACT: frozenset(Operator),
    Kind.BOOLEAN: frozenset({Operator.EQ, Operator.NE}),
    Kind.TIME: frozenset(Operator) - {Operator.CO, Operator.SW, Operator.EW},
    Kind.ID: frozenset({Operator.EQ, Operator.NE}),
}


def shape_of(tree: Filter, resource: Filterable) -> Shaped:
    """Check a filter and take its values out. Raises `InvalidInput` saying which attribute or value does not fit."""
    checker = _Checker(resource)
    return Shaped(checker.shape(tree, resource.attributes), checker.parameters)


class _Checker:
    def __init__(self, resource: Filterable) -> None:
        self._resource = resource
        self._comparisons = 0
        self.parameters: dict[str, Any] = {}

    def shape(self, tree: Filter, attributes: Mapping[str, Attribute]) -> Shape:
        match tree:
            case And(()) | Or(()) | Present() | Compare():
                self._count()
        match tree:
            case And(filters):
                return ("and", *(self.shape(part, attributes) for part in filters))
            case Or(filters):
                return ("or", *(self.shape(part, attributes) for part in filters))
            case Not(inner):
                return ("not", self.shape(inner, attributes))
            case Element(name, inner):
                # RFC 7644 figure 1: inside a value path there is no other.
                if attributes is not self._resource.attributes or name not in self._resource.multi_valued:
                    raise self._unknown(name)
                elements = self._resource.multi_valued[name].elements
                return ("element", name, self.shape(inner, elements), self._prefilter(name, inner))
            case Present(name):
                return self._present(name, attributes)
            case Compare(name, operator, value):
                return self._compare(name, operator, value, attributes)

    def _present(self, name: str, attributes: Mapping[str, Attribute]) -> Shape:
        if name in attributes:
            return ("present", name)
        if attributes is self._resource.attributes:
            outer, dot, inner = name.partition(".")
            multi = self._resource.multi_valued.get(outer)
            if multi is not None and (inner in multi.elements or not dot):
                return ("element", outer, ("present", inner) if dot else ("and",), None)
        raise self._unknown(name)

    def _compare(self, name: str, operator: Operator, value: Any, attributes: Mapping[str, Attribute]) -> Shape:
        if name in attributes:
            return self._comparison(name, attributes[name], operator, value)
        if attributes is self._resource.attributes:
            outer, _, inner = name.partition(".")
            multi = self._resource.multi_valued.get(outer)
            if multi is not None and inner in multi.elements:
                compared = self._comparison(inner, multi.elements[inner], operator, value)
                return ("element", outer, compared, self._prefilter(outer, Compare(inner, operator, value)))
        raise self._unknown(name)

    def _comparison(self, name: str, attribute: Attribute, operator: Operator, value: Any) -> Shape:
        if operator not in _BY_KIND[attribute.kind]:
            raise InvalidInput("filter", f"'{name}' is of kind {attribute.kind} and cannot be compared by {operator}.")
        parsed = _parse(name, attribute, value)
        if parsed is None:
            return ("or",) if operator is Operator.EQ else ("and",)
        return ("compare", name, operator, self._parameter(parsed))

    def _prefilter(self, name: str, inner: Filter) -> str | None:
        multi = self._resource.multi_valued[name]
        parts = inner.filters if isinstance(inner, And) else (inner,)
        for part in parts:
            match part:
                case Compare("value", Operator.EQ, str(value)) if multi.prefilter is not None:
                    return self._parameter(multi.prefilter_key(value))
        return None

    def _parameter(self, value: Any) -> str:
        name = f"filter_{len(self.parameters)}"
        self.parameters[name] = value
        return name

    def _count(self) -> None:
        self._comparisons += 1
        if self._comparisons > MAX_COMPARISONS:
            raise InvalidInput("filter", f"The filter has more than {MAX_COMPARISONS} comparisons.")

    def _unknown(self, name: str) -> InvalidInput:
        return InvalidInput("filter", f"A {self._resource.name} cannot be filtered by '{name[:200]}'.")


def _parse(name: str, attribute: Attribute, value: Any) -> Any:
    """The value in the attribute's type; `None` when no stored value can ever equal it."""
    if attribute.kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise InvalidInput("filter", f"'{name}' is compared with true or false.")
        return value
    if not isinstance(value, str):
        raise InvalidInput("filter", f"'{name}' is compared with a string.")
    if reason := unstorable(value):
        raise InvalidInput("filter", f"The value '{name}' is compared with {reason}.")
    if attribute.kind is Kind.ID:
        try:
            return UUID(value)
        except ValueError:
            return None
    if attribute.kind is Kind.TIME:
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise InvalidInput(
                "filter", f"'{name}' is compared with a dateTime such as 2026-01-31T12:00:00Z."
            ) from error
    return attribute.key(value)


_SQL_TYPES: dict[Kind, Any] = {
    Kind.CASELESS: Text(),
    Kind.EXACT: Text(),
    Kind.BOOLEAN: Boolean(),
    Kind.TIME: TIMESTAMP(timezone=True),
    Kind.ID: SQL_UUID(),
}


def condition(shape: Shape, resource: Filterable) -> ColumnElement[bool]:
    """SQL for a checked shape, with a bind parameter for each value."""
    return _condition(shape, resource, resource.attributes, resource.row)


def _condition(  # noqa: C901, PLR0911  one case per kind of node
    shape: Shape, resource: Filterable, attributes: Mapping[str, Attribute], row: Any
) -> ColumnElement[bool]:
    match shape:
        case ("and", *parts):
            return and_(true(), *(_condition(part, resource, attributes, row) for part in parts))
        case ("or", *parts):
            return or_(false(), *(_condition(part, resource, attributes, row) for part in parts))
        case ("not", ("not", inner)):
            return _condition(inner, resource, attributes, row)
        # De Morgan: opposites move to the leaves, because SQLAlchemy's compiler recurses deepest on them.
        case ("not", ("and", *parts)):
            return _condition(("or", *(("not", part) for part in parts)), resource, attributes, row)
        case ("not", ("or", *parts)):
            return _condition(("and", *(("not", part) for part in parts)), resource, attributes, row)
        case ("not", inner):
            # In SQL the opposite of unknown is unknown; here an absent value makes a comparison false and its
            # opposite true.
            return not_(func.coalesce(_condition(inner, resource, attributes, row), false()))
        case ("present", name):
            return _present(attributes[name], row)
        case ("compare", name, operator, parameter):
            attribute = attributes[name]
            value: ColumnElement[Any] = bindparam(parameter, type_=_SQL_TYPES[attribute.kind])
            return _compared(
                attribute.expression(row), operator, func.lower(value) if attribute.folds_in_sql else value
            )
        case ("element", name, inner, prefilter):
            multi = resource.multi_valued[name]
            found = multi.exists(lambda element: _condition(inner, resource, multi.elements, element))
            if prefilter is not None and multi.prefilter is not None:
                return and_(multi.prefilter(bindparam(prefilter, type_=Text())), found)
            return found
    raise AssertionError(shape)


def _present(attribute: Attribute, row: Any) -> ColumnElement[bool]:
    expression = attribute.expression(row)
    text = attribute.kind in {Kind.CASELESS, Kind.EXACT}
    return and_(expression.is_not(None), expression != "") if text else expression.is_not(None)


def _compared(expression: ColumnElement[Any], operator: Operator, value: ColumnElement[Any]) -> ColumnElement[bool]:
    comparisons: dict[Operator, Callable[[], ColumnElement[bool]]] = {
        Operator.EQ: lambda: expression == value,
        Operator.NE: lambda: expression.is_distinct_from(value),
        Operator.CO: lambda: func.strpos(expression, value) > 0,
        Operator.SW: lambda: func.starts_with(expression, value),
        Operator.EW: lambda: func.right(expression, func.length(value)) == value,
        Operator.GT: lambda: expression > value,
        Operator.GE: lambda: expression >= value,
        Operator.LT: lambda: expression < value,
        Operator.LE: lambda: expression <= value,
    }
    return comparisons[operator]()
