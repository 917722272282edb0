"""A filter tree → its shape and its values. This is where a filter is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from identity.errors import InvalidInput
from identity.filtering.attributes import OPERATORS, Attribute, Kind, MultiValued
from identity.filtering.extensions import Named, find_named
from identity.filtering.tree import And, Compare, Element, Filter, Not, Operator, Or, Present
from identity.rules.extension_definition import names_attribute
from identity.rules.extension_schema import NOTHING_DECLARED, Declared, caseless
from identity.rules.extension_values import equality_key
from identity.rules.ids import uuid_or_none
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from identity.filtering.filterable import Filterable, Name

MAX_COMPARISONS = 200
_SEARCH = ("search", "search")

Shape: TypeAlias = tuple[Any, ...]
"""A filter without its values, hashable: equal shapes have equal SQL."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A checked filter: its shape, and the values to run it with."""

    shape: Shape
    parameters: dict[str, Any]


EVERYTHING = Shaped(("and",), {})


def shape_of(tree: Filter, resource: Filterable, declared: Declared = NOTHING_DECLARED) -> Shaped:
    """Check a filter and take its values out.

    `declared` are the schemas by which the organisation extends the resource. Raises `InvalidInput` saying which
    attribute or value does not fit.
    """
    checker = _Checker(resource, declared)
    return Shaped(checker.shape(tree), checker.parameters)


class _Checker:
    def __init__(self, resource: Filterable, declared: Declared) -> None:
        self._resource = resource
        self._declared = declared
        self._comparisons = 0
        self.parameters: dict[str, Any] = {}

    def shape(self, tree: Filter, inside: MultiValued | None = None) -> Shape:
        """The shape of a filter on the resource, or on the elements it is `inside`."""
        match tree:
            case And(()) | Or(()) | Present() | Compare():
                self._count()
        match tree:
            case And(filters):
                return ("and", *(self.shape(part, inside) for part in filters))
            case Or(filters):
                return ("or", *(self.shape(part, inside) for part in filters))
            case Not(inner):
                return ("not", self.shape(inner, inside))
            case Element(name, inner):
                # RFC 7644 figure 1: inside a value path there is no other.
                if inside is not None:
                    raise self._unknown(name)
                return self._element(name, inner)
            case Present(name):
                return self._present_part(name, inside) if inside else self._present(name)
            case Compare(name, operator, value):
                return self._compare_part(name, operator, value, inside) if inside else self._compare(tree)

    def _element(self, name: str, inner: Filter) -> Shape:
        if name in self._resource.multi_valued:
            multi = self._resource.multi_valued[name]
            return ("element", name, self.shape(inner, multi), self._prefilter(multi, inner))
        named = self._named(name)
        if named is None or not named.attribute.is_multi_valued:
            raise self._unknown(name)
        return ("element", named.attribute, self.shape(inner, self._resource.multi(named.attribute)), None)

    def _present(self, name: str) -> Shape:
        resource = self._resource
        if name in resource.attributes:
            return ("present", name)
        if name in resource.objects:
            return ("object", name)
        outer, dot, inner = name.partition(".")
        multi = resource.multi_valued.get(outer)
        if multi is not None and (inner in multi.elements or not dot):
            return ("element", outer, ("present", inner) if dot else ("and",), None)
        named = self._named(name)
        if named is not None:
            is_part = named.attribute.is_multi_valued and named.attribute.kind is None and named.part is not None
            return ("element", named.attribute, ("present", named.part), None) if is_part else ("held", named.attribute)
        if resource.extensions is not None and self._is_extension(name):
            return ("extension", self._parameter(caseless(name)))
        raise self._unknown(name)

    def _present_part(self, name: str, inside: MultiValued) -> Shape:
        if name not in inside.elements:
            raise self._unknown(name)
        return ("present", name)

    def _compare(self, comparison: Compare) -> Shape:
        name, operator, value = comparison.attribute, comparison.operator, comparison.value
        resource = self._resource
        if name in resource.flags:
            return _flag(name, operator, value)
        if name in resource.attributes:
            return self._comparison(name, name, resource.attributes[name], operator, value)
        outer, _, inner = name.partition(".")
        multi = resource.multi_valued.get(outer)
        if multi is not None and inner in multi.elements:
            compared = self._compare_part(inner, operator, value, multi)
            return ("element", outer, compared, self._prefilter(multi, Compare(inner, operator, value)))
        named = self._named(name)
        if named is None or (named.attribute.kind is None and named.part is None):
            raise self._unknown(name)
        return self._compare_extension(named, operator, value)

    def _compare_extension(self, named: Named, operator: Operator, value: Any) -> Shape:
        attribute = named.attribute
        if named.part is not None:
            return (
                "element",
                attribute,
                self._compare_part(named.part, operator, value, self._resource.multi(attribute)),
                None,
            )
        compared = self._comparison(str(named), attribute, self._resource.attribute(attribute), operator, value)
        if not (attribute.is_unique and operator is Operator.EQ):
            return compared
        # At most one resource holds the value, and an index knows which.
        return ("and", ("holds", attribute, self._parameter(equality_key(named.definition, value))), compared)

    def _compare_part(self, name: str, operator: Operator, value: Any, inside: MultiValued) -> Shape:
        if name not in inside.elements:
            raise self._unknown(name)
        return self._comparison(name, name, inside.elements[name], operator, value)

    def _comparison(self, spoken: str, name: Name, attribute: Attribute, operator: Operator, value: Any) -> Shape:
        if operator not in OPERATORS[attribute.kind]:
            raise InvalidInput(
                "filter", f"'{spoken}' is of kind {attribute.kind} and cannot be compared by {operator}."
            )
        parsed = _parse(spoken, attribute, value)
        if parsed is None:
            return ("or",) if operator is Operator.EQ else ("and",)
        return ("compare", name, operator, self._parameter(parsed))

    def _prefilter(self, multi: MultiValued, inner: Filter) -> str | None:
        parts = inner.filters if isinstance(inner, And) else (inner,)
        for part in parts:
            match part:
                case Compare("value", Operator.EQ, str(value)) if multi.prefilter is not None:
                    return self._parameter(multi.prefilter_key(value))
        return None

    def _named(self, name: str) -> Named | None:
        return find_named(name, self._declared) if self._resource.extensions is not None else None

    def _is_extension(self, name: str) -> bool:
        """Whether a name can be the URN of an extension, which need not be declared to be present or not."""
        return caseless(name).startswith("urn:") and not names_attribute(name) and not unstorable(name)

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


