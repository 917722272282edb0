"""What a change changed, for people: each field with what went and what came. Pure.

A list is told by the values that left it and those that entered it, since nobody compares two lists of a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from web.json_text import Shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_VALUES: Final = 10
"""Values of a list that are told; the others are counted."""


class FieldChange(Protocol):
    """A field's value before and after, as the audit log has it; null where there was none."""

    @property
    def field(self) -> str:
        """The attribute, or what stands in its place."""

    @property
    def before(self) -> Any:
        """A JSON value."""

    @property
    def after(self) -> Any:
        """A JSON value."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one side, as many as are told, and how many more there are."""

    told: tuple[Shown, ...] = ()
    more: int = 0

    @classmethod
    def of(cls, values: Sequence[Any]) -> Values:
        """Of all of them."""
        return cls(tuple(shown(value) for value in values[:MOST_VALUES]), max(0, len(values) - MOST_VALUES))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what is there no more, what is there now, and how many values of a list stayed."""

    field: str
    before: Values
    after: Values
    stayed: int = 0


def difference_of(change: FieldChange) -> Difference:
    """How one change is told."""
    before, after = _values(change.before), _values(change.after)
    if not isinstance(change.before, list) and not isinstance(change.after, list):
        return Difference(change.field, Values.of(before), Values.of(after))
    went, came = _without(before, after), _without(after, before)
    return Difference(change.field, Values.of(went), Values.of(came), len(before) - len(went))


FOLLOWED: Final = {
    "sessions.ended": ("session ended", "sessions ended"),
    "personalTokens.ended": ("personal token ended", "personal tokens ended"),
    "groups.added": ("group that awaited them now has them", "groups that awaited them now have them"),
    "pendingMembers.added": (
        "member is not here yet and is put in on arrival",
        "members are not here yet and are put in on arrival",
    ),
    "pendingMembers.removed": ("member is awaited no more", "members are awaited no more"),
}
"""Fields of the audit log that tell no attribute but what a change led to, with the words for one and for several."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a change led to, counted in words, and the ids it happened to."""

    words: str
    ids: Values


def split(changes: Iterable[FieldChange]) -> tuple[list[FieldChange], list[Consequence]]:
    """The attributes that were changed, and what followed from that."""
    changed = list(changes)
    return (
        [change for change in changed if change.field not in FOLLOWED],
        [_consequence(change) for change in changed if change.field in FOLLOWED],
    )


def _consequence(change: FieldChange) -> Consequence:
    told = change.before if change.after is None else change.after
    # Of a whole tenant the log counts them, since there can be as many as people.
    ids = told if isinstance(told, list) else []
    count = told if isinstance(told, int) else len(ids)
    one, several = FOLLOWED[change.field]
    return Consequence(f"{count} {one if count == 1 else several}", Values.of(ids))


def _values(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _without(values: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    there = {_key(other) for other in others}
    return [value for value in values if _key(value) not in there]


def _key(value: Any) -> Any:
    """Something hashable that is equal for equal values, and tells true from 1."""
    if isinstance(value, dict):
        return "{", frozenset((name, _key(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return "[", tuple(_key(inner) for inner in value)
    return type(value), value
