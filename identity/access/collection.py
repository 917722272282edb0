"""Doors to a whole kind of resource: one by its id, a page of those that match a filter, how many match."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import BigInteger, Integer, Select, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.database import Statement
from identity.errors import InvalidInput, NotFound
from identity.filtering import (
    EVERYTHING,
    Filterable,
    Shape,
    Shaped,
    condition,
    get_sorted_by,
    is_search,
    may_match_many,
    without_prefilters,
)
from identity.paging import Order, Page, SortKey, Window, ordered, page_of, windowed
from identity.rules.extension_schema import NOTHING_DECLARED
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table

    from identity.actor import Actor
    from identity.database import Reader, Row
    from identity.filtering import ExtensionAttribute
    from identity.rules.extension_schema import Declared

_CACHED_SHAPES = 512
NEAR = 1_000
"""Rows from a list's beginning or from a cursor on, among which a page of what begins many a row's key may be found."""

Record = TypeVar("Record")


class Reading(Enum):
    """How much of a row is read. The document is most of it, and many questions need none of it."""

    WHOLE = auto()
    WITHOUT_DOCUMENT = auto()
    """The document reads as an empty object."""


def columns_read(columns: Sequence[ColumnElement[Any]], document: ColumnElement[Any]) -> Columns:
    """A table's columns for either way of reading, given which one is the JSON document."""
    empty = literal_column("'{}'::jsonb", document.type).label(document.name)
    return {
        Reading.WHOLE: tuple(columns),
        Reading.WITHOUT_DOCUMENT: tuple(empty if column is document else column for column in columns),
    }


Columns = dict[Reading, "tuple[ColumnElement[Any], ...]"]


