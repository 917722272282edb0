"""Members that were named before they were there.

A member that is not known yet is remembered and attaches when a user or a group with that externalId appears, because
Entra does not send a skipped member again. Whoever remembers a value and whoever gives somebody an externalId must see
each other's rows, or the member would stay outside for ever: that is what `Lock.AWAITED_MEMBERS` is for. Those who
appear do not wait for each other; remembering and forgetting wait for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, delete, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access.advisory_locks import Lock, lock_shared
from identity.access.nesting import nesting_between
from identity.database import Statement
from identity.tables import GROUP_MEMBERS, GROUPS, PENDING_MEMBERS, SUBGROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, FromClause, Select, Table

    from identity.database import Writer
    from identity.records import UserRecord

_P = PENDING_MEMBERS.c
_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_VALUE = bindparam("value", type_=Text())
_MEMBER = bindparam("member_id", type_=SQL_UUID())
_GROUPS = bindparam("group_ids", type_=ARRAY(SQL_UUID()))
_AWAITED = (_P.organisation_id == _ORGANISATION, _P.value == _VALUE)


def _is_held_in(table: FromClause) -> ColumnElement[bool]:
    """Whether somebody else has the externalId: then it names nobody, or another, and never who appears."""
    others = table.c.organisation_id == _ORGANISATION, table.c.external_id == _VALUE, table.c.id != _MEMBER
    return exists(select(table.c.id).where(*others))


def _waiting(*held_by_others: ColumnElement[bool]) -> Select[Any]:
    """Groups that wait, locked before anything of theirs is deleted, in the order in which a deletion takes them."""
    waits = (_P.organisation_id == GROUPS.c.organisation_id) & (_P.group_id == GROUPS.c.id)
    return (
        select(GROUPS.c.id)
        .join(PENDING_MEMBERS, waits)
        .where(*_AWAITED, *(~held for held in held_by_others))
        .order_by(GROUPS.c.id)
        .with_for_update(read=True, key_share=True, of=GROUPS)
    )


def _attach(table: Table, column: str) -> Statement:
    group_id = func.unnest(_GROUPS, type_=SQL_UUID())
    rows = select(_ORGANISATION, group_id, _MEMBER)
    return Statement(insert(table).from_select(["organisation_id", "group_id", column], rows).on_conflict_do_nothing())


_WAITING_FOR_USER = _waiting(_is_held_in(USERS)).cte("waiting")
_TAKE_FOR_USER = Statement(
    delete(PENDING_MEMBERS).where(*_AWAITED, _P.group_id == _WAITING_FOR_USER.c.id).returning(_P.group_id)
)
_ATTACH_USER = _attach(GROUP_MEMBERS, "user_id")

_IS_AWAITED = Statement(select(exists(select(_P.group_id).where(*_AWAITED))))
# A value names a user before it names a group.
_WAITING_FOR_GROUP = Statement(_waiting(_is_held_in(GROUPS.alias("others")), _is_held_in(USERS)))
_TAKE_FOR_GROUP = Statement(
    delete(PENDING_MEMBERS).where(*_AWAITED, _P.group_id == func.any(_GROUPS)).returning(_P.group_id)
)
_ATTACH_GROUP = _attach(SUBGROUPS, "subgroup_id")


async def attach_pending_members(writer: Writer, organisation_id: UUID, user: UserRecord) -> list[dict[str, Any]]:
    """Put a user who just appeared into the groups that were waiting for them; return the changed fields."""
    if user.external_id is None:
        return []
    await lock_shared(writer, Lock.AWAITED_MEMBERS, organisation_id)
    who = {"organisation_id": organisation_id, "member_id": user.id}
    rows = await writer.rows(_TAKE_FOR_USER, value=user.external_id, **who)
    group_ids = sorted(row["group_id"] for row in rows)
    if group_ids:
        await writer.rows(_ATTACH_USER, group_ids=group_ids, **who)
    return _changed(group_ids)


async def is_awaited(writer: Writer, organisation_id: UUID, external_id: str) -> bool:
    """Whether groups wait for somebody of this externalId."""
    found: bool = await writer.value(_IS_AWAITED, organisation_id=organisation_id, value=external_id)
    return found


async def attach_pending_group(
    writer: Writer, organisation_id: UUID, group_id: UUID, external_id: str | None
) -> list[dict[str, Any]]:
    """Put a group that just appeared into the groups that were waiting for it; return the changed fields.

    Where it cannot be a member, since that would close a circle, it goes on being awaited. The caller has prepared for
    it to appear (`MemberChange.prepare`).
    """
    if external_id is None or not await is_awaited(writer, organisation_id, external_id):
        return []
    who = {"organisation_id": organisation_id, "member_id": group_id}
    waiting = [row["id"] for row in await writer.rows(_WAITING_FOR_GROUP, value=external_id, **who)]
    nesting = await nesting_between(writer, organisation_id, waiting, [group_id])
    open_to_it = [id_ for id_ in waiting if nesting.obstacle(id_, group_id) is None]
    rows = await writer.rows(_TAKE_FOR_GROUP, value=external_id, group_ids=open_to_it, organisation_id=organisation_id)
    group_ids = sorted(row["group_id"] for row in rows)
    if group_ids:
        await writer.rows(_ATTACH_GROUP, group_ids=group_ids, **who)
    return _changed(group_ids)


def _changed(group_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    if not group_ids:
        return []
    return [{"field": "groups.added", "before": None, "after": [str(id_) for id_ in group_ids]}]
