"""The door to users and groups in one list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import BigInteger, Integer, Text, bindparam, func, literal_column, select, union_all
from sqlalchemy.sql.visitors import cloned_traverse

from identity.access import organisation_of, require
from identity.access.groups import groups
from identity.access.users import users
from identity.database import Statement
from identity.errors import InvalidInput
from identity.filtering import EVERYTHING, Shape, Shaped, condition
from identity.paging import Order, Page, SortKey, Window, ordered, page_of, windowed
from identity.records import GroupRecord, UserRecord
from identity.rules.permissions import Permission
from identity.tables import GROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import BindParameter, ColumnElement, Select, Table

    from identity.access.collection import Collection, Reading
    from identity.actor import Actor
    from identity.database import Reader

Resource: TypeAlias = GroupRecord | UserRecord

_U, _G = USERS.c, GROUPS.c
_CACHED_SHAPES = 128

_KEYS: dict[str, tuple[SortKey, SortKey]] = {
    "externalId": (users.sort_keys["externalId"], groups.sort_keys["externalId"]),
    # Both folded by the same rule, and not each by its own.
    "displayName": (users.sort_keys["displayName"], SortKey(func.lower(_G.display_name, type_=Text()))),
    "meta.created": (users.sort_keys["meta.created"], groups.sort_keys["meta.created"]),
    "meta.lastModified": (users.sort_keys["meta.lastModified"], groups.sort_keys["meta.lastModified"]),
}
"""What both kinds have, as users and as groups have it."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which users and which groups are meant."""

    of_users: Shaped = EVERYTHING
    of_groups: Shaped = EVERYTHING

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        """Both without their values."""
        return self.of_users.shape, self.of_groups.shape

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of both."""
        of_groups = {_of_groups(name): value for name, value in self.of_groups.parameters.items()}
        return {**self.of_users.parameters, **of_groups}


def order_of(attribute: str | None, *, descending: bool) -> Order:
    """Check what users and groups are sorted by together. Raises `InvalidInput`."""
    if attribute is None or attribute == "id":
        return Order(None, descending)
    if attribute not in _KEYS:
        known = ", ".join(_KEYS)
        raise InvalidInput(
            "sort", f"Users and groups cannot be sorted together by '{attribute[:200]}', but by id, {known}."
        )
    return Order(attribute, descending, _KEYS[attribute][0])


async def page_of_resources(
    reader: Reader, actor: Actor | None, window: Window, filters: Filters, readings: tuple[Reading, Reading]
) -> Page[Resource]:
    """A page of the users and the groups that match, in one order: cut by their keys, then read by their ids.

    `readings` say how much of a user and how much of a group is read.
    """
    actor = require(actor, Permission.DIRECTORY_READ)
    if window.size == 0:
        return page_of([], [], window)
    rows = await reader.rows(
        page_statement(filters.shapes, window.walk, after=window.is_after_cursor),
        organisation_id=organisation_of(actor),
        branch_limit=window.offset + window.size + 1,
        **filters.parameters,
        **window.parameters,
    )
    shown = rows[: window.size]
    found: dict[UUID, Resource] = {
        **await _read(reader, actor, users, [row["id"] for row in shown if row["is_user"]], readings[0]),
        **await _read(reader, actor, groups, [row["id"] for row in shown if not row["is_user"]], readings[1]),
    }
    # Who was deleted between the statements is not on the page.
    return page_of(rows, [found[row["id"]] for row in shown if row["id"] in found], window)


async def count_resources(reader: Reader, actor: Actor | None, filters: Filters) -> int:
    """How many users and groups match."""
    actor = require(actor, Permission.DIRECTORY_READ)
    count: int = await reader.value(
        count_statement(filters.shapes), organisation_id=organisation_of(actor), **filters.parameters
    )
    return count


async def _read(
    reader: Reader, actor: Actor, collection: Collection[Any], ids: list[UUID], reading: Reading
) -> Mapping[UUID, Resource]:
    return await collection.find_each(reader, actor, ids, reading) if ids else {}


@lru_cache(_CACHED_SHAPES)
def page_statement(shapes: tuple[Shape, Shape], walk: Order, *, after: bool) -> Statement:
    """The keys of a page. Each kind is cut on its own first, so that a page costs its own length."""
    keys = _KEYS[walk.name] if walk.name else (None, None)

    def branch(table: Table, is_user: str, matching: ColumnElement[bool], key: SortKey | None) -> Select[Any]:
        each, mine = table.c.id, table.c.organisation_id == bindparam("organisation_id")
        chosen = select(literal_column(is_user).label("is_user"), each).where(mine, matching)
        cut = bindparam("branch_limit", type_=BigInteger)
        return ordered(chosen, each, key, walk, after=after).limit(cut)

    of_users, of_groups = _conditions(shapes)
    both = union_all(branch(USERS, "true", of_users, keys[0]), branch(GROUPS, "false", of_groups, keys[1])).subquery()
    key = SortKey(both.c.sort_key, keys[0].optional) if keys[0] else None
    return Statement(windowed(select(both.c.is_user, both.c.id), both.c.id, key, walk, after=False))


@lru_cache(_CACHED_SHAPES)
def count_statement(shapes: tuple[Shape, Shape]) -> Statement:
    """How many there are of either kind, added up."""

    def counted(table: Table, matching: ColumnElement[bool]) -> ColumnElement[int]:
        mine = table.c.organisation_id == bindparam("organisation_id")
        return select(func.count(type_=Integer)).select_from(table).where(mine, matching).scalar_subquery()

    of_users, of_groups = _conditions(shapes)
    return Statement(select(counted(USERS, of_users) + counted(GROUPS, of_groups)))


def _conditions(shapes: tuple[Shape, Shape]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Both filters for one statement: each numbers its values from zero, so the groups' are named apart."""

    def apart(value: BindParameter[Any]) -> None:
        if not value.unique and value.key != "organisation_id":
            value.key = _of_groups(value.key)

    of_users, of_groups = condition(shapes[0], users.filterable), condition(shapes[1], groups.filterable)
    return of_users, cloned_traverse(of_groups, {}, {"bindparam": apart})


def _of_groups(name: str) -> str:
    return f"groups_{name}"
