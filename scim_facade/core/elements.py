"""Operations on multi-valued attributes: append, replace, remove, and their elements selected by a value filter.

Pure. Lists and elements are never changed in place.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.dialect import MISSING_ELEMENT_CREATED, REMOVE_LISTED_VALUES, SEVERAL_PRIMARIES
from scim_facade.core.errors import InvalidValue, Mutability, NoTarget, TooMany
from scim_facade.core.limits import MAX_COMPARISONS, MAX_ELEMENTS
from scim_facade.core.matching import equality_terms, matches, size
from scim_facade.core.values import canonical, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scim_facade.core.attributes import Attribute
    from scim_facade.core.filter_syntax import Filter
    from scim_facade.core.operations import Operation
    from scim_facade.core.rules import Notes

Element = Any
"""A dict of sub-attributes; inside an undeclared extension, anything."""

_COST_OF_JSON: Final = 4
"""Comparing JSON that nobody declared takes about as long as this many comparisons of strings."""

_ALONE_MEANINGLESS: Final = {"type", "primary"}


class Elements:
    """The changes one request makes to multi-valued attributes, with the notes and the amount of work they took."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._comparisons = 0

    def changed(self, held: Any, operation: Operation, attribute: Attribute) -> list[Element] | None:
        """Return the elements of `attribute` after `operation`, `None` when it is cleared."""
        elements = _as_list(held)
        element_wise = attribute.as_complex
        if element_wise is attribute:
            return self._changed(elements, operation, attribute)
        # A plain value is worked on as the `value` of an element.
        boxed = self._changed(_boxed(elements), self._boxed(operation, attribute), element_wise)
        return boxed and [element["value"] for element in boxed]

    def selects(self, condition: Filter, value: dict[str, Any], attribute: Attribute) -> bool:
        """Whether a value filter selects the one value of a complex attribute."""
        return self._selected([value], condition, attribute) != []

    def _changed(self, elements: list[Element], operation: Operation, attribute: Attribute) -> list[Element] | None:
        path = operation.path
        if path.filter is None and path.sub is None:
            return self._changed_whole(elements, operation, attribute)
        selected = self._selected(elements, path.filter, attribute)
        if path.sub is not None:
            return self._with_sub(elements, selected, operation, attribute)
        return self._with_element(elements, selected, operation, attribute)

    def _boxed(self, operation: Operation, attribute: Attribute) -> Operation:
        path = operation.path
        if path.sub is not None or operation.value is None:
            return operation
        whole = attribute if path.filter is None else attribute.element
        value = canonical(whole, operation.value, path.called, self.notes)
        boxed = _boxed(value) if isinstance(value, list) else value if value is None else {"value": value}
        return replace(operation, value=boxed)

    def _changed_whole(
        self, elements: list[Element], operation: Operation, attribute: Attribute
    ) -> list[Element] | None:
        if operation.op == "remove" and operation.value is None:
            return None
        self._spend(len(elements) * (_COST_OF_JSON if attribute.type == "any" else 1))
        value = canonical(attribute, operation.value, operation.path.called, self.notes)
        if operation.op == "remove":
            self.notes.use(REMOVE_LISTED_VALUES, attribute.name)
            return _without_listed(elements, _as_list(value), attribute)
        if value is None:
            return None
        if attribute.type != "any" and sum(element.get("primary") is True for element in value) > 1:
            self.notes.use(SEVERAL_PRIMARIES, attribute.name)
        if operation.op == "replace":
            first = next((index for index, element in enumerate(value) if element.get("primary") is True), None)
            return self._with_one_primary(value, first, attribute)
        return self._with_added(elements, _as_list(value), attribute)

    def _with_added(self, elements: list[Element], added: list[Element], attribute: Attribute) -> list[Element]:
        """RFC 7644 §3.5.2.1: a value that is there already is not added again; it gains what it did not have."""
        after = list(elements)
        known = _Known(after, attribute)
        primary = None
        for element in added:
            index = known.index_of(element)
            if index is None:
                index = len(after)
                after.append(element)
            elif isinstance(element, dict):
                after[index] = {**after[index], **element}
            known.learn(index, after[index])
            if primary is None and isinstance(element, dict) and element.get("primary") is True:
                primary = index
        return self._with_one_primary(_refuse_too_many(after, attribute), primary, attribute)

    def _spend(self, comparisons: int) -> None:
        self._comparisons += comparisons
        if self._comparisons > MAX_COMPARISONS:
            raise TooMany(f"The PATCH takes more than {MAX_COMPARISONS} comparisons; send it in several requests.")

    def _selected(self, elements: list[Element], condition: Filter | None, attribute: Attribute) -> list[int]:
        self._spend(len(elements) * (1 if condition is None else size(condition)))
        if condition is None:
            return list(range(len(elements)))
        return [
            index
            for index, element in enumerate(elements)
            if isinstance(element, dict) and matches(condition, element, attribute)
        ]

    def _with_sub(
        self, elements: list[Element], selected: list[int], operation: Operation, attribute: Attribute
    ) -> list[Element]:
        sub = operation.path.sub
        assert sub is not None
        value = None
        if operation.op != "remove":
            value = canonical(sub, operation.value, operation.path.called, self.notes)
        if value is None:
            if sub.required and selected:
                raise Mutability(f"{operation.path.called} is required and cannot be removed. Remove the whole value.")
            return _without_sub(elements, set(selected), sub.name)
        after = list(elements)
        for index in selected:
            after[index] = {**after[index], sub.name: value}
        if not selected:
            after.append({**self.described(operation), sub.name: value})
        return self._settled(after, selected, attribute)

    def _with_element(
        self, elements: list[Element], selected: list[int], operation: Operation, attribute: Attribute
    ) -> list[Element]:
        value = None
        if operation.op != "remove":
            value = canonical(attribute.element, operation.value, operation.path.called, self.notes)
        if value is None:
            gone = set(selected)
            return [element for index, element in enumerate(elements) if index not in gone]
        if not isinstance(value, dict):
            raise InvalidValue(f"{attribute.name} has a value filter in its path, so its value must be an object.")
        if not value:
            return elements
        after = list(elements)
        described = equality_terms(operation.path.filter) if operation.path.filter else None
        for index in selected:
            # A replaced element still is the one the filter spoke of, whether or not the value repeats its type.
            base = after[index] if operation.op == "add" else described or {}
            after[index] = without_nulls({**base, **value})
        if not selected:
            after.append(without_nulls({**self.described(operation), **value}))
        return self._settled(after, selected, attribute)

    def described(self, operation: Operation) -> dict[str, Any]:
        """Return the value that does not exist yet, as far as the path describes it.

        Raises `NoTarget` when it does not, or when a missing value is not to be created.
        """
        path = operation.path
        if path.filter is None:
            return {}
        terms = equality_terms(path.filter)
        if terms is None:
            raise NoTarget(f"No value of {path.called} satisfies the filter in the path, and it does not describe one.")
        self.notes.use(MISSING_ELEMENT_CREATED, path.called)
        return terms

    def _settled(self, after: list[Element], selected: list[int], attribute: Attribute) -> list[Element]:
        index = selected[0] if selected else len(after) - 1
        primary = index if after[index].get("primary") is True else None
        settled = self._with_one_primary(_refuse_too_many(after, attribute), primary, attribute)
        return [element for element in settled if element != {}]

    def _with_one_primary(self, elements: list[Element], primary: int | None, attribute: Attribute) -> list[Element]:
        """RFC 7644 §3.5.2: setting a primary value takes the mark from every other."""
        if primary is None or attribute.type == "any":
            return elements
        others = [
            index for index, element in enumerate(elements) if element.get("primary") is True and index != primary
        ]
        after = list(elements)
        for index in others:
            after[index] = {**after[index], "primary": False}
        return after


