"""Doors to organisations and their connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, select

from identity.access import may_reach, require
from identity.actor import ActorKind
from identity.database import Statement
from identity.errors import NotFound
from identity.records import ConnectionRecord, OrganisationRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.tables import ACCESS_TOKENS, CONNECTIONS, ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Writer

_O = ORGANISATIONS.c
_C = CONNECTIONS.c
_BY_ID = Statement(select(*_O).where(_O.id == bindparam("id")))
_TO_CHANGE = Statement(select(*_O).where(_O.id == bindparam("id")).with_for_update(key_share=True))
_BY_SLUG = Statement(select(*_O).where(_O.slug == bindparam("slug")))
_T = ACCESS_TOKENS.c
_SCIM_CAME_SINCE = exists(
    select(_T.id).where(
        _T.organisation_id == _C.organisation_id,
        _T.connection_id == _C.id,
        _T.last_used_at > _C.just_in_time_since,
    )
)
# Provisioning turns it off without a write of its own: that it has begun stands with its tokens.
CONNECTION_COLUMNS = (*_C, (_C.just_in_time_since.is_not(None) & ~_SCIM_CAME_SINCE).label("just_in_time"))
_CONNECTIONS = Statement(
    select(*CONNECTION_COLUMNS).where(_C.organisation_id == bindparam("organisation_id")).order_by(_C.id)
)
_BY_ITS_ID = select(*CONNECTION_COLUMNS).where(_C.id == bindparam("id"))
_CONNECTION = Statement(_BY_ITS_ID)
# What only refers to the connection, such as a new token, need not wait.
_CONNECTION_TO_CHANGE = Statement(_BY_ITS_ID.with_for_update(key_share=True))


async def find_organisation(reader: Reader, actor: Actor | None, slug: str | None) -> OrganisationRecord | None:
    """The actor's own organisation, or, for the operator, the one with this slug."""
    actor = require(actor, Permission.ORGANISATION_READ)
    if actor.kind is ActorKind.OPERATOR:
        row = await reader.row(_BY_SLUG, slug=slug) if slug else None
    else:
        row = await reader.row(_BY_ID, id=actor.organisation_id)
        if row and slug not in {None, row["slug"]}:
            return None
    return OrganisationRecord(**row) if row else None


async def get_organisation(reader: Reader, organisation_id: UUID) -> OrganisationRecord:
    """The organisation that somebody is being let into."""
    row = await reader.row(_BY_ID, id=organisation_id)
    if row is None:
        raise NotFound("Organisation", str(organisation_id))
    return OrganisationRecord(**row)


async def get_own_organisation_to_change(writer: Writer, actor: Actor) -> OrganisationRecord:
    """The actor's own organisation, locked until the transaction ends. Raises `NotFound` for who has none."""
    row = await writer.row(_TO_CHANGE, id=actor.organisation_id) if actor.organisation_id else None
    if row is None:
        raise NotFound("Organisation", str(actor.organisation_id))
    return OrganisationRecord(**row)


async def connections_of(reader: Reader, actor: Actor | None, organisation_id: UUID) -> Sequence[ConnectionRecord]:
    """The connections of an organisation that `find_organisation` returned to this actor."""
    actor = require(actor, Permission.ORGANISATION_READ)
    rows = await reader.rows(_CONNECTIONS, organisation_id=organisation_id)
    return [ConnectionRecord.of(row) for row in rows if may_reach(actor, row["id"])]


async def get_connection(reader: Reader, actor: Actor, id_: str) -> ConnectionRecord:
    """A connection of the actor's organisation; of any, for the operator. Raises `NotFound`."""
    return await _found(reader, _CONNECTION, actor, id_)


async def get_connection_to_change(writer: Writer, actor: Actor, id_: str) -> ConnectionRecord:
    """The same, locked until the transaction ends."""
    return await _found(writer, _CONNECTION_TO_CHANGE, actor, id_)


async def _found(reader: Reader, statement: Statement, actor: Actor, id_: str) -> ConnectionRecord:
    uuid = uuid_or_none(id_)
    row = await reader.row(statement, id=uuid) if uuid else None
    if row is None or (actor.kind is not ActorKind.OPERATOR and row["organisation_id"] != actor.organisation_id):
        raise NotFound("Connection", id_)
    if not may_reach(actor, row["id"]):
        raise NotFound("Connection", id_)
    return ConnectionRecord.of(row)