class Collection(Generic[Record]):
    """All users, or all groups, of the actor's organisation.

    `record` makes from a row of `columns` what the rest of identity sees. A list's statement is composed once a shape.
    """

    def __init__(
        self,
        table: Table,
        columns: Columns,
        filterable: Filterable,
        sort_keys: Mapping[str, SortKey],
        record: Callable[[Row], Record],
    ) -> None:
        self._table = table
        self.filterable = filterable
        self.sort_keys = sort_keys
        self._mine = table.c.organisation_id == bindparam("organisation_id")
        # The keys that a search finds are one organisation's: nothing is gained by looking up that its rows are, too.
        self._mine_found = table.c.organisation_id.is_not_distinct_from(bindparam("organisation_id"))
        self._columns = columns
        self._record = record
        ids = bindparam("ids", type_=ARRAY(SQL_UUID()))
        one = {
            reading: select(*read).where(self._mine, table.c.id == bindparam("id")) for reading, read in columns.items()
        }
        self._by_id = {reading: Statement(statement) for reading, statement in one.items()}
        self._by_id_locked = Statement(one[Reading.WHOLE].with_for_update(key_share=True))
        self._by_ids = {
            reading: Statement(select(*read).where(self._mine, table.c.id == func.any(ids)))
            for reading, read in columns.items()
        }
        self._extension_sort_key = lru_cache(_CACHED_SHAPES)(self._compose_extension_sort_key)
        self.page_statement = lru_cache(_CACHED_SHAPES)(self._compose_page)
        self.near_page_statement = lru_cache(_CACHED_SHAPES)(self._compose_near_page)
        self.count_statement = lru_cache(_CACHED_SHAPES)(self._compose_count)
        self.count_near_statement = lru_cache(_CACHED_SHAPES)(self._compose_count_near)
        self.count_up_to_statement = lru_cache(_CACHED_SHAPES)(self._compose_count_up_to)

    async def get(
        self,
        reader: Reader,
        actor: Actor | None,
        id_: str,
        permission: Permission = Permission.DIRECTORY_READ,
        reading: Reading = Reading.WHOLE,
    ) -> Record:
        """The one with this id. Raises `NotFound`."""
        return await self._get(reader, require(actor, permission), id_, self._by_id[reading])

    async def get_to_change(
        self, reader: Reader, actor: Actor | None, id_: str, permission: Permission = Permission.DIRECTORY_WRITE
    ) -> Record:
        """The one with this id, locked until the transaction ends. Raises `NotFound`."""
        return await self._get(reader, require(actor, permission), id_, self._by_id_locked)

    async def find_each(
        self, reader: Reader, actor: Actor | None, ids: Sequence[UUID], reading: Reading = Reading.WHOLE
    ) -> dict[UUID, Record]:
        """Those of these ids that there are."""
        actor = require(actor, Permission.DIRECTORY_READ)
        rows = await reader.rows(self._by_ids[reading], organisation_id=organisation_of(actor), ids=list(ids))
        return {row["id"]: self._record(row) for row in rows}

    def order_of(self, attribute: str | None, *, descending: bool, declared: Declared = NOTHING_DECLARED) -> Order:
        """Check what they are sorted by, given the schemas that extend them. Raises `InvalidInput`."""
        if attribute is None or attribute == "id":
            return Order(None, descending)
        if ":" in attribute:
            return Order(attribute, descending, self._extension_sort_key(get_sorted_by(attribute, declared)))
        if attribute not in self.sort_keys:
            raise InvalidInput("sort", f"A {self.filterable.name} cannot be sorted by '{attribute[:200]}'.")
        return Order(attribute, descending, self.sort_keys[attribute])

    async def page(
        self,
        reader: Reader,
        actor: Actor | None,
        window: Window,
        filtered: Shaped = EVERYTHING,
        reading: Reading = Reading.WHOLE,
    ) -> Page[Record]:
        """A page of those that match. One of no size reads nothing."""
        actor = require(actor, Permission.DIRECTORY_READ)
        if window.size == 0:
            return page_of([], [], window)
        given = {"organisation_id": organisation_of(actor), **filtered.parameters, **window.parameters}
        rows: list[Row] = []
        if may_match_many(filtered.shape, self.filterable):
            # What many a row has is met soon; to find all of it by an index and to sort it would take long.
            near = self.near_page_statement(filtered.shape, window.walk, reading, after=window.is_after_cursor)
            rows = await reader.rows(near, **given)
        if len(rows) <= window.size:
            statement = self.page_statement(filtered.shape, window.walk, reading, after=window.is_after_cursor)
            rows = await reader.rows(statement, **given)
        return page_of(rows, [self._record(row) for row in rows], window)

    async def count(self, reader: Reader, actor: Actor | None, filtered: Shaped = EVERYTHING) -> int:
        """How many match."""
        actor = require(actor, Permission.DIRECTORY_READ)
        statement = self.count_statement(filtered.shape)
        count: int = await reader.value(statement, organisation_id=organisation_of(actor), **filtered.parameters)
        return count

    async def count_up_to(self, reader: Reader, actor: Actor | None, limit: int, filtered: Shaped = EVERYTHING) -> int:
        """How many match, or `limit` + 1 if they are more: that takes no longer, however many there are."""
        actor = require(actor, Permission.DIRECTORY_READ)
        given = {"organisation_id": organisation_of(actor), "count_limit": limit + 1, **filtered.parameters}
        if may_match_many(filtered.shape, self.filterable):
            near: int = await reader.value(self.count_near_statement(filtered.shape), **given, near_limit=4 * limit)
            if near > limit:
                return near
        count: int = await reader.value(self.count_up_to_statement(filtered.shape), **given)
        return count

    async def _get(self, reader: Reader, actor: Actor, id_: str, statement: Statement) -> Record:
        uuid = uuid_or_none(id_)
        row = await reader.row(statement, organisation_id=organisation_of(actor), id=uuid) if uuid else None
        if row is None:
            raise NotFound(self.filterable.name.capitalize(), id_)
        return self._record(row)

    def _compose_extension_sort_key(self, attribute: ExtensionAttribute) -> SortKey:
        return SortKey(self.filterable.the_extensions.sortable(attribute).expression(self.filterable.row))

    def _compose_page(self, shape: Shape, walk: Order, reading: Reading = Reading.WHOLE, *, after: bool) -> Statement:
        matching: Select[Any] = select(*self._columns[reading]).where(*self._matches(shape))
        return Statement(windowed(matching, self._table.c.id, walk.key, walk, after=after))

    def _compose_near_page(
        self, shape: Shape, walk: Order, reading: Reading = Reading.WHOLE, *, after: bool
    ) -> Statement:
        met = ordered(select(self._table.c.id).where(self._mine), self._table.c.id, walk.key, walk, after=after)
        near = self._is_among(met.limit(literal_column(str(NEAR))))
        matching: Select[Any] = select(*self._columns[reading]).where(
            near, self._mine, condition(without_prefilters(shape), self.filterable)
        )
        return Statement(windowed(matching, self._table.c.id, walk.key, walk, after=after))

    def _compose_count_near(self, shape: Shape) -> Statement:
        oldest = select(self._table.c.id).where(self._mine).order_by(self._table.c.id)
        near = self._is_among(oldest.limit(bindparam("near_limit", type_=BigInteger)))
        return self._counted_up_to_limit(near, self._mine, condition(without_prefilters(shape), self.filterable))

    def _compose_count_up_to(self, shape: Shape) -> Statement:
        return self._counted_up_to_limit(*self._matches(shape))

    def _matches(self, shape: Shape) -> tuple[ColumnElement[bool], ...]:
        return self._mine_found if is_search(shape) else self._mine, condition(shape, self.filterable)

    def _is_among(self, rows: Select[Any]) -> ColumnElement[bool]:
        """The row is one of these, which are read on their own, though from the same table."""
        ids = rows.with_only_columns(self._table.c.id).correlate(None).scalar_subquery()
        return self._table.c.id == func.any(func.array(ids))

    def _counted_up_to_limit(self, *matching: ColumnElement[bool]) -> Statement:
        some = select(self._table.c.id).where(*matching).limit(bindparam("count_limit", type_=BigInteger))
        return Statement(select(func.count(type_=Integer)).select_from(some.subquery()))

    def _compose_count(self, shape: Shape) -> Statement:
        return Statement(select(func.count(type_=Integer)).select_from(self._table).where(*self._matches(shape)))
