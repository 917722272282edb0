"""Doors to the members of groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Text, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require, uuid_or_none
from identity.database import Statement
from identity.paging import Order, Page, Window, page_of, windowed
from identity.records import MemberRecord
from identity.rules.permissions import Permission
from identity.tables import GROUP_MEMBERS, GROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Writer

_G = GROUPS.c
_M = GROUP_MEMBERS.c
_U = USERS.c
_MEMBERS_MINE = _M.organisation_id == bindparam("organisation_id")
_IDS = bindparam("ids", type_=ARRAY(SQL_UUID()))

_MEMBER_COUNTS = Statement(
    select(_M.group_id, func.count(type_=Integer).label("members"))
    .where(_MEMBERS_MINE, _M.group_id == func.any(_IDS))
    .group_by(_M.group_id)
)


def _members_of_each(*, after: bool) -> Statement:
    """The names join after the cut, so that a page costs its own length and not the group's."""
    one = select(_M.user_id.label("id")).where(_MEMBERS_MINE, _M.group_id == _G.id)
    cut = windowed(one, _M.user_id, None, Order(), after=after).lateral("cut")
    members = (
        select(_G.id.label("group_id"), cut.c.id)
        .join(cut, true())
        .where(_G.organisation_id == bindparam("organisation_id"), _G.id == func.any(_IDS))
        .subquery("members")
    )
    display = func.coalesce(_U.profile["displayName"].astext, _U.user_name).label("display")
    return Statement(
        select(*members.c, display)
        .join(USERS, (_U.organisation_id == bindparam("organisation_id")) & (_U.id == members.c.id))
        .order_by(members.c.id)
    )


_MEMBERS_OF_EACH = {after: _members_of_each(after=after) for after in (False, True)}

# FOR KEY SHARE: a user found here cannot be deleted before the membership is written.
_USERS_BY_ID = Statement(
    select(_U.id)
    .where(_U.organisation_id == bindparam("organisation_id"), _U.id == func.any(_IDS))
    .order_by(_U.id)
    .with_for_update(read=True, key_share=True)
)
_USERS_BY_EXTERNAL_ID = Statement(
    select(_U.id, _U.external_id)
    .where(
        _U.organisation_id == bindparam("organisation_id"),
        _U.external_id == func.any(bindparam("external_ids", type_=ARRAY(Text()))),
    )
    .order_by(_U.id)
    .with_for_update(read=True, key_share=True)
)


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
        id_: page_of(by_group[id_], [MemberRecord(row["id"], row["display"]) for row in by_group[id_]], window)
        for id_ in group_ids
    }


async def count_members(reader: Reader, actor: Actor | None, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many members each group has."""
    actor = require(actor, Permission.DIRECTORY_READ)
    rows = await reader.rows(_MEMBER_COUNTS, organisation_id=organisation_of(actor), ids=list(group_ids))
    return {row["group_id"]: row["members"] for row in rows}


async def resolve_members(writer: Writer, organisation_id: UUID, values: Iterable[str]) -> tuple[set[UUID], set[str]]:
    """Split what clients call members into users of an organisation and values that name nobody.

    A member is named by the user's id, or by the externalId that some clients send in its place; one that several
    users share names nobody, since a guess could let a stranger in. The caller was already let into the organisation.
    """
    uuids = {value: uuid for value in values if (uuid := uuid_or_none(value))}
    found: set[UUID] = set()
    if uuids:
        rows = await writer.rows(_USERS_BY_ID, organisation_id=organisation_id, ids=sorted(uuids.values()))
        found = {row["id"] for row in rows}
    unknown = {value for value in values if uuids.get(value) not in found}
    if unknown:
        rows = await writer.rows(_USERS_BY_EXTERNAL_ID, organisation_id=organisation_id, external_ids=sorted(unknown))
        holders = Counter(row["external_id"] for row in rows)
        found |= {row["id"] for row in rows if holders[row["external_id"]] == 1}
        unknown -= {external_id for external_id, users in holders.items() if users == 1}
    return found, unknown
