"""PATCH of a group (RFC 7644 §3.5.2), folded into one delta without reading the group.

Pure. However large the group is, the delta is as large as the request: `replace_members`, then `add_members`, then
`remove_members` has the effect of the operations one by one.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.dialect import REMOVE_LISTED_VALUES, SCALAR_FOR_COMPLEX, SINGLE_FOR_LIST
from scim_facade.core.errors import InvalidPath, InvalidValue, PayloadTooLarge
from scim_facade.core.filter_syntax import Comparison, Filter, Or
from scim_facade.core.limits import MAX_MEMBERS
from scim_facade.core.operations import read_operations
from scim_facade.core.schema import GROUP_MEMBER_ID, GROUP_MEMBERS
from scim_facade.core.values import canonical, string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scim_facade.core.attributes import Attribute, ResourceType
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
    stands in more than one of the three. `extensions` is merged into what the group has: schema URN → attribute →
    value, where `None` in place of a value, or of a schema's attributes, removes.
    """

    display_name: str | Unset = UNSET
    external_id: str | Unset | None = UNSET
    extensions: Mapping[str, dict[str, Any] | None] = field(default_factory=dict)
    replace_members: tuple[str, ...] | None = None
    add_members: tuple[str, ...] = ()
    remove_members: tuple[str, ...] = ()


def fold(body: object, resource_type: ResourceType, notes: Notes) -> GroupDelta:
    """Return the delta of a PATCH body.

    Members may come as objects, bare ids, one of either, or a `value` filter of `eq` and `or`. Raises `InvalidPath` for
    a path that cannot be carried out without reading the group, `InvalidValue` for an emptied `displayName` or a member
    without an id, `PayloadTooLarge` above `MAX_MEMBERS`, and what `read_operations` raises.
    """
    return folded(read_operations(body, resource_type, notes), notes)


def folded(operations: Iterable[Operation], notes: Notes) -> GroupDelta:
    """Return the delta of resolved operations, in their order. Raises as `fold` does."""
    folding = _Folding(notes)
    for operation in operations:
        folding.take(operation)
    return folding.delta()


class _Folding:
    """The delta while it grows. Dicts keep ids in order of appearance, each once."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._display_name: str | Unset = UNSET
        self._external_id: str | Unset | None = UNSET
        self._extensions: dict[str, dict[str, Any] | None] = {}
        self._replaced: dict[str, None] | None = None
        self._added: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self._named = 0

    def delta(self) -> GroupDelta:
        return GroupDelta(
            display_name=self._display_name,
            external_id=self._external_id,
            extensions=self._extensions,
            replace_members=None if self._replaced is None else tuple(self._replaced),
            add_members=tuple(self._added),
            remove_members=tuple(self._removed),
        )

    def take(self, operation: Operation) -> None:
        attribute = operation.path.attribute
        if operation.path.extension:
            self._take_extension(operation)
        elif attribute is GROUP_MEMBERS:
            self._take_members(operation)
        elif attribute is not None and attribute.name == "displayName":
            self._display_name = self._text(operation, attribute)
        elif attribute is not None and attribute.name == "externalId":
            self._external_id = self._text(operation, attribute)

    def _text(self, operation: Operation, attribute: Attribute) -> Any:
        value = None
        if operation.op != "remove":
            value = canonical(attribute, operation.value, attribute.name, self._notes)
        if attribute.required and not (value or "").strip():
            raise InvalidValue(f"{attribute.name} is required and must not be empty.")
        return value

    def _take_members(self, operation: Operation) -> None:
        if operation.path.filter is not None:
            self._take_selected(operation, operation.path.filter)
        elif operation.op == "remove" and operation.value is None:
            if operation.path.sub is not None:
                raise InvalidPath(f"{operation.path.called} of all members cannot be removed; remove the members.")
            self._replace(())
        elif operation.op == "remove":
            self._notes.use(REMOVE_LISTED_VALUES, "members")
            self._remove(self._ids(operation.value))
        elif operation.op == "add":
            self._add(self._ids(operation.value))
        else:
            self._replace(self._ids(operation.value))

    def _take_selected(self, operation: Operation, condition: Filter) -> None:
        ids = _ids_selected(condition)
        if operation.op != "remove" or operation.path.sub is not None or ids is None:
            raise InvalidPath(
                "A value filter on members can only remove members by their id, as in 'members[value eq \"<id>\"]'."
            )
        self._remove(ids)

    def _replace(self, ids: Iterable[str]) -> None:
        self._replaced, self._added, self._removed = dict.fromkeys(ids), {}, {}

    def _add(self, ids: Iterable[str]) -> None:
        into = self._added if self._replaced is None else self._replaced
        for member in ids:
            self._removed.pop(member, None)
            into[member] = None

    def _remove(self, ids: Iterable[str]) -> None:
        for member in ids:
            if self._replaced is None:
                self._added.pop(member, None)
                self._removed[member] = None
            else:
                self._replaced.pop(member, None)

    def _ids(self, value: object) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, list):
            self._notes.use(SINGLE_FOR_LIST, "members")
        members = value if isinstance(value, list) else [value]
        self._named += len(members)
        if self._named > MAX_MEMBERS:
            raise PayloadTooLarge(f"The request names more than {MAX_MEMBERS} members; send them in several requests.")
        return list(_member_ids(members, self._notes))

    def _take_extension(self, operation: Operation) -> None:
        path = operation.path
        if path.attribute is None:
            self._extensions[path.extension] = None
            return
        is_partial = path.filter is not None or path.sub is not None
        if is_partial or (operation.op == "remove" and operation.value is not None):
            raise InvalidPath(f"{path.called} of {path.extension} can only be set or removed as a whole.")
        changes = self._extensions.setdefault(path.extension, {})
        if changes is None:
            raise InvalidPath(f"{path.extension} cannot be removed and given attributes in one request.")
        value = None if operation.op == "remove" else operation.value
        changes[path.attribute.name] = canonical(path.attribute, value, path.called, self._notes)


def _member_ids(members: Iterable[object], notes: Notes) -> Iterator[str]:
    for position, member in enumerate(members):
        called = f"members[{position}].value"
        value = member
        if isinstance(member, dict):
            value = next((inner for key, inner in member.items() if key.lower() == "value"), None)
        elif member is not None:
            notes.use(SCALAR_FOR_COMPLEX, "members")
        if isinstance(value, int) and not isinstance(value, bool):
            value = canonical(GROUP_MEMBER_ID, value, called, notes)
        if value is None or value == "":
            raise InvalidValue(f"{called} is missing; a member is named by the id of a user.")
        yield string(value, called)


def _ids_selected(condition: Filter) -> list[str] | None:
    """The ids a filter names by `eq` and `or` alone; `None` for any other filter."""
    match condition:
        case Comparison("value", "eq", str(value)):
            return [value]
        case Or(operands):
            parts = [_ids_selected(operand) for operand in operands]
            return None if None in parts else [member for part in parts if part for member in part]
        case _:
            return None
