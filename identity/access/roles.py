"""Doors to roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.database import Statement
from identity.rules.permissions import Permission
from identity.rules.roles import Role
from identity.tables import MEMBERSHIPS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader

_M = MEMBERSHIPS.c
_OF_PEOPLE = Statement(
    select(_M.user_id, _M.role).where(
        _M.organisation_id == bindparam("organisation_id"),
        _M.user_id == func.any(bindparam("people", type_=ARRAY(SQL_UUID()))),
    )
)


async def roles_of(reader: Reader, actor: Actor | None, people: Sequence[UUID]) -> dict[UUID, Role]:
    """The role of each of these people who has another than that of a member. Whoever sees them may know it."""
    actor = require(actor, Permission.VIEWER_READ)
    return await roles_in(reader, organisation_of(actor), people)


async def roles_in(reader: Reader, organisation_id: UUID, people: Sequence[UUID]) -> dict[UUID, Role]:
    """The same, in an organisation that the caller was already let into."""
    rows = await reader.rows(_OF_PEOPLE, organisation_id=organisation_id, people=list(people))
    return {row["user_id"]: Role(row["role"]) for row in rows}
