"""The door to locks that outlive whom they are on, or the names they had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, or_, select, union_all

from identity.database import Statement
from identity.rules.names import name_key
from identity.tables import KEPT_LOCKS, USERS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, FromClause, Select

    from identity.database import Row, Writer
    from identity.records import UserRecord

LOCK = ("locked_at", "locked_by", "lock_reason")
"""What a lock consists of, in `users` and in `kept_locks`."""

_K = KEPT_LOCKS.c
_ORGANISATION = bindparam("organisation_id", type_=_K.organisation_id.type)
_EXTERNAL_ID = bindparam("external_id", type_=Text())


def _of_namesakes(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    """Of people who had this userName or this externalId when they were deleted or renamed."""
    named = table.c.user_name_key == bindparam("user_name_key", type_=Text())
    return table.c.organisation_id == _ORGANISATION, or_(named, table.c.external_id == _EXTERNAL_ID)


# An externalId, unlike a userName, several can have at a time, and by it Microsoft's accounts are found.
_TWIN = USERS.alias("twin").c
_NAMESAKES = union_all(
    select(_K.id, *(_K[name] for name in LOCK)).where(*_of_namesakes(KEPT_LOCKS)),
    select(_TWIN.id, *(_TWIN[name] for name in LOCK)).where(
        _TWIN.organisation_id == _ORGANISATION, _TWIN.external_id == _EXTERNAL_ID, _TWIN.locked_at.is_not(None)
    ),
).subquery("namesakes")
_N = _NAMESAKES.c


def _latest(*names: str) -> Select[Any]:
    return select(*(_N[name] for name in names)).order_by(_N.locked_at.desc(), _N.id).limit(1)


LOCK_OF_NAMESAKES: dict[ColumnElement[Any], ColumnElement[Any]] = {
    USERS.c[name]: _latest(name).scalar_subquery() for name in LOCK
}
"""The lock of a new row of `users`: the latest of those who have or had its names, and are or were locked."""

_MINE, _NAMED = _of_namesakes(KEPT_LOCKS)
_SAME = KEPT_LOCKS.alias("same")
FOR_THEIR_SAKE = (
    _MINE,
    or_(
        _NAMED,
        _K.user_id == bindparam("person"),
        # Somebody who was created anew may be locked for whom they were, who had further names before.
        _K.user_id.in_(select(_SAME.c.user_id).where(*_of_namesakes(_SAME))),
    ),
)
"""Kept locks of a person, and of those who had one of their names."""

_FIND = Statement(_latest(*LOCK))


async def find_lock_of_namesakes(writer: Writer, organisation_id: UUID, user: UserRecord) -> Row | None:
    """The lock that whoever gets this person's userName and externalId has to have, by the names in `LOCK`."""
    return await writer.row(_FIND, organisation_id=organisation_id, **names_of(user))


def names_of(user: UserRecord) -> dict[str, str | None]:
    """By what somebody is found again, as the columns of `kept_locks`."""
    return {"user_name_key": name_key(user.user_name), "external_id": user.external_id}
