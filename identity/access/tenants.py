"""Doors to connections by the Microsoft tenant that is theirs.

A verified ID token stands in for an actor here: it proves the tenant, and the tenant names the organisation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from identity.access.organisations import CONNECTION_COLUMNS
from identity.database import Statement
from identity.records import ConnectionRecord
from identity.tables import CONNECTIONS, SESSIONS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.database import Reader, Writer

_C = CONNECTIONS.c
_OF_TENANT = select(*CONNECTION_COLUMNS).where(_C.tenant_id == bindparam("tenant_id"))
_OF_TENANT_HELD = Statement(_OF_TENANT.with_for_update(read=True))
_OF_ORGANISATION_TO_CHANGE = Statement(
    select(*CONNECTION_COLUMNS)
    .where(_C.organisation_id == bindparam("organisation_id"))
    .order_by(_C.id)
    .with_for_update(key_share=True)
)
_S = SESSIONS.c
_OF_MICROSOFT_SESSION = Statement(
    select(_S.tenant_id).where(_S.microsoft_sid == bindparam("sid"), _S.ended_at.is_(None)).distinct()
)


async def find_connection_of_tenant(writer: Writer, tenant_id: UUID) -> ConnectionRecord | None:
    """The one connection of a tenant; nobody can switch it off or disconnect it until the transaction ends.

    Otherwise a session opened at that moment would outlive it.
    """
    row = await writer.row(_OF_TENANT_HELD, tenant_id=tenant_id)
    return ConnectionRecord.of(row) if row else None


async def connections_to_change(writer: Writer, organisation_id: UUID) -> list[ConnectionRecord]:
    """The connections of an organisation whose administrator has proved themselves, the oldest first, locked."""
    rows = await writer.rows(_OF_ORGANISATION_TO_CHANGE, organisation_id=organisation_id)
    return [ConnectionRecord.of(row) for row in rows]


async def tenants_of_microsoft_session(reader: Reader, sid: str) -> list[UUID]:
    """The tenants in which sessions that came of a session at Microsoft live. Its id is all it takes to ask."""
    return [row["tenant_id"] for row in await reader.rows(_OF_MICROSOFT_SESSION, sid=sid) if row["tenant_id"]]
