"""Value filters of PATCH paths, evaluated on the elements of a multi-valued attribute (RFC 7644 §3.5.2).

Pure. The filters come from `paths.py`, where names and values were already brought to the attribute's own form.
"""

from __future__ import annotations

from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.filter_syntax import And, Comparison, ElementMatch, Filter, Not, Or, Present

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scim_facade.core.attributes import Attribute

_TEXT_TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "co": lambda text, part: part in text,
    "sw": str.startswith,
    "ew": str.endswith,
    "gt": gt,
    "ge": ge,
    "lt": lt,
    "le": le,
}


def matches(node: Filter, element: Mapping[str, Any], attribute: Attribute) -> bool:
    """Whether an element of `attribute` satisfies the filter."""
    match node:
        case And(operands):
            return all(matches(operand, element, attribute) for operand in operands)
        case Or(operands):
            return any(matches(operand, element, attribute) for operand in operands)
        case Not(operand):
            return not matches(operand, element, attribute)
        case Present(name):
            return element.get(name) not in (None, "", [], {})
        case Comparison():
            return _compares(node, element, attribute.find(node.attribute))
        case ElementMatch():
            return False


def equality_terms(node: Filter) -> dict[str, Any] | None:
    """The element that a filter made of `eq` and `and` alone describes; `None` for any other filter."""
    match node:
        case Comparison(name, "eq", value) if value is not None:
            return {name: value}
        case And(operands):
            terms: dict[str, Any] = {}
            for operand in operands:
                more = equality_terms(operand)
                if more is None:
                    return None
                terms |= more
            return terms
        case _:
            return None


def size(node: Filter) -> int:
    """How many tests the filter makes on an element at most."""
    match node:
        case And(operands) | Or(operands):
            return sum(size(operand) for operand in operands)
        case Not(operand):
            return size(operand)
        case _:
            return 1


def _compares(node: Comparison, element: Mapping[str, Any], sub: Attribute | None) -> bool:
    held = element.get(node.attribute)
    if held is None and sub is not None and sub.type == "boolean":
        # RFC 7643 §2.4: where `primary` is not given, it is false.
        held = False
    wanted = node.value
    if isinstance(held, str) and isinstance(wanted, str):
        if sub is not None and not sub.case_exact:
            held, wanted = held.lower(), wanted.lower()
        if node.operator in _TEXT_TESTS:
            return _TEXT_TESTS[node.operator](held, wanted)
    if node.operator not in {"eq", "ne"}:
        return False
    return (held == wanted) == (node.operator == "eq")
