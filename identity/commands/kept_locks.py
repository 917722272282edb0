"""Locks that outlive whom they are on, and the names they had (docs/decisions/0016).

Nobody comes in by being deleted and created anew, nor by giving up a name that somebody else is then given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, update

from identity.access.kept_locks import FOR_THEIR_SAKE, LOCK, names_of
from identity.database import Statement
from identity.tables import KEPT_LOCKS, USERS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.audit import Act
    from identity.database import Row, Writer
    from identity.records import UserRecord

_U = USERS.c
_KEEP = Statement(insert(KEPT_LOCKS).values({column: bindparam(column.name) for column in KEPT_LOCKS.c}))
_FORGET = Statement(delete(KEPT_LOCKS).where(*FOR_THEIR_SAKE))
_LOCK = Statement(
    update(USERS)
    .where(_U.organisation_id == bindparam("of"), _U.id == bindparam("person"))
    .values({name: bindparam(f"new_{name}", type_=_U[name].type) for name in LOCK})
)


async def keep_lock(writer: Writer, act: Act, organisation_id: UUID, user: UserRecord) -> None:
    """Remember the lock of somebody who is about to give up these names, if there is one."""
    if user.locked_at is not None:
        lock = {name: getattr(user, name) for name in LOCK}
        own = {"organisation_id": organisation_id, "id": act.new_id(), "user_id": user.id}
        await writer.rows(_KEEP, **own, **names_of(user), **lock)


async def take_lock_over(writer: Writer, organisation_id: UUID, user: UserRecord, lock: Row) -> None:
    """Lock somebody as `find_lock_of_namesakes` said. What they hold is the caller's to end."""
    new = {f"new_{name}": lock[name] for name in LOCK}
    await writer.rows(_LOCK, of=organisation_id, person=user.id, **new)


async def forget_kept_locks(writer: Writer, organisation_id: UUID, user: UserRecord) -> None:
    """Nobody who has a name that this person has or had is locked for their sake."""
    await writer.rows(_FORGET, organisation_id=organisation_id, person=user.id, **names_of(user))