def searched(query: str, filtered: Shaped) -> Shaped:
    """What is found by a search (`identity.rules.search.prefix_query`), of what matches a filter."""
    return Shaped(("and", _SEARCH, filtered.shape), {**filtered.parameters, "search": query})


def is_search(shape: Shape) -> bool:
    """Whether it asks for words, too."""
    return shape[1:2] == (_SEARCH,)


def may_match_many(shape: Shape, resource: Filterable) -> bool:
    """Whether what finds the rows may find most of them, so that it pays to look among a few first.

    So do words of a search, and a value that most rows may hold, such as a group that nearly everybody is in.
    """
    match shape:
        case ("element", str(name), _, str()):
            return resource.multi(name).is_widely_held
        case ("and", *parts):
            return is_search(shape) or any(may_match_many(part, resource) for part in parts)
    return False


def without_prefilters(shape: Shape) -> Shape:
    """The same condition, decided row by row: of a few rows that is quicker than to find all that match."""
    match shape:
        case ("element", name, inner, _):
            return ("element", name, inner, None)
        case ("and" | "or" | "not" as kind, *parts):
            return (kind, *(without_prefilters(part) for part in parts))
    return shape


def _flag(name: str, operator: Operator, value: Any) -> Shape:
    """One shape for each of both values: what finds the few rows on either side differs."""
    if operator not in OPERATORS[Kind.BOOLEAN]:
        raise InvalidInput("filter", f"'{name}' is of kind {Kind.BOOLEAN} and cannot be compared by {operator}.")
    if not isinstance(value, bool):
        raise InvalidInput("filter", f"'{name}' is compared with true or false.")
    return ("flag", name) if value is (operator is Operator.EQ) else ("not", ("flag", name))


def _parse(name: str, attribute: Attribute, value: Any) -> Any:
    """The value in the attribute's type; `None` when no stored value can ever equal it."""
    if attribute.kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise InvalidInput("filter", f"'{name}' is compared with true or false.")
        return value
    if attribute.kind is Kind.NUMBER:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise InvalidInput("filter", f"'{name}' is compared with a number.")
        return Decimal(repr(value))
    if not isinstance(value, str):
        raise InvalidInput("filter", f"'{name}' is compared with a string.")
    if reason := unstorable(value):
        raise InvalidInput("filter", f"The value '{name}' is compared with {reason}.")
    if attribute.kind is Kind.ID:
        return uuid_or_none(value)
    if attribute.kind is Kind.TIME:
        return _moment(name, value)
    return attribute.key(value)


def _moment(name: str, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("filter", f"'{name}' is compared with a dateTime such as 2026-01-31T12:00:00Z.") from error
