"""Doors to the groups a user is in: directly, and through groups in groups (RFC 7643 §4.1.2, `groups`)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Text, bindparam, cast, exists, false, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.access.members import array_of, id_key
from identity.access.nesting import down, up
from identity.database import Statement
from identity.filtering import Attribute, Kind, MultiValued
from identity.records import MembershipRecord
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.tables import GROUP_MEMBERS, GROUPS, SUBGROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from identity.actor import Actor
    from identity.database import Reader

_G, _M, _S, _U = GROUPS.c, GROUP_MEMBERS.c, SUBGROUPS.c, USERS.c
_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_MEMBERS_MINE = _M.organisation_id == _ORGANISATION
_SUBGROUPS_MINE = _S.organisation_id == _ORGANISATION
_DIRECT, _INDIRECT = literal_column("'direct'", Text()), literal_column("'indirect'", Text())


def _of_users() -> Statement:
    """From the users' own groups up; a group that is reached in both ways is a direct one."""
    ids = bindparam("ids", type_=ARRAY(SQL_UUID()))
    own = select(_M.user_id, _M.group_id.label("id"), true().label("direct")).where(
        _MEMBERS_MINE, _M.user_id == func.any(ids)
    )
    above = own.cte("above", recursive=True)
    outside = up(above)
    above = above.union(select(above.c.user_id, outside.c.id, false()).join_from(above, outside, true()))
    is_direct = func.bool_or(above.c.direct).label("direct")
    found = select(above.c.user_id, above.c.id, is_direct).group_by(above.c.user_id, above.c.id).subquery()
    return Statement(
        select(found.c.user_id, _G.id, _G.display_name, found.c.direct)
        .join_from(found, GROUPS, _G.id == found.c.id)
        # Said twice: PostgreSQL expects a long way up, and would rather read every group than look up an array's.
        .where(_G.organisation_id == _ORGANISATION, _G.id == func.any(array_of(select(above.c.id))))
        .order_by(_G.display_name_key, _G.id)
    )


_OF_USERS = _of_users()


async def groups_of_users(
    reader: Reader, actor: Actor | None, user_ids: Sequence[UUID]
) -> dict[UUID, list[MembershipRecord]]:
    """The groups each of these users is in, each group once, by name. Everybody may know their own."""
    is_self = actor is not None and set(user_ids) == {actor.user_id}
    actor = require(actor, Permission.VIEWER_READ if is_self else Permission.DIRECTORY_READ)
    rows = await reader.rows(_OF_USERS, organisation_id=organisation_of(actor), ids=list(user_ids))
    found: dict[UUID, list[MembershipRecord]] = defaultdict(list)
    for row in rows:
        type_ = "direct" if row["direct"] else "indirect"
        found[row["user_id"]].append(MembershipRecord(row["id"], row["display_name"], type_))
    return found


@dataclass(frozen=True)
class _Group:
    """A group as a user shows it, in SQL."""

    value: ColumnElement[Any]
    display_key: ColumnElement[Any]
    type: ColumnElement[Any]


Satisfies: TypeAlias = "Callable[[_Group], ColumnElement[bool]]"
"""A condition on a group."""


def _groups() -> MultiValued:
    def some(satisfies: Satisfies) -> ColumnElement[bool]:
        # PostgreSQL looks a user up in a hash table of what it believes to be few rows only, as those of an array.
        indirect = func.unnest(array_of(_indirect_members(satisfies)), type_=SQL_UUID()).column_valued("indirect")
        return or_(_is_direct_member(satisfies), _U.id.in_(select(indirect)))

    elements = {
        "value": Attribute(Kind.ID, lambda group: group.value),
        "display": Attribute(Kind.CASELESS, lambda group: group.display_key, key=name_key),
        "type": Attribute(Kind.CASELESS, lambda group: func.lower(group.type), folds_in_sql=True),
    }
    return MultiValued(some, elements, prefilter=_is_below, prefilter_key=id_key, is_widely_held=True)


def _is_direct_member(satisfies: Satisfies) -> ColumnElement[bool]:
    # PostgreSQL leaves out an outer join of which no column is used.
    named = GROUP_MEMBERS.outerjoin(GROUPS, (_G.organisation_id == _M.organisation_id) & (_G.id == _M.group_id))
    group = _Group(_M.group_id, _G.display_name_key, _DIRECT)
    return exists(select(_M.group_id).select_from(named).where(_MEMBERS_MINE, _M.user_id == _U.id, satisfies(group)))


def _indirect_members(satisfies: Satisfies) -> Select[Any]:
    """Users below the groups that satisfy the condition; not from the user up, so that it is found out only once."""
    named = SUBGROUPS.outerjoin(GROUPS, (_G.organisation_id == _S.organisation_id) & (_G.id == _S.group_id))
    group = _Group(_S.group_id, _G.display_name_key, _INDIRECT)
    inside = select(_S.subgroup_id.label("id")).select_from(named).where(_SUBGROUPS_MINE, satisfies(group))
    if satisfies(group).compare(satisfies(replace(group, type=_DIRECT))):
        return _members_of_all_below(inside)
    # Who is in a group in both ways shows it as a direct one only.
    below = inside.add_columns(_S.group_id.label("top")).cte(recursive=True)
    further = down(below)
    below = below.union(select(further.c.id, below.c.top).join_from(below, further, true()))
    own = GROUP_MEMBERS.alias()
    mine = own.c.organisation_id == _ORGANISATION, own.c.group_id == below.c.top, own.c.user_id == _M.user_id
    members = select(_M.user_id).distinct().where(_MEMBERS_MINE, _M.group_id == below.c.id)
    return members.where(~exists(select(own.c.user_id).where(*mine)))


def _is_below(group_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The user is in this group, or in one inside it."""
    return _U.id == func.any(array_of(_members_of_all_below(select(cast(group_id, SQL_UUID()).label("id")))))


def _members_of_all_below(start: Select[Any]) -> Select[Any]:
    """Users in some groups and in those inside them, each of which is passed once, however many ways lead there."""
    below = start.cte(recursive=True)
    inside = down(below)
    below = below.union(select(inside.c.id).join_from(below, inside, true()))
    return select(_M.user_id).distinct().where(_MEMBERS_MINE, _M.group_id == func.any(array_of(select(below.c.id))))


GROUPS_OF_USER = _groups()
"""`groups` of a user, in a filter."""
