"""A shape → SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ColumnElement, Text, and_, bindparam, cast, false, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import TSQUERY

from identity.filtering.attributes import SQL_TYPES, TEXTS, Attribute, MultiValued
from identity.filtering.extensions import ExtensionAttribute
from identity.filtering.tree import Operator
from identity.rules.extension_schema import caseless

if TYPE_CHECKING:
    from collections.abc import Callable

    from identity.filtering.filterable import Filterable
    from identity.filtering.shapes import Shape


def condition(shape: Shape, resource: Filterable) -> ColumnElement[bool]:
    """SQL for a checked shape, with a bind parameter for each value."""
    return _combined(shape, lambda leaf: _on_resource(leaf, resource))


def _combined(  # noqa: PLR0911  one case per kind of node
    shape: Shape, leaf: Callable[[Shape], ColumnElement[bool]]
) -> ColumnElement[bool]:
    match shape:
        case ("and", *parts):
            return and_(true(), *(_combined(part, leaf) for part in parts))
        case ("or", *parts):
            return or_(false(), *(_combined(part, leaf) for part in parts))
        case ("not", ("not", inner)):
            return _combined(inner, leaf)
        # De Morgan: opposites move to the leaves, because SQLAlchemy's compiler recurses deepest on them.
        case ("not", ("and", *parts)):
            return _combined(("or", *(("not", part) for part in parts)), leaf)
        case ("not", ("or", *parts)):
            return _combined(("and", *(("not", part) for part in parts)), leaf)
        case ("not", ("flag", _) as flag):
            return not_(leaf(flag))  # which is never unknown, and PostgreSQL joins by its opposite
        case ("not", inner):
            # In SQL the opposite of unknown is unknown; here an absent value makes a comparison false and its
            # opposite true.
            return not_(func.coalesce(_combined(inner, leaf), false()))
        case _:
            return leaf(shape)


def _on_resource(  # noqa: PLR0911  one case per kind of leaf
    shape: Shape, resource: Filterable
) -> ColumnElement[bool]:
    row = resource.row
    match shape:
        case ("element", name, inner, prefilter):
            return _element(resource.multi(name), inner, prefilter)
        case ("object", name):
            return resource.objects[name](row)
        case ("flag", name):
            return resource.flags[name](row)
        case ("search", parameter):
            return _found_by(resource, parameter)
        case ("extension", parameter):
            return resource.the_extensions.has_extension(row, bindparam(parameter, type_=Text()))
        case ("held", ExtensionAttribute() as attribute):
            return resource.the_extensions.value(row, attribute).is_not(None)
        case ("holds", ExtensionAttribute(urn=urn, path=(name,)), parameter):
            return resource.the_extensions.holds(caseless(urn), name, bindparam(parameter, type_=Text()))
        case (_, name, *_):
            return _single(shape, resource.attribute(name), row)
    raise AssertionError(shape)


def _found_by(resource: Filterable, parameter: str) -> ColumnElement[bool]:
    # A subquery, or a plan for the words of one search could read a whole organisation instead of the index: how many
    # rows several words have in common is nothing that PostgreSQL can tell.
    assert resource.search_keys is not None
    query = select(cast(bindparam(parameter, type_=Text()), TSQUERY)).scalar_subquery()
    return func.array_to_tsvector(resource.search_keys(resource.row)).op("@@", return_type=Boolean())(query)


def _element(multi: MultiValued, shape: Shape, prefilter: str | None) -> ColumnElement[bool]:
    def satisfies(element: Any) -> ColumnElement[bool]:
        return _combined(shape, lambda leaf: _single(leaf, multi.elements[leaf[1]], element))

    found = multi.exists(satisfies)
    if prefilter is not None and multi.prefilter is not None:
        return and_(multi.prefilter(bindparam(prefilter, type_=Text())), found)
    return found


def _single(shape: Shape, attribute: Attribute, row: Any) -> ColumnElement[bool]:
    expression = attribute.expression(row)
    match shape:
        case ("present", _):
            filled = expression.is_not(None)
            return and_(filled, expression != "") if attribute.kind in TEXTS else filled
        case ("compare", _, operator, parameter):
            value: ColumnElement[Any] = bindparam(parameter, type_=SQL_TYPES[attribute.kind])
            value = func.lower(value) if attribute.folds_in_sql else value
            compared = _compared(expression, operator, value)
            if attribute.indexed is not None and operator is Operator.EQ:
                return and_(attribute.indexed(expression) == attribute.indexed(value), compared)
            return compared
    raise AssertionError(shape)


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
