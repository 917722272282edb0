"""Locks that outlive whom they are on: nobody comes in by being deleted and created anew (docs/decisions/0016)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, delete, insert, or_, select

from identity.database import Statement
from identity.rules.names import name_key
from identity.tables import KEPT_LOCKS, USERS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from identity.database import Writer
    from identity.records import UserRecord

_K = KEPT_LOCKS.c
_LOCK = ("locked_at", "locked_by", "lock_reason")
_OF_NAMESAKES = (
    _K.organisation_id == bindparam("organisation_id"),
    or_(
        _K.user_name_key == bindparam("user_name_key", type_=Text()),
        _K.external_id == bindparam("external_id", type_=Text()),
    ),
)
_KEEP = Statement(insert(KEPT_LOCKS).values({column: bindparam(column.name) for column in _K}))
_FORGET = Statement(delete(KEPT_LOCKS).where(*_OF_NAMESAKES))

LOCK_OF_NAMESAKES: dict[ColumnElement[Any], ColumnElement[Any]] = {
    USERS.c[name]: select(_K[name])
    .where(*_OF_NAMESAKES)
    .order_by(_K.locked_at.desc(), _K.id)
    .limit(1)
    .scalar_subquery()
    for name in _LOCK
}
"""The lock of a new row of `users`: that of whoever had its name or its externalId last, and was deleted locked."""


async def keep_lock(writer: Writer, organisation_id: UUID, user: UserRecord) -> None:
    """Remember the lock of somebody who is being deleted, if there is one."""
    if user.locked_at is not None:
        lock = {name: getattr(user, name) for name in _LOCK}
        await writer.rows(_KEEP, organisation_id=organisation_id, id=user.id, **_names(user), **lock)


async def forget_kept_locks(writer: Writer, organisation_id: UUID, user: UserRecord) -> None:
    """Nobody who has this person's name or externalId is locked for somebody's sake who was deleted."""
    await writer.rows(_FORGET, organisation_id=organisation_id, **_names(user))


def _names(user: UserRecord) -> dict[str, str | None]:
    return {"user_name_key": name_key(user.user_name), "external_id": user.external_id}