class _Known:
    """Where elements stand, by what identifies them: their `value`, and their `type` where both have one."""

    def __init__(self, elements: list[Element], attribute: Attribute) -> None:
        self._attribute = attribute
        self._by_value: dict[str, int] = {}
        self._by_value_and_type: dict[tuple[str, str], int] = {}
        for index, element in enumerate(elements):
            self.learn(index, element)

    def learn(self, index: int, element: Element) -> None:
        value, kind = _identity(element, self._attribute)
        self._by_value.setdefault(value, index)
        self._by_value_and_type.setdefault((value, kind), index)

    def index_of(self, element: Element) -> int | None:
        value, kind = _identity(element, self._attribute)
        if not kind:
            return self._by_value.get(value)
        return self._by_value_and_type.get((value, kind), self._by_value_and_type.get((value, "")))


def _as_list(held: Any) -> list[Element]:
    """The elements of a multi-valued attribute, whatever an undeclared extension holds in its place."""
    if held is None:
        return []
    return held if isinstance(held, list) else [held]


def _boxed(values: Iterable[Any]) -> list[Element]:
    return [{"value": value} for value in values]


def _identity(element: Element, attribute: Attribute) -> tuple[str, str]:
    value = element.get("value") if isinstance(element, dict) and attribute.type != "any" else None
    if not isinstance(value, str) or not isinstance(element, dict):
        return json.dumps(element, sort_keys=True), ""
    sub = attribute.find("value")
    folded = value if sub is not None and sub.case_exact else value.lower()
    return folded, str(element.get("type", "")).lower()


def _without_listed(elements: list[Element], listed: Iterable[Element], attribute: Attribute) -> list[Element]:
    named = {_identity(element, attribute) for element in listed}
    kept = []
    for element in elements:
        value, kind = _identity(element, attribute)
        if (value, kind) not in named and (value, "") not in named:
            kept.append(element)
    return kept


def _without_sub(elements: list[Element], selected: set[int], sub: str) -> list[Element]:
    """The elements without a sub-attribute; one that then says only of which type it was is gone with it."""
    kept = []
    for index, element in enumerate(elements):
        rest = element
        if index in selected and isinstance(element, dict):
            rest = {key: value for key, value in element.items() if key != sub}
            if rest.keys() <= _ALONE_MEANINGLESS and sub in element:
                continue
        kept.append(rest)
    return kept


def _refuse_too_many(elements: list[Element], attribute: Attribute) -> list[Element]:
    if len(elements) > MAX_ELEMENTS:
        raise InvalidValue(f"{attribute.name} would have {len(elements)} values; at most {MAX_ELEMENTS} are kept.")
    return elements
