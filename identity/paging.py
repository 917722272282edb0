"""Pages of a list: by offset or by cursor, forwards or backwards, always in a stable order.

A cursor names a row by its sort key and id, so that the page behind or before it costs the same however deep it is and
does not shift when rows come and go. Offset and cursor may be mixed; the id breaks ties and makes the order total.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, Boolean, Select, bindparam, func, literal, literal_column, tuple_
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.errors import InvalidInput
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

DEFAULT_PAGE = 100
MAX_PAGE = 1_000
MAX_OFFSET = MAX_COUNT = 2**31 - 1
MAX_DIGITS = 400
"""Digits of a number on either side of its point. JSON keeps none with more, and PostgreSQL not any number."""

Node = TypeVar("Node")

_LEAST: dict[type, Any] = {
    str: "",
    bool: False,
    int: 0,
    Decimal: Decimal(0),
    datetime: datetime(1970, 1, 1, tzinfo=UTC),
}
"""What stands in the place of an absent value; any will do, since it is compared after whether there is one."""


@dataclass(frozen=True, eq=False)
class SortKey:
    """What rows are ordered by, beside the id: an SQL expression of text, boolean, number or time.

    `optional` says that rows may lack a value: they come last in ascending order and first in descending order
    (RFC 7644 §3.4.2.3). Made once and equal to itself alone, so that it can stand for its SQL in a cache.
    """

    expression: ColumnElement[Any]
    optional: bool = True

    @property
    def type(self) -> type:
        """The Python type of its values."""
        return self.expression.type.python_type

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        """What the database compares: never null, because a comparison with null decides nothing."""
        if not self.optional:
            return [self.expression]
        # A text stands in the SQL itself: no index is found through a parameter.
        is_text = self.type is str
        least = (
            literal_column("''", self.expression.type) if is_text else literal(_LEAST[self.type], self.expression.type)
        )
        return [self.expression.is_(None), func.coalesce(self.expression, least, type_=self.expression.type)]

    @property
    def marks(self) -> list[ColumnElement[Any]]:
        """Where a cursor's values stand in a comparison with `columns`."""
        missing = [bindparam("after_missing", type_=Boolean())] if self.optional else []
        return [*missing, bindparam("after_key", type_=self.expression.type)]

    def read(self, told: Any) -> Any:
        """A value as a cursor tells it. Raises `ValueError`, `TypeError` or `OverflowError` when it is none."""
        if told is None and self.optional:
            return None
        if self.type is datetime:
            return datetime.fromisoformat(told).astimezone(UTC)
        if type(told) is not (str if self.type is Decimal else self.type):
            raise TypeError(told)
        if isinstance(told, str):
            return _decimal(told) if self.type is Decimal else _text(told)
        if isinstance(told, int) and abs(told) > MAX_COUNT:
            raise ValueError(told)
        return told


def _text(told: str) -> str:
    if unstorable(told):
        raise ValueError(told)
    return told


def _decimal(told: str) -> Decimal:
    try:
        number = Decimal(told)
    except InvalidOperation as error:
        raise ValueError(told) from error
    if not number.is_finite() or max(len(told), abs(number.adjusted())) > MAX_DIGITS:
        raise ValueError(told)
    return number


