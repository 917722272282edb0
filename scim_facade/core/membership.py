"""The members of a group while a PATCH goes through them (RFC 7644 §3.5.2), without knowing who they are.

Pure. Members are named by id, in order of appearance, each once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.dialect import (
    IMMUTABLE_IGNORED,
    KEY_LETTER_CASE,
    MEMBER_EXCHANGED,
    REMOVE_LISTED_VALUES,
    UNKNOWN_ATTRIBUTE_IGNORED,
)
from scim_facade.core.errors import InvalidPath, InvalidValue, Mutability, PayloadTooLarge
from scim_facade.core.filter_syntax import And, Comparison, Filter, Not, Or
from scim_facade.core.limits import MAX_MEMBERS
from scim_facade.core.schema import GROUP_MEMBER_ID, GROUP_MEMBERS
from scim_facade.core.value_rules import SCALAR_FOR_COMPLEX, SINGLE_FOR_LIST
from scim_facade.core.values import canonical, id_in, string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scim_facade.core.operations import Op, Operation
    from scim_facade.core.rules import Notes

_PARTS: Final = frozenset(sub.name for sub in GROUP_MEMBERS.sub_attributes)
_NAMING: Final = frozenset({"value", "$ref"})


class Membership:
    """What the operations so far do to the members, whoever they were."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._replaced: dict[str, None] | None = None
        self._added: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self._removals: list[tuple[Filter, dict[str, None]]] = []
        self._named = 0

    @property
    def replaced(self) -> tuple[str, ...] | None:
        """The whole new membership; `None` where it stays."""
        return None if self._replaced is None else tuple(self._replaced)

    @property
    def added(self) -> tuple[str, ...]:
        """Who joins those that stay."""
        return tuple(self._added)

    @property
    def removed(self) -> tuple[str, ...]:
        """Who leaves."""
        return tuple(self._removed)

    @property
    def removed_where(self) -> Filter | None:
        """Which of all these leave in the end: what was added after a removal stays, whether or not it fits."""
        parts = [_sparing(condition, spared) for condition, spared in self._removals]
        return Or(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def take(self, operation: Operation) -> None:
        """Carry out one operation on `members`.

        Raises `InvalidPath` for one that depends on who the members are, `InvalidValue` for a member without a usable
        id, `Mutability` when members are to lose their ids, `PayloadTooLarge` above `MAX_MEMBERS`.
        """
        path = operation.path
        if path.sub is not None and path.sub.name not in _NAMING:
            self._notes.use(IMMUTABLE_IGNORED, path.called)
            return
        if path.sub is not None:
            self._notes.use(MEMBER_EXCHANGED, path.called)
        if path.filter is not None:
            self._take_selected(operation, path.filter)
        elif path.sub is None:
            self._take_listed(operation.op, operation.value)
        elif operation.op == "remove":
            raise Mutability(f"{path.called} of all members cannot be removed; remove the members.")
        else:
            self._take_listed(operation.op, [{path.sub.name: operation.value}])

    def _take_listed(self, op: Op, value: object) -> None:
        if op == "remove" and value is None:
            self._replace(())
        elif op == "remove":
            self._notes.use(REMOVE_LISTED_VALUES, "members")
            self._remove(self._ids(value))
        elif op == "add":
            self._add(self._ids(value))
        else:
            self._replace(self._ids(value))

    def _take_selected(self, operation: Operation, condition: Filter) -> None:
        selected = _ids_selected(condition)
        if operation.op == "remove" or operation.value in (None, "", []):
            self._remove_selected(condition, selected)
        elif selected is None:
            raise InvalidPath(
                "A value filter on members that compares anything but their value by eq can only remove members: who "
                "else it selects is not known here. Remove them, and add the others by their ids."
            )
        else:
            named = self._named_beside(operation, selected)
            if operation.op == "replace":
                self._remove(member for member in selected if member not in named)
            self._add(named)

    def _named_beside(self, operation: Operation, selected: list[str]) -> list[str]:
        """The members that a value names for those a filter selects; one that has no id speaks of these themselves."""
        sub, value = operation.path.sub, operation.value
        if sub is not None:
            return self._ids([{sub.name: value}])
        if isinstance(value, dict) and _id_of(value) in (None, ""):
            return selected
        return self._ids(value if isinstance(value, list) else [value])

    def _remove_selected(self, condition: Filter, selected: list[str] | None) -> None:
        if selected is None:
            self._removals.append((condition, {}))
        else:
            self._remove(selected)

    def _replace(self, ids: Iterable[str]) -> None:
        self._replaced, self._added, self._removed, self._removals = dict.fromkeys(ids), {}, {}, []

    def _add(self, ids: Iterable[str]) -> None:
        into = self._added if self._replaced is None else self._replaced
        for member in ids:
            self._removed.pop(member, None)
            into[member] = None
            for _, spared in self._removals:
                spared[member] = None

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
        return list(member_ids(members, self._notes))


def _sparing(condition: Filter, spared: Iterable[str]) -> Filter:
    """The filter without the members of these ids."""
    tests = tuple(Comparison("value", "eq", member) for member in spared)
    if not tests:
        return condition
    return And((condition, Not(Or(tests) if len(tests) > 1 else tests[0])))


def member_ids(members: Iterable[object], notes: Notes) -> Iterator[str]:
    """The id by which each of the values of `members` names somebody. Raises `InvalidValue` for one that has none."""
    for position, member in enumerate(members):
        called = f"members[{position}].value"
        value = member
        if isinstance(member, dict):
            value = _id_of(member)
            if not member.keys() <= _PARTS:
                _note_odd_names(member, notes)
        elif member is not None:
            notes.use(SCALAR_FOR_COMPLEX, "members")
        if isinstance(value, int) and not isinstance(value, bool):
            value = canonical(GROUP_MEMBER_ID, value, called, notes)
        if value is None or value == "":
            raise InvalidValue(f"{called} is missing; a member is named by the id of a user or of a group.")
        yield string(value, called)


def _id_of(member: Mapping[str, Any]) -> Any:
    """The id that a member is named by: its value or, where it has none, the end of its address."""
    if (value := member.get("value")) not in (None, ""):
        return value
    parts = {key.lower(): part for key, part in member.items()}
    address = parts.get("$ref")
    return parts.get("value") or (id_in(address) if isinstance(address, str) else address)


def _note_odd_names(member: Mapping[str, Any], notes: Notes) -> None:
    for key in member.keys() - _PARTS:
        known = GROUP_MEMBERS.find(key) is not None
        notes.use(KEY_LETTER_CASE if known else UNKNOWN_ATTRIBUTE_IGNORED, f"members.{key}")


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
