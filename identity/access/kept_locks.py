"""The door to locks that outlive whom they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, or_, select

from identity.tables import KEPT_LOCKS, USERS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

LOCK = ("locked_at", "locked_by", "lock_reason")
"""What a lock consists of, in `users` and in `kept_locks`."""

_K = KEPT_LOCKS.c
OF_NAMESAKES = (
    _K.organisation_id == bindparam("organisation_id"),
    or_(
        _K.user_name_key == bindparam("user_name_key", type_=Text()),
        _K.external_id == bindparam("external_id", type_=Text()),
    ),
)
"""Of people who had this userName or this externalId when they were deleted."""

LOCK_OF_NAMESAKES: dict[ColumnElement[Any], ColumnElement[Any]] = {
    USERS.c[name]: select(_K[name]).where(*OF_NAMESAKES).order_by(_K.locked_at.desc(), _K.id).limit(1).scalar_subquery()
    for name in LOCK
}
"""The lock of a new row of `users`: that of whoever had its name or its externalId last, and was deleted locked."""
