"""The door to what has been counted of refused credentials."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import require
from identity.access.activity_records import RefusedCredentialRecord
from identity.database import Statement
from identity.rules.permissions import Permission
from identity.tables import REFUSED_CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader

_R = REFUSED_CREDENTIALS.c
_WANTED = (
    func.unnest(bindparam("organisations", type_=ARRAY(SQL_UUID())), bindparam("connections", type_=ARRAY(SQL_UUID())))
    .table_valued(column("organisation_id", SQL_UUID()), column("connection_id", SQL_UUID()))
    .render_derived("wanted")
)
_OF_CONNECTIONS = Statement(
    select(_R.connection_id, _R.prefix, _R.reason, _R.uses, _R.first_at, _R.last_at)
    .join(_WANTED, (_R.organisation_id == _WANTED.c.organisation_id) & (_R.connection_id == _WANTED.c.connection_id))
    .order_by(_R.connection_id, _R.last_at.desc(), _R.prefix)
)


async def refused_credentials_of(
    reader: Reader, actor: Actor | None, connections: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], list[RefusedCredentialRecord]]:
    """What was refused at connections that the actor was let into, the latest first.

    A connection is named by its organisation's id and its own.
    """
    require(actor, Permission.ACCESS_TOKENS_READ)
    organisations = {connection: organisation for organisation, connection in connections}
    rows = await reader.rows(
        _OF_CONNECTIONS, organisations=list(organisations.values()), connections=list(organisations)
    )
    found: dict[tuple[UUID, UUID], list[RefusedCredentialRecord]] = defaultdict(list)
    for row in rows:
        connection = row["connection_id"]
        refused = RefusedCredentialRecord(row["prefix"], row["reason"], row["uses"], row["first_at"], row["last_at"])
        found[organisations[connection], connection].append(refused)
    return found
