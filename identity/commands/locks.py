"""Locks: whom an admin keeps out, whatever the directory says of them (docs/decisions/0016)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from identity.access import organisation_of, require
from identity.access.users import users
from identity.audit import Act, Target, record
from identity.commands.kept_locks import forget_kept_locks
from identity.commands.owners import expect_to_rank_above, keep_an_owner_besides
from identity.commands.users import shut_out
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.attributes import checked_text
from identity.rules.permissions import Permission
from identity.tables import USERS

if TYPE_CHECKING:
    from identity.database import Writer
    from identity.records import UserRecord

MAX_REASON = 500

_U = USERS.c
_SET = ("locked_at", "locked_by", "lock_reason")
# No SCIM client is told, so the version, by which they know what they read, stays.
_UPDATE = Statement(
    update(USERS)
    .where(_U.organisation_id == bindparam("of"), _U.id == bindparam("person"))
    .values({name: bindparam(f"new_{name}", type_=_U[name].type) for name in _SET})
)


async def lock(writer: Writer, act: Act, id_: str, reason: str) -> UserRecord:
    """Keep a person out, and end their sessions and personal tokens; who is locked already stays as they are.

    The reason, 1 to 500 characters, is for the organisation's admins to read. Raises `NotFound`, `InvalidInput`,
    `LastOwner`, and `PermissionDenied` when an admin would lock an owner.
    """
    actor = require(act.actor, Permission.USERS_LOCK)
    kept = _checked(reason)
    organisation_id = organisation_of(actor)
    user = await users.get_to_change(writer, actor, id_, Permission.USERS_LOCK)
    if user.id == actor.user_id:
        raise InvalidInput("id", "Nobody locks themselves. Ask another administrator, if it must be.")
    await expect_to_rank_above(writer, actor, user)
    if user.locked_at is not None:
        return user
    await keep_an_owner_besides(writer, organisation_id, user.id)
    locked = replace(user, locked_at=act.now, locked_by=actor.label, lock_reason=kept)
    ended = await shut_out(writer, organisation_id, user, act.now)
    return await _store(writer, act, user, locked, ended)


async def unlock(writer: Writer, act: Act, id_: str) -> UserRecord:
    """Let a person in again, if the directory does. What was ended stays so. Raises `NotFound`, `PermissionDenied`."""
    actor = require(act.actor, Permission.USERS_LOCK)
    user = await users.get_to_change(writer, actor, id_, Permission.USERS_LOCK)
    await expect_to_rank_above(writer, actor, user)
    if user.locked_at is None:
        return user
    await forget_kept_locks(writer, organisation_of(actor), user)
    return await _store(writer, act, user, replace(user, locked_at=None, locked_by=None, lock_reason=None), [])


def _checked(reason: str) -> str:
    kept = checked_text("reason", reason.strip())
    if kept is None:
        raise InvalidInput("reason", "Say why this person is locked; the other administrators can read it.")
    if len(kept) > MAX_REASON:
        raise InvalidInput("reason", f"reason has {len(kept)} characters, and at most {MAX_REASON} are accepted.")
    return kept


async def _store(
    writer: Writer, act: Act, before: UserRecord, after: UserRecord, ended: list[dict[str, Any]]
) -> UserRecord:
    organisation_id = organisation_of(require(act.actor, Permission.USERS_LOCK))
    new = {f"new_{name}": getattr(after, name) for name in _SET}
    await writer.rows(_UPDATE, of=organisation_id, person=after.id, **new)
    changes = [{"field": "lock", "before": before.lock_reason, "after": after.lock_reason}, *ended]
    await record(writer, act, organisation_id, Target("User", after.id, after.user_name), changes)
    return after
