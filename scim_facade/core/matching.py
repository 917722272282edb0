"""Value filters of PATCH paths, evaluated on the values of a complex attribute (RFC 7644 §3.5.2).

Pure. The filters come from `paths.py`, where names and values were already brought to the attribute's own form.
"""

from __future__ import annotations

from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.date_times import Moment, moment
from scim_facade.core.filter_syntax import And, Comparison, ElementMatch, Filter, Not, Or, Present

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scim_facade.core.attributes import Attribute

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"gt": gt, "ge": ge, "lt": lt, "le": le}
_PARTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "co": lambda text, part: part in text,
    "sw": str.startswith,
    "ew": str.endswith,
}


def matches(node: Filter, element: Mapping[str, Any], attribute: Attribute) -> bool:
    """Whether one value of `attribute` satisfies the filter."""
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
    held, wanted = element.get(node.attribute), node.value
    if sub is not None:
        held, wanted = _comparable(held, sub), _comparable(wanted, sub)
    if node.operator in {"eq", "ne"}:
        # True is no 1, though Python says so.
        is_equal = held == wanted and isinstance(held, bool) == isinstance(wanted, bool)
        return is_equal == (node.operator == "eq")
    if isinstance(held, str) and isinstance(wanted, str) and node.operator in _PARTS:
        return _PARTS[node.operator](held, wanted)
    return node.operator in _ORDER and _are_ordered(held, wanted) and _ORDER[node.operator](held, wanted)


def _comparable(value: Any, sub: Attribute) -> Any:
    """What stands for a value where it is compared: its text in one letter case, the time that it means."""
    if sub.type == "boolean":
        # RFC 7643 §2.4: where `primary` is not given, it is false.
        return value or False
    if not isinstance(value, str):
        return value
    if sub.type == "dateTime":
        return moment(value) or value
    return value if sub.case_exact else value.lower()


def _are_ordered(held: Any, wanted: Any) -> bool:
    return any(
        isinstance(held, kind) and isinstance(wanted, kind) and not isinstance(held, bool)
        for kind in (str, int | float, Moment)
    )
