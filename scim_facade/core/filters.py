"""From the text of a SCIM filter to the `Filter` input of identity's GraphQL contract.

Pure. `parse` and `print_filter` are the language (RFC 7644 §3.4.2.2, `filter_syntax.py`); `to_identity` resolves its
names against the attribute table and its tests by `filter_tests.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core import dialect
from scim_facade.core.attributes import ENTERPRISE_USER, Attribute, is_urn
from scim_facade.core.errors import InvalidFilter, Sensitive, TooMany, quoted
from scim_facade.core.filter_syntax import (
    And,
    Comparison,
    ElementMatch,
    Filter,
    Not,
    Or,
    Present,
    parse,
    print_filter,
)
from scim_facade.core.filter_tests import EVERYTHING, NOTHING, at, test_of
from scim_facade.core.limits import MAX_FILTER_COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scim_facade.core.attributes import ResourceType, Schema, Target
    from scim_facade.core.rules import Notes

__all__ = ["Filter", "parse", "print_filter", "refuse_secrets", "to_identity"]


def to_identity(
    node: Filter, resource_type: ResourceType, notes: Notes, *, elsewhere: Sequence[ResourceType] = ()
) -> dict[str, Any]:
    """Return a filter as the `Filter` input (contract/schema.graphql), ready for JSON.

    Names come out as SCIM spells them, enterprise attributes behind `enterprise.` and those of other extensions behind
    their URN; a complex attribute stands for its `value`. In a search over several kinds of resource, what only a kind
    `elsewhere` has is an attribute without a value here (RFC 7644 §3.4.2.1).

    Raises `InvalidFilter` with the position of an attribute that is unknown, an operator that does not fit the
    attribute's type, or a value that is none of that type, and `TooMany` above `MAX_FILTER_COMPARISONS`. An unknown
    attribute is never passed over: the answer would be everybody, and Entra would link the wrong person.
    """
    return _Translation(resource_type, notes, elsewhere).of(node)


def refuse_secrets(node: Filter, resource_types: Sequence[ResourceType]) -> None:
    """Raise `Sensitive` when a filter that stands in an address names what nobody may ever read (RFC 7644 §7.5.2)."""
    match node:
        case And(operands) | Or(operands):
            for operand in operands:
                refuse_secrets(operand, resource_types)
        case Not(operand):
            refuse_secrets(operand, resource_types)
        case Comparison(name) | Present(name) | ElementMatch(name):
            targets = [resource_type.find(name) for resource_type in resource_types]
            if any(target is not None and target.attribute.returned == "never" for target in targets):
                raise Sensitive(
                    f"{quoted(name)} must not stand in an address, nor can anything be found by it. "
                    "Change a password if it has been sent this way."
                )


class _Translation:
    """One filter on its way; counts the comparisons that come of it."""

    def __init__(self, resource_type: ResourceType, notes: Notes, elsewhere: Sequence[ResourceType]) -> None:
        self._resource_type = resource_type
        self._notes = notes
        self._elsewhere = elsewhere
        self._comparisons = 0

    def of(self, node: Filter) -> dict[str, Any]:
        """The filter on the resource itself."""
        match node:
            case ElementMatch(filter=inner):
                target = self._target(node)
                if target is None:
                    return NOTHING
                return self._element_match(node, target, inner)
            case Comparison() | Present():
                target = self._target(node)
                if target is None:
                    return _without_value(node)
                called, attribute = contract_name(target)
                return self._test(node, called, attribute)
            case _:
                return _combined(node, self.of)

    def _target(self, node: Comparison | Present | ElementMatch) -> Target | None:
        """What the name means here; `None` where only a kind elsewhere has it, of which the test makes sense."""
        target = self._resource_type.find(node.attribute)
        if target is not None:
            if target.schema in self._resource_type.extensions and not is_urn(node.attribute):
                self._notes.use(dialect.UNPREFIXED_EXTENSION, node.attribute, InvalidFilter)
            return target
        for other in self._elsewhere:
            if other.find(node.attribute) is not None:
                _Translation(other, self._notes, ()).of(node)
                self._count()
                return None
        kinds = " or ".join(kind.name for kind in (self._resource_type, *self._elsewhere))
        raise InvalidFilter(
            f"{kinds} has no attribute {quoted(node.attribute)} that a filter could name{at(node.position)}."
        )

    def _element_match(self, node: ElementMatch, target: Target, inner: Filter) -> dict[str, Any]:
        called, attribute = contract_name(target)
        if attribute.type != "complex" and not attribute.multi_valued:
            raise InvalidFilter(f"{called} has no sub-attributes for a value filter to name{at(node.position)}.")
        if not attribute.multi_valued:
            return self._within(inner, attribute, f"{called}.")
        return {"element": {"attribute": called, "filter": self._within(inner, attribute.as_complex, "")}}

    def _within(self, node: Filter, attribute: Attribute, prefix: str) -> dict[str, Any]:
        """The value filter of an attribute, whose names are sub-attributes."""
        match node:
            case Comparison(name) | Present(name):
                sub = attribute.find(name)
                if sub is None:
                    raise InvalidFilter(f"{attribute.name} has no sub-attribute {quoted(name)}{at(node.position)}.")
                return self._test(node, prefix + sub.name, sub)
            case ElementMatch(name):
                raise InvalidFilter(
                    f"A value filter cannot stand inside another, as that of {quoted(name)} does{at(node.position)}."
                )
            case _:
                return _combined(node, lambda operand: self._within(operand, attribute, prefix))

    def _test(self, node: Comparison | Present, called: str, attribute: Attribute) -> dict[str, Any]:
        """A test of a single value; of a complex attribute it is a test of the `value`, or of all that is in it."""
        if attribute.type == "complex" and not (called == "meta" and isinstance(node, Present)):
            return self._test_of_complex(node, called, attribute)
        self._count()
        return test_of(node, called, attribute, self._resource_type, self._notes)

    def _count(self) -> None:
        self._comparisons += 1
        if self._comparisons > MAX_FILTER_COMPARISONS:
            raise TooMany(f"The filter makes more than {MAX_FILTER_COMPARISONS} comparisons; ask in several requests.")

    def _test_of_complex(self, node: Comparison | Present, called: str, attribute: Attribute) -> dict[str, Any]:
        value = attribute.find("value")
        if value is not None:
            if not attribute.multi_valued and isinstance(node, Comparison):
                self._notes.use(dialect.REFERENCE_COMPARED_WHOLE, called)
            return self._test(node, f"{called}.value", value)
        if isinstance(node, Present):
            return {"or": [self._test(node, f"{called}.{sub.name}", sub) for sub in attribute.sub_attributes]}
        raise InvalidFilter(
            f"{called} is complex{at(node.position)}; compare one of its sub-attributes, such as "
            f"{called}.{attribute.sub_attributes[0].name}."
        )


_FIELD_OF_EXTENSION: Final = {ENTERPRISE_USER: "enterprise."}


def contract_name(target: Target) -> tuple[str, Attribute]:
    """What an attribute is called in the contract, and the attribute."""
    called = _prefix(target.schema) + target.attribute.name
    return (called, target.attribute) if target.sub is None else (f"{called}.{target.sub.name}", target.sub)


def _prefix(schema: Schema) -> str:
    if schema.urn in _FIELD_OF_EXTENSION:
        return _FIELD_OF_EXTENSION[schema.urn]
    return f"{schema.urn}:" if "extension" in schema.urn else ""


def _combined(node: Filter, translated: Callable[[Filter], dict[str, Any]]) -> dict[str, Any]:
    match node:
        case And(operands):
            return {"and": [translated(operand) for operand in operands]}
        case Or(operands):
            return {"or": [translated(operand) for operand in operands]}
        case Not(operand):
            return {"not": translated(operand)}
    raise AssertionError(node)


def _without_value(node: Comparison | Present) -> dict[str, Any]:
    """The test of an attribute that the resource cannot have."""
    if isinstance(node, Present):
        return NOTHING
    return EVERYTHING if node.operator == ("eq" if node.value is None else "ne") else NOTHING
