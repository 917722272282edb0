"""From the text of a SCIM filter to the `Filter` input of identity's GraphQL contract.

Pure. `parse` and `print_filter` are the language (RFC 7644 §3.4.2.2, `filter_syntax.py`); `to_identity` resolves its
names against the attribute table, coerces its values to the attributes' types, and refuses what makes no sense.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import ENTERPRISE_USER
from scim_facade.core.errors import InvalidFilter, quoted
from scim_facade.core.filter_syntax import (
    And,
    Comparison,
    ElementMatch,
    Filter,
    Literal,
    Not,
    Or,
    Present,
    parse,
    print_filter,
)

if TYPE_CHECKING:
    from scim_facade.core.attributes import Attribute, ResourceType, Schema
    from scim_facade.core.rules import Notes

__all__ = ["Filter", "parse", "print_filter", "to_identity"]

_FIELD_OF_EXTENSION: Final = {ENTERPRISE_USER: "enterprise."}
_EQUALITY: Final = frozenset({"eq", "ne"})
_ORDER: Final = frozenset({"gt", "ge", "lt", "le"})
_DATE_TIME: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?"
    r"(?P<zone>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?\Z",
    re.ASCII,
)


def to_identity(node: Filter, resource_type: ResourceType, notes: Notes) -> dict[str, Any]:
    """Return a filter as the `Filter` input (contract/schema.graphql), ready for JSON.

    Names come out as SCIM spells them, enterprise attributes behind `enterprise.`; a complex attribute stands for its
    `value`. Raises `InvalidFilter` naming an attribute that is unknown or not filterable, an operator that does not fit
    the attribute's type, or a value that is none of that type. An unknown attribute is never passed over: the answer
    would be everybody, and Entra would link the wrong person.
    """
    match node:
        case And(operands):
            return {"and": [to_identity(operand, resource_type, notes) for operand in operands]}
        case Or(operands):
            return {"or": [to_identity(operand, resource_type, notes) for operand in operands]}
        case Not(operand):
            return {"not": to_identity(operand, resource_type, notes)}
        case ElementMatch(name, inner):
            return _element_match(name, inner, resource_type)
        case Comparison(name) | Present(name):
            return _test(node, *_resolved(name, resource_type))


def _resolved(name: str, resource_type: ResourceType) -> tuple[str, Attribute]:
    """The attribute a name means, and what it is called in the contract."""
    target = resource_type.find(name)
    if target is None:
        raise InvalidFilter(f"{resource_type.name} has no attribute {quoted(name)} that a filter could name.")
    prefix = _prefix(target.schema) + target.attribute.name
    return (prefix, target.attribute) if target.sub is None else (f"{prefix}.{target.sub.name}", target.sub)


def _prefix(schema: Schema) -> str:
    return _FIELD_OF_EXTENSION.get(schema.urn, "")


def _element_match(name: str, inner: Filter, resource_type: ResourceType) -> dict[str, Any]:
    called, attribute = _resolved(name, resource_type)
    if attribute.type != "complex":
        raise InvalidFilter(f"{called} has no sub-attributes for a value filter to name.")
    if not attribute.multi_valued:
        return _within(inner, attribute, f"{called}.")
    return {"element": {"attribute": called, "filter": _within(inner, attribute, "")}}


def _within(node: Filter, attribute: Attribute, prefix: str) -> dict[str, Any]:
    """The value filter of a complex attribute, whose names are sub-attributes."""
    match node:
        case And(operands):
            return {"and": [_within(operand, attribute, prefix) for operand in operands]}
        case Or(operands):
            return {"or": [_within(operand, attribute, prefix) for operand in operands]}
        case Not(operand):
            return {"not": _within(operand, attribute, prefix)}
        case Comparison(name) | Present(name):
            sub = attribute.find(name)
            if sub is None:
                raise InvalidFilter(f"{attribute.name} has no sub-attribute {quoted(name)}.")
            return _test(node, prefix + sub.name, sub)
        case ElementMatch(name):
            raise InvalidFilter(f"A value filter cannot stand inside another, as that of {quoted(name)} does.")


def _test(node: Comparison | Present, called: str, attribute: Attribute) -> dict[str, Any]:
    if attribute.type == "complex":
        return _test_of_complex(node, called, attribute)
    if not attribute.filterable:
        raise InvalidFilter(f"{called} cannot be filtered on.")
    if isinstance(node, Present):
        return {"present": called}
    if node.value is None:
        return _test_for_null(node, called)
    _refuse_unfit_operator(node.operator, called, attribute)
    value = _coerced(node.value, called, attribute)
    return {"compare": {"attribute": called, "operator": node.operator.upper(), "value": value}}


def _test_of_complex(node: Comparison | Present, called: str, attribute: Attribute) -> dict[str, Any]:
    value = attribute.find("value")
    if value is not None:
        return _test(node, f"{called}.value", value)
    if isinstance(node, Present):
        subs = [sub for sub in attribute.sub_attributes if sub.filterable]
        return {"or": [{"present": f"{called}.{sub.name}"} for sub in subs]}
    raise InvalidFilter(
        f"{called} is complex; compare one of its sub-attributes, such as {_example(called, attribute)}."
    )


def _example(called: str, attribute: Attribute) -> str:
    return f"{called}.{next(sub.name for sub in attribute.sub_attributes if sub.filterable)}"


def _test_for_null(node: Comparison, called: str) -> dict[str, Any]:
    if node.operator not in _EQUALITY:
        raise InvalidFilter(f"{called} can be compared with null by eq and ne only, not by {node.operator}.")
    return {"not": {"present": called}} if node.operator == "eq" else {"present": called}


def _refuse_unfit_operator(operator: str, called: str, attribute: Attribute) -> None:
    fitting = {"boolean": _EQUALITY, "dateTime": _EQUALITY | _ORDER, "binary": _EQUALITY}.get(attribute.type)
    if fitting is not None and operator not in fitting:
        raise InvalidFilter(f"{called} is of type {attribute.type}, which the operator {operator} does not fit.")


def _coerced(value: Literal, called: str, attribute: Attribute) -> str | bool:
    if attribute.type == "boolean":
        return _boolean(value, called)
    text = value if isinstance(value, str) else str(value).lower()
    return _date_time(text, called) if attribute.type == "dateTime" else text


def _boolean(value: Literal, called: str) -> bool:
    folded = str(value).lower()
    if folded not in {"true", "false"}:
        raise InvalidFilter(f"{called} is true or false, not {quoted(str(value))}.")
    return folded == "true"


def _date_time(text: str, called: str) -> str:
    match = _DATE_TIME.match(text)
    if match is None:
        raise InvalidFilter(
            f"{called} is a date and time such as 2026-01-31T12:00:00Z, not {quoted(text)}. "
            "In an address, '+' must be written %2B."
        )
    return text if match["zone"] else f"{text}Z"
