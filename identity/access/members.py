"""Doors to the members of groups: users, and other groups.

Each kind of member has a table of its own. What a member shows (RFC 7643 §4.2: value, type, display) is told once, by
its `MemberKind`; pages, counts, filters and removals are made from that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.database import Statement
from identity.filtering import Attribute, Filterable, Kind, MultiValued, Shape, condition
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import MemberRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.tables import GROUP_MEMBERS, GROUPS, SUBGROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, FromClause, Select, SelectBase, Table
    from sqlalchemy.sql.selectable import NamedFromClause

    from identity.actor import Actor
    from identity.database import Reader

_G = GROUPS.c
_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_IDS = bindparam("ids", type_=ARRAY(SQL_UUID()))
_CACHED_SHAPES = 128
NOBODY = "00000000-0000-0000-0000-000000000000"
"""An id that is never given out."""


@dataclass(frozen=True)
class MemberKind:
    """A table of members, with what tells their names: the attributes of `members` as SQL."""

    type: ColumnElement[Any]
    table: Table
    column: str
    membership: NamedFromClause
    named: NamedFromClause
    display: ColumnElement[Any]

    @property
    def value(self) -> ColumnElement[Any]:
        """The member's id."""
        value: ColumnElement[Any] = self.membership.c[self.column]
        return value

    @property
    def with_names(self) -> FromClause:
        """The memberships and who is meant; PostgreSQL leaves out an outer join of which no column is used."""
        same = self.named.c.organisation_id == self.membership.c.organisation_id
        return self.membership.outerjoin(self.named, same & (self.named.c.id == self.value))

    def of_group(self, group_id: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
        """What makes a membership one of this group."""
        return self.membership.c.organisation_id == _ORGANISATION, self.membership.c.group_id == group_id


_PERSON, _SUBGROUP = USERS.alias("person"), GROUPS.alias("subgroup")
USER_MEMBERS = MemberKind(
    type=literal_column("'User'", Text()),
    table=GROUP_MEMBERS,
    column="user_id",
    membership=GROUP_MEMBERS.alias("user_members"),
    named=_PERSON,
    display=_PERSON.c.profile["displayName"].astext,
)
SUBGROUP_MEMBERS = MemberKind(
    type=literal_column("'Group'", Text()),
    table=SUBGROUPS,
    column="subgroup_id",
    membership=SUBGROUPS.alias("subgroup_members"),
    named=_SUBGROUP,
    display=_SUBGROUP.c.display_name,
)
MEMBER_KINDS = (USER_MEMBERS, SUBGROUP_MEMBERS)

MEMBER_ATTRIBUTES = {
    "value": Attribute(Kind.ID, lambda kind: kind.value),
    "type": Attribute(Kind.CASELESS, lambda kind: func.lower(kind.type), folds_in_sql=True),
    "display": Attribute(Kind.CASELESS, lambda kind: func.lower(kind.display), folds_in_sql=True),
}
MEMBER = Filterable(name="member", row=None, attributes=MEMBER_ATTRIBUTES)
"""What can be said of a member where members alone are filtered."""


def id_key(value: str) -> str:
    """A value that is compared with ids, as a text that SQL can read as one."""
    uuid = uuid_or_none(value)
    return NOBODY if uuid is None else str(uuid)


def array_of(ids: SelectBase) -> ColumnElement[Any]:
    """Ids as an array, which is looked up through an index, whatever PostgreSQL believes of the sizes of tables."""
    return func.array(ids.scalar_subquery(), type_=ARRAY(SQL_UUID()))


def _members() -> MultiValued:
    def some(satisfies: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        return or_(
            *(
                exists(select(kind.value).select_from(kind.with_names).where(*kind.of_group(_G.id), satisfies(kind)))
                for kind in MEMBER_KINDS
            )
        )

    def holding(member: ColumnElement[Any]) -> ColumnElement[bool]:
        holders = (
            select(kind.membership.c.group_id).where(
                kind.membership.c.organisation_id == _ORGANISATION, kind.value == cast(member, SQL_UUID())
            )
            for kind in MEMBER_KINDS
        )
        return _G.id == func.any(array_of(union_all(*holders)))

    return MultiValued(some, MEMBER_ATTRIBUTES, prefilter=holding, prefilter_key=id_key)


MEMBERS = _members()
"""`members` of a group, in a filter."""

_EVERY_ID = union_all(
    *(
        select(kind.membership.c.group_id).where(
            kind.membership.c.organisation_id == _ORGANISATION, kind.membership.c.group_id == func.any(_IDS)
        )
        for kind in MEMBER_KINDS
    )
).subquery("members")
_MEMBER_COUNTS = Statement(
    select(_EVERY_ID.c.group_id, func.count(type_=Integer).label("members")).group_by(_EVERY_ID.c.group_id)
)


def _members_of_each(*, after: bool) -> Statement:
    """Each kind is cut before they are merged, and the names join last: a page costs its length and not the group's."""
    ahead = cast(bindparam("page_offset", type_=Integer), BigInteger) + bindparam("page_limit", type_=Integer)

    def first_of(kind: MemberKind) -> Select[Any]:
        first = select(kind.value.label("id"), kind.type.label("type")).where(*kind.of_group(_G.id)).correlate(GROUPS)
        if after:
            first = first.where(kind.value > bindparam("after_id", type_=SQL_UUID()))
        return first.order_by(kind.value).limit(ahead)

    every = union_all(*(first_of(kind) for kind in MEMBER_KINDS)).subquery("every")
    cut = windowed(select(every), every.c.id, None, Order(), after=after).lateral("cut")
    members = (
        select(_G.id.label("group_id"), *cut.c)
        .join(cut, true())
        .where(_G.organisation_id == _ORGANISATION, _G.id == func.any(_IDS))
        .subquery("members")
    )
    named: FromClause = members
    for kind in MEMBER_KINDS:
        is_it = (kind.named.c.organisation_id == _ORGANISATION) & (kind.named.c.id == members.c.id)
        named = named.outerjoin(kind.named, is_it)
    display = func.coalesce(*(kind.display for kind in MEMBER_KINDS)).label("display")
    return Statement(select(*members.c, display).select_from(named).order_by(members.c.id))


_MEMBERS_OF_EACH = {after: _members_of_each(after=after) for after in (False, True)}


async def pages_of_members(
    reader: Reader, actor: Actor | None, group_ids: Sequence[UUID], window: Window
) -> dict[UUID, Page[MemberRecord]]:
    """A page of each group's members in the order of their ids, for all the groups in one statement."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(
        _MEMBERS_OF_EACH[window.is_after_cursor],
        organisation_id=organisation_of(actor),
        ids=list(group_ids),
        **window.parameters,
    )
    by_group: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_group[row["group_id"]].append(row)
    return {
        id_: page_of(
            by_group[id_], [MemberRecord(row["id"], row["display"], row["type"]) for row in by_group[id_]], window
        )
        for id_ in group_ids
    }


async def count_members(reader: Reader, actor: Actor | None, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many members each group has."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(_MEMBER_COUNTS, organisation_id=organisation_of(actor), ids=list(group_ids))
    return {row["group_id"]: row["members"] for row in rows}


@lru_cache(_CACHED_SHAPES)
def removal_of_members(shape: Shape, kind: MemberKind) -> Statement:
    """Takes the members of one kind that satisfy a checked filter over `MEMBER` out of a group; returns their ids."""
    group_id = bindparam("group_id", type_=SQL_UUID())
    of_kind = Filterable(MEMBER.name, kind, MEMBER.attributes)
    leaving = select(kind.value).select_from(kind.with_names).where(*kind.of_group(group_id), condition(shape, of_kind))
    rows, column = kind.table.c, kind.table.c[kind.column]
    return Statement(
        delete(kind.table)
        .where(rows.organisation_id == _ORGANISATION, rows.group_id == group_id, column.in_(leaving))
        .returning(column.label("member"))
    )
