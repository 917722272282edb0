"""Doors to the schemas by which an organisation extends users and groups, and to what is stored under them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of, require
from identity.access.advisory_locks import Lock, lock_shared
from identity.database import Statement
from identity.errors import NotFound
from identity.filtering import Extensions
from identity.records import ExtensionSchemaRecord
from identity.rules.extension_schema import NOTHING_DECLARED, Declared, DeclaredSchema, ResourceType, caseless
from identity.rules.permissions import Permission
from identity.tables import EXTENSION_SCHEMAS, GROUPS, UNIQUE_VALUES, USERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select, Table

    from identity.actor import Actor
    from identity.database import Reader, Writer
    from identity.rules.extension_values import UniqueValue

BATCH = 500
"""Resources that are checked at a time while a schema is being declared."""

_X = EXTENSION_SCHEMAS.c
_V = UNIQUE_VALUES.c
_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_ALL = Statement(select(*_X).where(_X.organisation_id == _ORGANISATION).order_by(_X.key))
_OF_TYPE = Statement(
    select(_X.urn, _X.attributes).where(
        _X.organisation_id == _ORGANISATION, _X.resource_type == bindparam("resource_type")
    )
)
_ONE = Statement(select(*_X).where(_X.organisation_id == _ORGANISATION, _X.key == bindparam("key")))

_HOLDER = Statement(
    select(func.coalesce(_V.user_id, _V.group_id)).where(
        _V.organisation_id == _ORGANISATION,
        _V.schema_key == bindparam("schema_key"),
        _V.attribute == bindparam("attribute"),
        _V.value == bindparam("value"),
    )
)


async def extension_schemas_of(
    reader: Reader, actor: Actor | None, organisation_id: UUID
) -> list[ExtensionSchemaRecord]:
    """The schemas of an organisation that the actor was let into, in the order of their URNs."""
    require(actor, Permission.ORGANISATION_READ)
    return [ExtensionSchemaRecord.of(row) for row in await reader.rows(_ALL, organisation_id=organisation_id)]


async def get_extension_schema(reader: Reader, organisation_id: UUID, urn: str) -> ExtensionSchemaRecord:
    """The schema of this URN, letter case aside, of an organisation the caller was let into. Raises `NotFound`."""
    # Folded first: no key is longer than its table allows, and none is not ASCII.
    row = await reader.row(_ONE, organisation_id=organisation_id, key=caseless(urn)) if urn.isascii() else None
    if row is None:
        raise NotFound("Schema", urn)
    return ExtensionSchemaRecord.of(row)


async def schemas_to_obey(
    writer: Writer, organisation_id: UUID, resource_type: ResourceType, extensions: Any
) -> Declared:
    """The schemas to which extensions must conform, which nobody changes until the transaction ends.

    To be asked before any row is locked: a change of a schema goes on to lock what holds the extension. Writers of
    values do not wait for each other, and whoever writes no extensions pays nothing for it.
    """
    if not extensions:
        return NOTHING_DECLARED
    # Who writes values and who changes a schema must see each other's rows, or values that do not conform would stand
    # under a schema for ever.
    await lock_shared(writer, Lock.SCHEMAS, organisation_id)
    return await _declared(writer, organisation_id, resource_type)


async def declared_schemas(reader: Reader, actor: Actor | None, resource_type: ResourceType) -> Declared:
    """The schemas by which filters and sorts that name their attributes are understood."""
    actor = require(actor, Permission.DIRECTORY_READ)
    return await _declared(reader, organisation_of(actor), resource_type)


async def find_holder_of(reader: Reader, organisation_id: UUID, unique: UniqueValue) -> UUID | None:
    """The user or the group that holds a value which only one may hold, in an organisation the caller was let into."""
    found: UUID | None = await reader.value(_HOLDER, organisation_id=organisation_id, **unique._asdict())
    return found


@dataclass(frozen=True)
class Held:
    """Where one kind of resource holds its extensions."""

    resource_type: ResourceType
    table: Table
    holder: ColumnElement[Any]
    """The column of `unique_values` that names the resource."""
    document: Callable[[Any], ColumnElement[Any]]
    """From a row, the JSON object by schema URN."""

    @property
    def extensions(self) -> Extensions:
        """The same, for filters."""

        def holds(schema_key: str, attribute: str, value: ColumnElement[Any]) -> ColumnElement[bool]:
            unique = (_V.organisation_id == _ORGANISATION, _V.schema_key == schema_key, _V.attribute == attribute)
            holder: ColumnElement[bool] = self.table.c.id == (
                select(self.holder).where(*unique, _V.value == value).scalar_subquery()
            )
            return holder

        return Extensions(self.resource_type, self.document, holds)


_OF_USERS = Held(ResourceType.USER, USERS, _V.user_id, lambda users: users.profile["extensions"])
_OF_GROUPS = Held(ResourceType.GROUP, GROUPS, _V.group_id, lambda groups: groups.extensions)
HELD = {held.resource_type: held for held in (_OF_USERS, _OF_GROUPS)}


def _holders(held: Held) -> Select[Any]:
    """Those that hold an extension under any spelling of its URN, locked as for a change."""
    columns = held.table.c
    document = held.document(columns)
    has_extension = held.extensions.has_extension(columns, bindparam("key", type_=Text()))
    return (
        select(columns.id, document.label("extensions"))
        .where(columns.organisation_id == _ORGANISATION, has_extension)
        .order_by(columns.id)
        .with_for_update(key_share=True)
    )


def _batch(held: Held) -> Statement:
    return Statement(_holders(held).where(held.table.c.id > bindparam("after", type_=SQL_UUID())).limit(BATCH))


_HOLDERS = {
    resource_type: Statement(select(func.count()).select_from(_holders(held).subquery()))
    for resource_type, held in HELD.items()
}
_BATCHES = {resource_type: _batch(held) for resource_type, held in HELD.items()}
_BEFORE_ALL = "00000000-0000-0000-0000-000000000000"


async def lock_holders(writer: Writer, organisation_id: UUID, resource_type: ResourceType, key: str) -> None:
    """Lock everything that holds the extension of this key, in an organisation the caller was let into."""
    await writer.rows(_HOLDERS[resource_type], organisation_id=organisation_id, key=key)


async def batches_of_holders(
    writer: Writer, organisation_id: UUID, resource_type: ResourceType, key: str
) -> AsyncIterator[list[tuple[UUID, dict[str, Any]]]]:
    """Id and extensions of everything that holds the extension of this key, a batch at a time, locked.

    The caller was let into the organisation.
    """
    after: Any = _BEFORE_ALL
    while rows := await writer.rows(_BATCHES[resource_type], organisation_id=organisation_id, key=key, after=after):
        yield [(row["id"], orjson.loads(row["extensions"])) for row in rows]
        after = rows[-1]["id"]


async def _declared(reader: Reader, organisation_id: UUID, resource_type: ResourceType) -> Declared:
    rows = await reader.rows(_OF_TYPE, organisation_id=organisation_id, resource_type=resource_type)
    schemas = [_parsed(row["urn"], row["attributes"]) for row in rows]
    return {schema.key: schema for schema in schemas}


@lru_cache(64)
def _parsed(urn: str, attributes: str) -> DeclaredSchema:
    return DeclaredSchema.of(urn, orjson.loads(attributes))
