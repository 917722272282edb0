"""PATCH of a group (RFC 7644 §3.5.2), folded into one delta without reading the group's members.

Pure. However large the group is, the delta is as large as the request: `replace_members`, then `add_members`, then
`remove_members`, then `remove_members_where` has the effect of the operations one by one. Only a change of extensions
may depend on what the group holds (`depends_on_extensions`).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.errors import InvalidValue, Mutability
from scim_facade.core.membership import Membership
from scim_facade.core.patch import applied, refuse_incomplete
from scim_facade.core.schema import GROUP_MEMBERS
from scim_facade.core.values import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scim_facade.core.attributes import Attribute, ResourceType
    from scim_facade.core.filter_syntax import Filter
    from scim_facade.core.operations import Operation
    from scim_facade.core.rules import Notes


class Unset(enum.Enum):
    """Says that a PATCH does not speak of an attribute, which is not the same as clearing it."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class GroupDelta:
    """What a PATCH does to a group.

    `replace_members` is the whole new membership, `None` where it stays; adding and removing come after it, and no id
    stands in more than one of the three. Whoever satisfies `remove_members_where`, a filter on what a member consists
    of, goes last. `extensions` is merged into what the group has: schema URN → attribute → value, where `None` in place
    of a value, or of a schema's attributes, removes.
    """

    display_name: str | Unset = UNSET
    external_id: str | Unset | None = UNSET
    extensions: Mapping[str, dict[str, Any] | None] = field(default_factory=dict)
    replace_members: tuple[str, ...] | None = None
    add_members: tuple[str, ...] = ()
    remove_members: tuple[str, ...] = ()
    remove_members_where: Filter | None = None


def folded(
    operations: Sequence[Operation],
    resource_type: ResourceType,
    notes: Notes,
    held: Mapping[str, Any] | None = None,
) -> GroupDelta:
    """Return the delta of resolved operations, in their order.

    Members may come as objects, bare ids, one of either. `held` are the group's extensions, by URN; they may be unknown
    unless `depends_on_extensions`. Raises `InvalidPath` for a path that cannot be carried out without reading the
    members, `InvalidValue` for an unfit value, an emptied `displayName` or a member without an id, `Mutability` where
    what is required is removed, `PayloadTooLarge` above `MAX_MEMBERS`.
    """
    names: dict[str, Any] = {"displayName": UNSET, "externalId": UNSET}
    membership = Membership(notes)
    of_extensions = []
    for operation in operations:
        attribute = operation.path.attribute
        if operation.path.extension:
            of_extensions.append(operation)
        elif attribute is GROUP_MEMBERS:
            membership.take(operation)
        elif attribute is not None and attribute.name in names:
            names[attribute.name] = _text(operation, attribute, notes)
    if held is None:
        extensions = _folded_extensions(of_extensions, notes)
    else:
        extensions = _changed_extensions(held, of_extensions, resource_type, notes)
    return GroupDelta(
        display_name=names["displayName"],
        external_id=names["externalId"],
        extensions=extensions,
        replace_members=membership.replaced,
        add_members=membership.added,
        remove_members=membership.removed,
        remove_members_where=membership.removed_where,
    )


def depends_on_extensions(operations: Iterable[Operation]) -> bool:
    """Whether what the operations do to a group's extensions depends on what the group holds there."""
    of_extensions = [operation for operation in operations if operation.path.extension]
    removes_whole = any(operation.path.attribute is None for operation in of_extensions)
    return (removes_whole and len(of_extensions) > 1) or any(map(_depends, of_extensions))


def _depends(operation: Operation) -> bool:
    path, attribute, value = operation.path, operation.path.attribute, operation.value
    if attribute is None:
        return False
    if path.filter is not None or path.sub is not None or (operation.op == "remove" and value is not None):
        return True
    if value in (None, ""):
        return attribute.required
    if attribute.type == "complex" and not attribute.multi_valued:
        return True
    return operation.op == "add" and (attribute.multi_valued or isinstance(value, dict | list))


def _text(operation: Operation, attribute: Attribute, notes: Notes) -> Any:
    value = None
    if operation.op != "remove":
        value = canonical(attribute, operation.value, attribute.name, notes)
    elif attribute.required:
        raise Mutability(f"{attribute.name} is required and cannot be removed. Replace it by another value.")
    if attribute.required and not (value or "").strip():
        raise InvalidValue(f"{attribute.name} is required and must not be empty.")
    return value


def _folded_extensions(operations: Iterable[Operation], notes: Notes) -> dict[str, dict[str, Any] | None]:
    """The change of extensions that are not known."""
    changes: dict[str, dict[str, Any] | None] = {}
    for operation in operations:
        path = operation.path
        if path.attribute is None:
            changes[path.extension] = None
            continue
        value = None if operation.op == "remove" else operation.value
        extension = changes.setdefault(path.extension, {})
        assert extension is not None, "a removed extension that gains attributes depends on what is held"
        extension[path.attribute.name] = canonical(path.attribute, value, path.called, notes)
    return changes


def _changed_extensions(
    held: Mapping[str, Any], operations: Iterable[Operation], resource_type: ResourceType, notes: Notes
) -> dict[str, dict[str, Any] | None]:
    """The change from the extensions that the group holds to those it holds afterwards."""
    after = applied(held, operations, notes)
    refuse_incomplete(after, resource_type)
    changes: dict[str, dict[str, Any] | None] = {urn: None for urn in held if urn not in after}
    for urn, attributes in after.items():
        before = held.get(urn, {})
        changed = {name: value for name, value in attributes.items() if before.get(name) != value}
        changed |= {name: None for name in before if name not in attributes}
        if changed:
            changes[urn] = changed
    return changes
