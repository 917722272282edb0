"""A request in normal form, as it was understood, for people to read.

Pure. It is made of what the request was carried out by: resolved operations, canonical values, identity's filters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.attributes import ENTERPRISE_USER
from scim_facade.core.bulk import Operation as BulkOperation
from scim_facade.core.errors import ScimError
from scim_facade.core.filter_syntax import And, Comparison, ElementMatch, Filter, Not, Or, Present, print_filter
from scim_facade.core.listing import CursorPage, IndexedPage
from scim_facade.core.membership import member_ids
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP_MEMBERS
from scim_facade.core.values import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scim_facade.core.bulk import Outcome
    from scim_facade.core.operations import Operation
    from scim_facade.core.redaction import Redaction
    from scim_facade.core.search import Search

_EVERYTHING: Final = Present("id")


def normal_operations(operations: Sequence[Operation], redaction: Redaction) -> list[dict[str, Any] | str]:
    """Return a PATCH as `op`, `path` in canonical spelling, and `value` as it is set, where it has one.

    A value that could not be understood stands as it came, as far as it may be shown.
    """
    return redaction.values(
        operations, lambda operation: _normal_operation(operation, redaction), redaction.cuts.operations
    )


def normal_resource(resource: Mapping[str, Any], redaction: Redaction) -> Any:
    """Return a resource in canonical SCIM form, cut."""
    return redaction.anything(resource)


def normal_search(
    search: Search, filters: Sequence[Mapping[str, Any]], sort_by: str | None, redaction: Redaction
) -> dict[str, Any]:
    """Return a list request. `filters` are what identity was asked by, for each kind of resource that is listed."""
    page = search.page
    begins = {"startIndex": page.start_index} if isinstance(page, IndexedPage) else {"cursor": _cursor(page)}
    texts = list(dict.fromkeys(filter_text(tree) for tree in filters))
    asked = {
        "filter": texts[0] if len(texts) == 1 else texts,
        "sortBy": sort_by,
        "sortOrder": ("descending" if search.descending else "ascending") if sort_by else None,
        **begins,
        "count": page.count,
        "attributes": search.attributes,
        "excludedAttributes": search.excluded_attributes,
    }
    return {name: redaction.anything(value) for name, value in asked.items() if value not in (None, (), [])}


def normal_bulk(
    outcomes: Sequence[Outcome], parts: Mapping[int, Callable[[Redaction], Any] | None], redaction: Redaction
) -> list[Any]:
    """Return what became of each operation of a bulk request; `parts` gives the normal form of one, by its position."""

    def operation(outcome: Outcome) -> dict[str, Any]:
        begun = outcome.operation
        part = parts.get(begun.position)
        path = None
        if isinstance(begun, BulkOperation):
            path = begun.resource_type.endpoint + (f"/{begun.resource_id}" if begun.resource_id else "")
        told = {
            "method": begun.method,
            "path": path,
            "bulkId": begun.bulk_id,
            "status": outcome.status,
            "location": outcome.location,
            "understood": part and part(redaction),
        }
        return {
            name: value if name == "understood" else redaction.anything(value)
            for name, value in told.items()
            if value is not None
        }

    return redaction.values(sorted(outcomes, key=lambda one: one.operation.position), operation)


def filter_text(tree: Mapping[str, Any]) -> str:
    """Return identity's `Filter` input, as `to_identity` gives it, in SCIM's language and the schemas' own spelling."""
    return print_filter(_syntax(tree))


def _normal_operation(operation: Operation, redaction: Redaction) -> dict[str, Any]:
    path = operation.path
    normal = {"op": operation.op, "path": redaction.text(path.text)}
    if operation.op == "remove" and operation.value is None:
        return normal
    return {**normal, "value": _normal_value(operation, redaction)}


def _normal_value(operation: Operation, redaction: Redaction) -> Any:
    path, value = operation.path, operation.value
    notes = Notes()
    if path.attribute is None or value is None:
        return None
    try:
        if path.attribute is GROUP_MEMBERS and path.sub is None:
            members = value if isinstance(value, list) else [value]
            return redaction.values(members, lambda member: {"value": next(member_ids([member], notes))})
        attribute = path.sub or (path.attribute.element if path.filter else path.attribute)
        return redaction.anything(canonical(attribute, value, path.called, notes))
    except ScimError:
        return redaction.of_attribute(path.sub or path.attribute, value)


def _cursor(page: CursorPage) -> str:
    """Which page a cursor leads to: its text says nothing to people."""
    return "the first page" if page.cursor is None else f"{page.cursor.direction} row {page.cursor.row}"


def _syntax(tree: Mapping[str, Any]) -> Filter:  # noqa: PLR0911 - one return per kind of test
    match tree:
        case {"compare": {"attribute": str(name), "operator": str(operator), "value": value}}:
            return Comparison(_scim_name(name), operator.lower(), value)
        case {"present": str(name)}:
            return Present(_scim_name(name))
        case {"element": {"attribute": str(name), "filter": inner}}:
            return ElementMatch(_scim_name(name), _syntax(inner))
        case {"not": inner}:
            return Not(_syntax(inner))
        case {"and": []}:
            return _EVERYTHING
        case {"or": []}:
            return Not(_EVERYTHING)
        case {"and": [only]} | {"or": [only]}:
            return _syntax(only)
        case {"and": operands}:
            return And(tuple(map(_syntax, operands)))
        case {"or": operands}:
            return Or(tuple(map(_syntax, operands)))
    raise AssertionError(tree)


def _scim_name(name: str) -> str:
    """What the contract calls an attribute, as SCIM does."""
    if name.startswith("enterprise."):
        return f"{ENTERPRISE_USER}:{name.removeprefix('enterprise.')}"
    return ENTERPRISE_USER if name == "enterprise" else name