@dataclass(frozen=True, slots=True)
class Order:
    """A direction along a sort key, which has a name; without one it is by id, which is by age."""

    name: str | None = None
    descending: bool = False
    key: SortKey | None = None

    @property
    def reversed(self) -> Order:
        """The same rows from the other end."""
        return replace(self, descending=not self.descending)


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a list are wanted: `size` of them from an offset or behind a cursor, or as many before one."""

    size: int
    offset: int = 0
    order: Order = Order()
    after_key: Any = None
    after_id: UUID | None = None
    backwards: bool = False

    @classmethod
    def of(cls, first: int, offset: int, after: str | None, order: Order = Order(), *, limit: int = MAX_PAGE) -> Window:
        """Check the arguments of a list that is walked forwards. Raises `InvalidInput` naming the argument."""
        if not 0 <= offset <= MAX_OFFSET:
            raise InvalidInput("offset", f"offset must be from 0 to {MAX_OFFSET}, and was {offset}.")
        window = cls(size=_size("first", first, limit), offset=offset, order=order)
        return window if after is None else window.beside("after", after)

    @classmethod
    def either_way(
        cls,
        *,
        first: int | None,
        offset: int,
        after: str | None,
        last: int | None,
        before: str | None,
        order: Order = Order(),
        limit: int = MAX_PAGE,
    ) -> Window:
        """Check the arguments of a list that is walked both ways. Raises `InvalidInput` naming the argument.

        `last` without `before` are the list's last rows. A page of the usual size is meant when none is given.
        """
        if last is None and before is None:
            return cls.of(DEFAULT_PAGE if first is None else first, offset, after, order, limit=limit)
        for name, other in (("first", first is not None), ("after", after is not None), ("offset", offset != 0)):
            if other:
                raise InvalidInput(
                    name,
                    f"{name} walks forwards and cannot be given with last or before, which walk backwards; "
                    "give first, offset and after, or last and before.",
                )
        size = _size("last", DEFAULT_PAGE if last is None else last, limit)
        window = cls(size=size, order=order, backwards=True)
        return window if before is None else window.beside("before", before)

    def beside(self, argument: str, cursor: str) -> Window:
        """The same window beside the row that a cursor names."""
        try:
            name, descending, key, id_ = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
            if (name, descending) != (self.order.name, self.order.descending):
                raise InvalidInput(
                    argument, f"{argument} belongs to a list in another order; repeat the sort it was issued for."
                )
            told = self.order.key.read(key) if self.order.key else None
            return replace(self, after_key=told, after_id=UUID(id_))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise InvalidInput(argument, f"{argument} is not a cursor that this service issued.") from error

    @property
    def walk(self) -> Order:
        """The order in which rows are met, from the cursor on."""
        return self.order.reversed if self.backwards else self.order

    @property
    def is_after_cursor(self) -> bool:
        """Whether the walk starts behind a cursor."""
        return self.after_id is not None

    @property
    def parameters(self) -> dict[str, Any]:
        """Values for `windowed`'s statement: one row more than wanted tells whether there is another page."""
        least = _LEAST[self.order.key.type] if self.order.key else None
        return {
            "page_limit": self.size + 1,
            "page_offset": self.offset,
            "after_id": self.after_id,
            "after_key": least if self.after_key is None else self.after_key,
            "after_missing": self.after_key is None,
        }


def _size(argument: str, size: int, limit: int) -> int:
    if not 0 <= size <= limit:
        raise InvalidInput(argument, f"{argument} must be from 0 to {limit}, and was {size}.")
    return size


def ordered(
    statement: Select[Any], id_column: ColumnElement[Any], key: SortKey | None, walk: Order, *, after: bool
) -> Select[Any]:
    """Order a statement along a walk, from a cursor on if there is one; a sort key is added as column `sort_key`."""
    columns = [*(key.columns if key else ()), id_column]
    if key is not None:
        statement = statement.add_columns(key.expression.label("sort_key"))
    if after:
        marks = [*(key.marks if key else ()), bindparam("after_id", type_=SQL_UUID())]
        here, mark = tuple_(*columns), tuple_(*marks)
        statement = statement.where(here < mark if walk.descending else here > mark)
    return statement.order_by(*(column.desc() for column in columns) if walk.descending else columns)


def windowed(
    statement: Select[Any], id_column: ColumnElement[Any], key: SortKey | None, walk: Order, *, after: bool
) -> Select[Any]:
    """Order a statement like `ordered` and cut the window out of it."""
    return (
        ordered(statement, id_column, key, walk, after=after)
        .limit(bindparam("page_limit", type_=BigInteger))
        .offset(bindparam("page_offset", type_=BigInteger))
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[Node]):
    """A cut of a list, with what it takes to ask for the pages beside it."""

    nodes: list[Node]
    has_next: bool
    has_previous: bool
    start_cursor: str | None
    end_cursor: str | None


def page_of(rows: Sequence[Any], nodes: list[Node], window: Window) -> Page[Node]:
    """Make the page, in list order, from the rows of a `windowed` statement and the nodes made from them.

    A size of zero asks for nothing but the total, so no page is beside it.
    """
    shown, of_them = rows[: window.size], nodes[: window.size]
    if window.backwards:
        shown, of_them = shown[::-1], of_them[::-1]
    is_more = 0 < window.size < len(rows)
    came_from = window.offset > 0 or window.is_after_cursor
    return Page(
        nodes=of_them,
        has_next=came_from if window.backwards else is_more,
        has_previous=is_more if window.backwards else came_from,
        start_cursor=_cursor(shown[0], window.order) if shown else None,
        end_cursor=_cursor(shown[-1], window.order) if shown else None,
    )


def _cursor(row: Any, order: Order) -> str:
    key = row["sort_key"] if order.key is not None else None
    if isinstance(key, datetime):
        key = key.isoformat()
    elif isinstance(key, Decimal):
        key = str(key)
    mark = orjson.dumps([order.name, order.descending, key, str(row["id"])])
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")
