"""Doors to an organisation's owners, and to the ways by which they can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, select

from identity.access.admission import MAY_COME_IN
from identity.database import Statement
from identity.rules.owners import Owner
from identity.rules.roles import Role
from identity.tables import CONNECTIONS, MEMBERSHIPS, MICROSOFT_ACCOUNTS, PASSKEYS, PASSWORDS, USERS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table

    from identity.database import Writer

_A = MICROSOFT_ACCOUNTS.c
_C = CONNECTIONS.c
_M = MEMBERSHIPS.c
_U = USERS.c
_OWNERS = (_M.organisation_id == bindparam("organisation_id"), _M.role == Role.OWNER)


def _has(table: Table) -> ColumnElement[bool]:
    theirs = (table.c.organisation_id == _M.organisation_id, table.c.user_id == _M.user_id)
    return exists(select(table.c.user_id).where(*theirs))


_TENANTS = (
    select(_A.tenant_id)
    .join(CONNECTIONS, (_C.organisation_id == _A.organisation_id) & (_C.tenant_id == _A.tenant_id))
    .where(_A.organisation_id == _M.organisation_id, _A.user_id == _M.user_id, _C.microsoft_sign_in)
)
_LOCK = Statement(select(_M.user_id).where(*_OWNERS).order_by(_M.user_id).with_for_update())
_READ = Statement(
    select(
        _M.user_id,
        MAY_COME_IN.label("active"),
        _has(PASSWORDS).label("has_password"),
        _has(PASSKEYS).label("has_passkey"),
        func.array(_TENANTS.scalar_subquery()).label("tenants"),
    )
    .join(USERS, (_U.organisation_id == _M.organisation_id) & (_U.id == _M.user_id))
    .where(*_OWNERS)
)


async def owners_to_keep(writer: Writer, organisation_id: UUID) -> list[Owner]:
    """The owners of an organisation that the caller was let into.

    Until the transaction ends nobody else is told: of two who would each remove another one, the second sees what the
    first has left.
    """
    await writer.rows(_LOCK, organisation_id=organisation_id)
    return [
        Owner(
            user_id=row["user_id"],
            active=row["active"],
            has_password=row["has_password"],
            has_passkey=row["has_passkey"],
            tenants=frozenset(row["tenants"]),
        )
        for row in await writer.rows(_READ, organisation_id=organisation_id)
    ]
