"""One test of a filter, such as `userName eq "x"`, as a leaf of identity's `Filter` input.

Pure. What each type of attribute can be compared by, and with which values (RFC 7644 §3.4.2.2); and what identity does
not keep because it follows from something else: addresses from ids, `schemas` from what a resource holds.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import ENTERPRISE_USER, is_urn
from scim_facade.core.date_times import moment, with_offset
from scim_facade.core.dialect import UNQUOTED_LITERAL
from scim_facade.core.errors import InvalidFilter, json_type, quoted
from scim_facade.core.filter_syntax import Comparison, Present
from scim_facade.core.value_rules import rewritten_literal
from scim_facade.core.values import id_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scim_facade.core.attributes import Attribute, ResourceType
    from scim_facade.core.filter_syntax import Literal
    from scim_facade.core.rules import Notes

EVERYTHING: Final[dict[str, Any]] = {"and": []}
NOTHING: Final[dict[str, Any]] = {"or": []}

_EQUALITY: Final = frozenset({"eq", "ne"})
_ORDER: Final = frozenset({"gt", "ge", "lt", "le"})
_PARTS: Final = frozenset({"co", "sw", "ew"})
_FITTING: Final = {
    "boolean": _EQUALITY,
    "integer": _EQUALITY | _ORDER,
    "decimal": _EQUALITY | _ORDER,
    "dateTime": _EQUALITY | _ORDER,
    "binary": _EQUALITY | _PARTS,
}
_NUMBERS: Final = frozenset({"integer", "decimal"})
_OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "co": operator.contains,
    "sw": str.startswith,
    "ew": str.endswith,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_OF_EVERY_RESOURCE: Final = frozenset({"schemas", "meta", "meta.resourceType", "meta.location", "meta.version"})
_VERSION: Final = re.compile(r'(?:W/)?"(?P<number>[0-9]{1,9})"\Z')


def at(position: int) -> str:
    """How an error says where in the filter it was met; nothing of a filter that was no text."""
    return f" (position {position})" if position else ""


def test_of(
    node: Comparison | Present, called: str, attribute: Attribute, resource_type: ResourceType, notes: Notes
) -> dict[str, Any]:
    """Return the leaf for a test of an attribute that has no sub-attributes; `called` is its name in the contract.

    Raises `InvalidFilter` for an operator or a value that does not fit.
    """
    if attribute.returned == "never":
        raise InvalidFilter(f"Nothing can be found by its {called}{at(node.position)}.")
    present = EVERYTHING if called in _OF_EVERY_RESOURCE else {"present": kept_as(called, attribute)}
    if isinstance(node, Present):
        return present
    if node.value is None:
        refuse_unfit_for_null(node, called)
        return {"not": present} if node.operator == "eq" else present
    return _compared(node, called, attribute, resource_type, notes)


def _compared(
    node: Comparison, called: str, attribute: Attribute, resource_type: ResourceType, notes: Notes
) -> dict[str, Any]:
    if called == "schemas":
        return _test_of_schemas(node, resource_type)
    if called == "meta.resourceType":
        return EVERYTHING if _OPERATORS[node.operator](resource_type.name, _text(node, called)) else NOTHING
    if called == "meta.version":
        return _test_of_version(node)
    kept, value = kept_comparison(node, called, attribute, notes)
    return _comparison(kept, node.operator, value)


def refuse_unfit_for_null(node: Comparison, called: str) -> None:
    """Raise `InvalidFilter` for any comparison with null but by eq and ne."""
    _refuse_all_but(_EQUALITY, node, f"{called} can be compared with null by eq and ne only")


def kept_comparison(node: Comparison, called: str, attribute: Attribute, notes: Notes) -> tuple[str, str | float]:
    """Return the name and the value that a comparison is carried out on; of an address, these are the id's.

    Raises `InvalidFilter` for an operator or a value that does not fit.
    """
    kept = kept_as(called, attribute)
    if kept != called:
        _refuse_all_but(_EQUALITY, node, f"{called} is an address, which is compared as a whole")
        return kept, id_in(_text(node, called))
    fitting = _FITTING.get(attribute.type)
    if fitting is not None:
        _refuse_all_but(fitting, node, f"{called} is of type {attribute.type}")
    return called, _typed(node, called, attribute, notes)


def kept_as(called: str, attribute: Attribute) -> str:
    """Return what identity keeps: of an address, the id of what it leads to, with which the address ends."""
    if called == "meta.location":
        return "id"
    return called.removesuffix("$ref") + "value" if attribute.name == "$ref" else called


def _test_of_version(node: Comparison) -> dict[str, Any]:
    """An entity tag holds the number that identity counts."""
    _refuse_all_but(_EQUALITY, node, "meta.version is compared as a whole")
    match = _VERSION.match(_text(node, "meta.version"))
    if match is None:
        return NOTHING if node.operator == "eq" else EVERYTHING
    return _comparison("meta.version", node.operator, int(match["number"]))


def _test_of_schemas(node: Comparison, resource_type: ResourceType) -> dict[str, Any]:
    """Every resource names its core schema, and the extensions of which it holds anything."""
    _refuse_all_but(_EQUALITY, node, "schemas is compared as a whole")
    urn = _text(node, "schemas")
    schema = resource_type.find_schema(urn)
    if schema is resource_type.schema:
        named = EVERYTHING
    elif not is_urn(urn):
        named = NOTHING
    elif schema is not None and schema.urn == ENTERPRISE_USER:
        named = {"present": "enterprise"}
    else:
        named = {"present": schema.urn if schema else urn}
    return named if node.operator == "eq" else {"not": named}


def _comparison(called: str, by: str, value: str | float) -> dict[str, Any]:
    return {"compare": {"attribute": called, "operator": by.upper(), "value": value}}


def _refuse_all_but(fitting: frozenset[str], node: Comparison, because: str) -> None:
    if node.operator not in fitting:
        raise InvalidFilter(f"{because}, so the operator {node.operator} does not fit{at(node.position)}.")


def _text(node: Comparison, called: str) -> str:
    if not isinstance(node.value, str):
        raise InvalidFilter(f"{called} is compared with a string, not {json_type(node.value)}{at(node.position)}.")
    return node.value


def _typed(node: Comparison, called: str, attribute: Attribute, notes: Notes) -> str | float:
    value = rewritten_literal(attribute, node.value, called, notes)
    if attribute.type == "boolean":
        if not isinstance(value, bool):
            raise InvalidFilter(f"{called} is true or false, not {_shown(value)}{at(node.position)}.")
        return value
    if attribute.type in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidFilter(f"{called} is a number, not {_shown(value)}{at(node.position)}.")
        return value
    if isinstance(value, bool):
        # `true` without quotes can have been meant as text.
        notes.use(UNQUOTED_LITERAL, called)
        value = str(value).lower()
    text = str(value)
    return _date_time(text, called, node.position) if attribute.type == "dateTime" else text


def _shown(value: Literal | object) -> str:
    return quoted(value if isinstance(value, str) else str(value))


def _date_time(text: str, called: str, position: int) -> str:
    if moment(text) is None:
        raise InvalidFilter(
            f"{called} is a date and time such as 2026-01-31T12:00:00Z, not {quoted(text)}{at(position)}. "
            "In an address, '+' must be written %2B."
        )
    return with_offset(text)
