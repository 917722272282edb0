"""What can be done to the schemas by which an organisation extends users and groups.

What is stored under a schema conforms to it, always: declaring one checks what is there, and writers of values wait
meanwhile. Every change moves the version of each of the organisation's connections, so that whoever has read the
schemas to understand requests reads them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, delete, insert, update

from identity.access import organisation_of, require
from identity.access.advisory_locks import Lock, lock_alone
from identity.access.extension_schemas import extension_schemas_of, get_extension_schema, lock_holders
from identity.audit import Act, Target, record
from identity.commands.extension_data import bring_under
from identity.commands.unique_values import release_unique_values
from identity.commands.versions import expect_version
from identity.database import Statement
from identity.errors import InvalidInput, SchemaExists
from identity.records import ExtensionSchemaRecord
from identity.rules.attributes import Attributes, differences
from identity.rules.extension_definition import MAX_SCHEMAS, Definition, defined
from identity.rules.extension_schema import DeclaredSchema, caseless
from identity.rules.permissions import Permission
from identity.tables import CONNECTIONS, EXTENSION_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from identity.database import Writer

_X = EXTENSION_SCHEMAS.c
_THIS = (_X.organisation_id == bindparam("organisation_id"), _X.key == bindparam("this_key"))
_INSERT = Statement(
    insert(EXTENSION_SCHEMAS)
    .values({column: bindparam(column.name, type_=column.type) for column in _X})
    .returning(*_X)
)
_WRITTEN = ("urn", "name", "description", "attributes", "updated_at")
_UPDATE = Statement(
    update(EXTENSION_SCHEMAS)
    .where(*_THIS)
    .values({name: bindparam(f"new_{name}", type_=_X[name].type) for name in _WRITTEN} | {"version": _X.version + 1})
    .returning(*_X)
)
_DELETE = Statement(delete(EXTENSION_SCHEMAS).where(*_THIS))
_MOVE_CONNECTIONS = Statement(
    update(CONNECTIONS)
    .where(CONNECTIONS.c.organisation_id == bindparam("organisation_id"))
    .values(version=CONNECTIONS.c.version + 1)
)


async def create(writer: Writer, act: Act, given: Mapping[str, Any]) -> ExtensionSchemaRecord:
    """Declare a schema, given as `defined` takes it. Raises `SchemaExists`, `DataDoesNotConform`, `InvalidInput`."""
    actor = require(act.actor, Permission.SCHEMAS_WRITE)
    organisation_id = organisation_of(actor)
    definition = defined(**given)
    await lock_alone(writer, Lock.SCHEMAS, organisation_id)
    existing = await extension_schemas_of(writer, actor, organisation_id)
    for schema in existing:
        if caseless(schema.urn) == caseless(definition.urn):
            raise SchemaExists(schema.urn)
    if len(existing) >= MAX_SCHEMAS:
        raise InvalidInput("urn", f"The organisation has {len(existing)} schemas, and at most {MAX_SCHEMAS} are kept.")
    row = await writer.row(
        _INSERT,
        organisation_id=organisation_id,
        key=caseless(definition.urn),
        resource_type=definition.resource_type,
        version=1,
        created_at=act.now,
        **_columns(definition, act),
    )
    assert row is not None
    schema = ExtensionSchemaRecord.of(row)
    await _declared(writer, act, organisation_id, schema, differences({}, _fields(definition)))
    return schema


async def replace(
    writer: Writer, act: Act, urn: str, given: Mapping[str, Any], expected_version: int | None
) -> ExtensionSchemaRecord:
    """Put a definition in a schema's place; its URN may change its letter case. What changes nothing writes nothing.

    Raises `NotFound`, `VersionConflict`, `DataDoesNotConform`, `InvalidInput`.
    """
    organisation_id = organisation_of(require(act.actor, Permission.SCHEMAS_WRITE))
    definition = defined(**given)
    await lock_alone(writer, Lock.SCHEMAS, organisation_id)
    before = await get_extension_schema(writer, organisation_id, urn)
    expect_version(before.version, expected_version)
    if caseless(definition.urn) != caseless(before.urn):
        raise InvalidInput("urn", f"The URN of '{before.urn}' cannot change; define another schema.")
    changes = differences(_fields(before), _fields(definition))
    if not changes:
        return before
    new = {f"new_{name}": value for name, value in _columns(definition, act).items()}
    row = await writer.row(_UPDATE, organisation_id=organisation_id, this_key=caseless(before.urn), **new)
    assert row is not None
    after = ExtensionSchemaRecord.of(row)
    if DeclaredSchema.of(before.urn, before.attributes).unique_attributes:
        # Locked first: whoever drops an extension holds their own row already, and gives up what is released here.
        await lock_holders(writer, organisation_id, before.resource_type, caseless(before.urn))
        await release_unique_values(writer, organisation_id, caseless(before.urn))
    await _declared(writer, act, organisation_id, after, changes)
    return after


async def remove(writer: Writer, act: Act, urn: str, expected_version: int | None) -> str:
    """Take a schema back and return its URN; what is stored under it stays, undeclared, and need not be unique."""
    organisation_id = organisation_of(require(act.actor, Permission.SCHEMAS_WRITE))
    await lock_alone(writer, Lock.SCHEMAS, organisation_id)
    schema = await get_extension_schema(writer, organisation_id, urn)
    expect_version(schema.version, expected_version)
    await writer.rows(_DELETE, organisation_id=organisation_id, this_key=caseless(schema.urn))
    await writer.rows(_MOVE_CONNECTIONS, organisation_id=organisation_id)
    await record(writer, act, organisation_id, _target(schema), differences(_fields(schema), {}))
    return schema.urn


async def _declared(
    writer: Writer, act: Act, organisation_id: UUID, schema: ExtensionSchemaRecord, changes: list[dict[str, Any]]
) -> None:
    judging = DeclaredSchema.of(schema.urn, schema.attributes)
    actor = require(act.actor, Permission.SCHEMAS_WRITE)
    respelled = await bring_under(writer, actor, schema.resource_type, judging, act.now)
    if respelled:
        changes = [*changes, {"field": "resourcesRespelled", "before": None, "after": respelled}]
    await writer.rows(_MOVE_CONNECTIONS, organisation_id=organisation_id)
    await record(writer, act, organisation_id, _target(schema), changes)


def _columns(definition: Definition, act: Act) -> dict[str, Any]:
    return {
        "urn": definition.urn,
        "name": definition.name,
        "description": definition.description,
        "attributes": orjson.dumps(definition.attributes).decode(),
        "updated_at": act.now,
    }


def _fields(schema: Definition | ExtensionSchemaRecord) -> Attributes:
    """A schema as the audit log shows it: each attribute is a field of its own."""
    return {
        "urn": schema.urn,
        "name": schema.name,
        "description": schema.description or None,
        "attributes": {attribute["name"]: attribute for attribute in schema.attributes},
    }


def _target(schema: ExtensionSchemaRecord) -> Target:
    return Target("ExtensionSchema", schema.urn, schema.name)
