"""Locks that outlive whom they are on: nobody comes in by being deleted and created anew (docs/decisions/0016)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert

from identity.access.kept_locks import LOCK, OF_NAMESAKES
from identity.database import Statement
from identity.rules.names import name_key
from identity.tables import KEPT_LOCKS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.database import Writer
    from identity.records import UserRecord

_KEEP = Statement(insert(KEPT_LOCKS).values({column: bindparam(column.name) for column in KEPT_LOCKS.c}))
_FORGET = Statement(delete(KEPT_LOCKS).where(*OF_NAMESAKES))


async def keep_lock(writer: Writer, organisation_id: UUID, user: UserRecord) -> None:
    """Remember the lock of somebody who is being deleted, if there is one."""
    if user.locked_at is not None:
        lock = {name: getattr(user, name) for name in LOCK}
        await writer.rows(_KEEP, organisation_id=organisation_id, id=user.id, **_names(user), **lock)


async def forget_kept_locks(writer: Writer, organisation_id: UUID, user: UserRecord) -> None:
    """Nobody who has this person's name or externalId is locked for somebody's sake who was deleted."""
    await writer.rows(_FORGET, organisation_id=organisation_id, **_names(user))


def _names(user: UserRecord) -> dict[str, str | None]:
    return {"user_name_key": name_key(user.user_name), "external_id": user.external_id}
