"""Roles of people in their organisation. SCIM never writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from identity.access import organisation_of, require_no_token_of_theirs
from identity.access.roles import roles_in
from identity.access.users import users
from identity.audit import Act, Target, record
from identity.commands.owners import keep_an_owner_besides
from identity.commands.sessions import end_sessions_of
from identity.database import Statement
from identity.rules.permissions import Permission
from identity.rules.roles import Role, is_demotion
from identity.tables import MEMBERSHIPS

if TYPE_CHECKING:
    from identity.database import Writer
    from identity.records import UserRecord

_M = MEMBERSHIPS.c
_GIVE = insert(MEMBERSHIPS).values({column: bindparam(column.name) for column in _M})
_GIVE_OR_CHANGE = Statement(
    _GIVE.on_conflict_do_update(index_elements=["organisation_id", "user_id"], set_={"role": _GIVE.excluded.role})
)
_TAKE = Statement(
    delete(MEMBERSHIPS).where(_M.organisation_id == bindparam("organisation_id"), _M.user_id == bindparam("user_id"))
)


async def change(writer: Writer, act: Act, id_: str, role: Role) -> UserRecord:
    """Give a person a role. One that may do less ends their sessions and personal tokens in the same transaction.

    Raises `NotFound`, `LastOwner`, and `PermissionDenied` for a personal token.
    """
    actor = require_no_token_of_theirs(act.actor, Permission.ROLES_WRITE)
    organisation_id = organisation_of(actor)
    user = await users.get_to_change(writer, actor, id_)
    before = (await roles_in(writer, organisation_id, [user.id])).get(user.id, Role.MEMBER)
    if role is before:
        return user
    await keep_an_owner_besides(writer, organisation_id, user.id)
    if role is Role.MEMBER:
        await writer.rows(_TAKE, organisation_id=organisation_id, user_id=user.id)
    else:
        await writer.rows(_GIVE_OR_CHANGE, organisation_id=organisation_id, user_id=user.id, role=role)
    changes: list[dict[str, Any]] = [{"field": "role", "before": before, "after": role}]
    if is_demotion(before, role):
        changes += await end_sessions_of(writer, organisation_id, user.id, act.now)
    await record(writer, act, organisation_id, Target("User", user.id, user.user_name), changes)
    return user
