"""Doors to a whole kind of resource: one by its id, a page of those that match a filter, how many match."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Integer, Select, bindparam, func, select

from identity.access import organisation_of, require, uuid_or_none
from identity.database import Statement
from identity.errors import InvalidInput, NotFound
from identity.filtering import EVERYTHING, Filterable, Shape, Shaped, condition
from identity.paging import Order, Page, SortKey, Window, page_of, windowed
from identity.rules.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Table

    from identity.actor import Actor
    from identity.database import Reader, Row

_CACHED_SHAPES = 512

Record = TypeVar("Record")


class Collection(Generic[Record]):
    """All users, or all groups, of the actor's organisation.

    `record` makes from a row of `columns` what the rest of identity sees. A list's statement is composed once a shape.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[ColumnElement[Any]],
        filterable: Filterable,
        sort_keys: Mapping[str, SortKey],
        record: Callable[[Row], Record],
    ) -> None:
        self.filterable = filterable
        self.sort_keys = sort_keys
        self._table = table
        self._columns = columns
        self._record = record
        self._mine = table.c.organisation_id == bindparam("organisation_id")
        one = select(*columns).where(self._mine, table.c.id == bindparam("id"))
        self._by_id = Statement(one)
        self._by_id_locked = Statement(one.with_for_update(key_share=True))
        self.page_statement = lru_cache(_CACHED_SHAPES)(self._compose_page)
        self._count_statement = lru_cache(_CACHED_SHAPES)(self._compose_count)

    async def get(
        self, reader: Reader, actor: Actor | None, id_: str, permission: Permission = Permission.DIRECTORY_READ
    ) -> Record:
        """The one with this id. Raises `NotFound`."""
        return await self._get(reader, require(actor, permission), id_, self._by_id)

    async def get_to_change(self, reader: Reader, actor: Actor | None, id_: str) -> Record:
        """The one with this id, locked until the transaction ends. Raises `NotFound`."""
        return await self._get(reader, require(actor, Permission.DIRECTORY_WRITE), id_, self._by_id_locked)

    def order_of(self, attribute: str | None, *, descending: bool) -> Order:
        """Check what they are sorted by. Raises `InvalidInput`."""
        if attribute is None or attribute == "id":
            return Order(None, descending)
        if attribute not in self.sort_keys:
            raise InvalidInput("sort", f"A {self.filterable.name} cannot be sorted by '{attribute[:200]}'.")
        return Order(attribute, descending, by_time=self.sort_keys[attribute].is_time)

    async def page(
        self, reader: Reader, actor: Actor | None, window: Window, filtered: Shaped = EVERYTHING
    ) -> Page[Record]:
        """A page of those that match."""
        actor = require(actor, Permission.DIRECTORY_READ)
        statement = self.page_statement(filtered.shape, window.order, after=window.is_after_cursor)
        rows = await reader.rows(
            statement, organisation_id=organisation_of(actor), **filtered.parameters, **window.parameters
        )
        return page_of(rows, [self._record(row) for row in rows], window)

    async def count(self, reader: Reader, actor: Actor | None, filtered: Shaped = EVERYTHING) -> int:
        """How many match."""
        actor = require(actor, Permission.DIRECTORY_READ)
        statement = self._count_statement(filtered.shape)
        count: int = await reader.value(statement, organisation_id=organisation_of(actor), **filtered.parameters)
        return count

    async def _get(self, reader: Reader, actor: Actor, id_: str, statement: Statement) -> Record:
        uuid = uuid_or_none(id_)
        row = await reader.row(statement, organisation_id=organisation_of(actor), id=uuid) if uuid else None
        if row is None:
            raise NotFound(self.filterable.name.capitalize(), id_)
        return self._record(row)

    def _compose_page(self, shape: Shape, order: Order, *, after: bool) -> Statement:
        matching: Select[Any] = select(*self._columns).where(self._mine, condition(shape, self.filterable))
        key = self.sort_keys[order.key] if order.key else None
        return Statement(windowed(matching, self._table.c.id, key, order, after=after))

    def _compose_count(self, shape: Shape) -> Statement:
        matching = self._mine, condition(shape, self.filterable)
        return Statement(select(func.count(type_=Integer)).select_from(self._table).where(*matching))
