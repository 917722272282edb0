"""Doors to the schemas by which an organisation extends users and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from identity.access import require
from identity.database import Statement
from identity.records import ExtensionSchemaRecord
from identity.rules.permissions import Permission
from identity.tables import EXTENSION_SCHEMAS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader

_X = EXTENSION_SCHEMAS.c
_ALL = Statement(select(*_X).where(_X.organisation_id == bindparam("organisation_id")).order_by(_X.key))


async def extension_schemas_of(
    reader: Reader, actor: Actor | None, organisation_id: UUID
) -> list[ExtensionSchemaRecord]:
    """The schemas of an organisation that the actor was let into, in the order of their URNs."""
    require(actor, Permission.ORGANISATION_READ)
    return [ExtensionSchemaRecord.of(row) for row in await reader.rows(_ALL, organisation_id=organisation_id)]
