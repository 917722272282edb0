"""Pages of a list: by offset or by cursor, always in a stable order.

A cursor names the last row of a page by its sort key and id, so that the next page costs the same however deep it is
and does not shift when rows come and go. Offset and cursor may be mixed; the id breaks ties and makes the order total.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Integer, Select, bindparam, tuple_
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.errors import InvalidInput
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

MAX_PAGE = 1_000
MAX_OFFSET = 2**31 - 1

Node = TypeVar("Node")


@dataclass(frozen=True)
class SortKey:
    """What rows are ordered by: a non-null SQL expression, beside the id."""

    name: str
    expression: ColumnElement[Any]
    is_time: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A direction along a sort key; no key means by id, which is by age."""

    key: str | None = None
    descending: bool = False
    by_time: bool = False

    def key_of(self, text: Any) -> Any:
        """The value of a cursor's sort key. Raises `ValueError`, `TypeError` or `OverflowError` when it is none."""
        if self.key is None:
            return None
        if self.by_time:
            return datetime.fromisoformat(text).astimezone(UTC)
        if not isinstance(text, str) or unstorable(text):
            raise ValueError(text)
        return text


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a list are wanted."""

    first: int
    offset: int = 0
    order: Order = Order()
    after_key: Any = None
    after_id: UUID | None = None

    @classmethod
    def of(cls, first: int, offset: int, after: str | None, order: Order = Order(), *, limit: int = MAX_PAGE) -> Window:
        """Check the arguments of a list field. Raises `InvalidInput` naming the argument."""
        if not 0 <= first <= limit:
            raise InvalidInput("first", f"first must be from 0 to {limit}, and was {first}.")
        if not 0 <= offset <= MAX_OFFSET:
            raise InvalidInput("offset", f"offset must be from 0 to {MAX_OFFSET}, and was {offset}.")
        window = cls(first=first, offset=offset, order=order)
        return window if after is None else window.following(after)

    def following(self, cursor: str) -> Window:
        """The same window after the row a cursor names."""
        try:
            name, descending, key, id_ = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
            if (name, descending) != (self.order.key, self.order.descending):
                raise InvalidInput(
                    "after", "after belongs to a list in another order; repeat the sort it was issued for."
                )
            return replace(self, after_key=self.order.key_of(key), after_id=UUID(id_))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise InvalidInput("after", "after is not a cursor that this service issued.") from error

    @property
    def is_after_cursor(self) -> bool:
        """Whether the rows start behind a cursor."""
        return self.after_id is not None

    @property
    def parameters(self) -> dict[str, Any]:
        """Values for `windowed`'s statement: one row more than wanted tells whether there is a next page."""
        return {
            "page_limit": self.first + 1,
            "page_offset": self.offset,
            "after_key": self.after_key,
            "after_id": self.after_id,
        }


def windowed(
    statement: Select[Any], id_column: ColumnElement[Any], key: SortKey | None, order: Order, *, after: bool
) -> Select[Any]:
    """Order a statement and cut the window out of it; a sort key is added as column `sort_key`."""
    columns = [id_column] if key is None else [key.expression, id_column]
    if key is not None:
        statement = statement.add_columns(key.expression.label("sort_key"))
    if after:
        marks: list[Any] = [bindparam("after_id", type_=SQL_UUID())]
        if key is not None:
            kind = TIMESTAMP(timezone=True) if key.is_time else key.expression.type
            marks.insert(0, bindparam("after_key", type_=kind))
        here, mark = tuple_(*columns), tuple_(*marks)
        statement = statement.where(here < mark if order.descending else here > mark)
    ordered = [column.desc() for column in columns] if order.descending else columns
    return (
        statement.order_by(*ordered)
        .limit(bindparam("page_limit", type_=Integer))
        .offset(bindparam("page_offset", type_=Integer))
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[Node]):
    """A cut of a list, with what it takes to ask for the next one."""

    nodes: list[Node]
    has_next: bool
    has_previous: bool
    start_cursor: str | None
    end_cursor: str | None


def page_of(rows: Sequence[Any], nodes: list[Node], window: Window) -> Page[Node]:
    """Make the page from the rows of a `windowed` statement and the nodes made from them.

    A `first` of zero asks for nothing but the total, so it has no next page.
    """
    shown = rows[: window.first]

    def cursor(row: Any) -> str:
        key = row["sort_key"] if window.order.key is not None else None
        text = key.isoformat() if isinstance(key, datetime) else key
        mark = orjson.dumps([window.order.key, window.order.descending, text, str(row["id"])])
        return base64.urlsafe_b64encode(mark).decode().rstrip("=")

    return Page(
        nodes=nodes[: window.first],
        has_next=window.first > 0 and len(rows) > window.first,
        has_previous=window.offset > 0 or window.is_after_cursor,
        start_cursor=cursor(shown[0]) if shown else None,
        end_cursor=cursor(shown[-1]) if shown else None,
    )
