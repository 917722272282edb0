"""A list's state as its address tells it: what is searched and filtered for, in which order, and where in it one is.

Everything stands in the address, so that it can be kept, sent to a colleague, and gone back to. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from web.endings import Ended, bad_request
from web.identity_client.input_types import Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Protocol

    class Neighbours(Protocol):
        """What a page of a list says of the pages beside it."""

        has_next_page: bool
        has_previous_page: bool
        start_cursor: str | None
        end_cursor: str | None


ROWS: Final = 50
"""Rows of a page."""
MAX_SEARCH: Final = 200
COUNTED: Final = 1_000
"""How far identity counts what is listed, unless asked for more: `countUpTo` of its schema."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list can be sorted by: its name in the address, its head, and the attribute."""

    name: str
    title: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where it leads, and how the list is sorted by it now (`aria-sort`)."""

    title: str
    address: str
    sorted: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of a list: its name in the address, its label, and by value what it is called."""

    name: str
    label: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What lists there are of something: at `path`, sorted by `columns` (the first one unless told otherwise).

    `named` are the filters whose value is any text.
    """

    path: str
    columns: tuple[Column, ...]
    choices: tuple[Choice, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One such list, at one place. `filters` are the ones that are set; `at` is a cursor and which side of it."""

    kind: Kind
    search: str | None
    filters: Mapping[str, str]
    column: Column
    descending: bool
    after: str | None
    before: str | None

    @classmethod
    def of(cls, kind: Kind, query: Mapping[str, str]) -> Listing:
        """The list that an address asks for. Raises `Ended` for one that makes no sense."""
        given = {name: value.strip() for name, value in query.items() if value.strip()}
        name = given.get("sort", kind.columns[0].name)
        column = next((each for each in kind.columns if each.name == name.removeprefix("-")), None)
        if column is None:
            raise Ended(bad_request(f"The list is sorted by {_named(each.name for each in kind.columns)}."))
        for choice in kind.choices:
            if given.get(choice.name, "") not in {"", *choice.options}:
                raise Ended(bad_request(f"The filter {choice.name} is {_named(choice.options)}."))
        if "after" in given and "before" in given:
            raise Ended(bad_request("A page begins after a row or ends before one, not both."))
        filters = (*(choice.name for choice in kind.choices), *kind.named)
        return cls(
            kind=kind,
            search=given.get("q", "")[:MAX_SEARCH] or None,
            filters={name: given[name] for name in filters if name in given},
            column=column,
            descending=name.startswith("-"),
            after=given.get("after"),
            before=given.get("before"),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is searched or filtered for."""
        return bool(self.search or self.filters)

    @property
    def sort(self) -> Sort:
        """The order, as identity takes it."""
        return Sort(attribute=self.column.attribute, descending=self.descending)

    @property
    def first(self) -> int | None:
        """How many rows from the beginning, or from the cursor, on."""
        return None if self.before else ROWS

    @property
    def last(self) -> int | None:
        """How many rows up to the cursor."""
        return ROWS if self.before else None

    @property
    def heads(self) -> dict[str, Head]:
        """By its name, each column's head, which sorts by it, or the other way round."""
        return {column.name: self._head(column) for column in self.kind.columns}

    def address(self, path: str | None = None, **changed: str | None) -> str:
        """The address of this list with something changed, from its beginning; at `path`, what is listed in it."""
        asked: dict[str, str | None] = {"q": self.search, **self.filters, "sort": self.sort_name, **changed}
        query = urlencode({name: value for name, value in asked.items() if value})
        return (path or self.kind.path) + (f"?{query}" if query else "")

    def previous(self, neighbours: Neighbours) -> str | None:
        """The address of the page before this one."""
        return self.address(before=neighbours.start_cursor) if neighbours.has_previous_page else None

    def next(self, neighbours: Neighbours) -> str | None:
        """The address of the page after this one."""
        return self.address(after=neighbours.end_cursor) if neighbours.has_next_page else None

    @property
    def sort_name(self) -> str | None:
        """The order as the address has it; the usual one need not stand there."""
        is_usual = self.column == self.kind.columns[0] and not self.descending
        return None if is_usual else ("-" if self.descending else "") + self.column.name

    def _head(self, column: Column) -> Head:
        if column != self.column:
            return Head(column.title, self._sorted_by(column, descending=False), None)
        direction = "descending" if self.descending else "ascending"
        return Head(column.title, self._sorted_by(column, descending=not self.descending), direction)

    def _sorted_by(self, column: Column, *, descending: bool) -> str:
        is_usual = column == self.kind.columns[0] and not descending
        return self.address(sort=None if is_usual else ("-" if descending else "") + column.name)


def told_count(count: int, one: str, many: str) -> str:
    """How many there are, of a count that stops behind `COUNTED`."""
    if count > COUNTED:
        return f"More than {COUNTED:,} {many}"
    return f"{count:,} {one if count == 1 else many}"


def _named(names: Iterable[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)
