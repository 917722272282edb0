"""Values of an organisation's own schemas that only one user or one group may hold.

Taking comes before giving up: of two that swap their values at the same time, both are refused and neither waits for
the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, column, delete, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access.extension_schemas import HELD, find_holder_of
from identity.database import Statement
from identity.errors import ValueTaken
from identity.rules.extension_values import UniqueValue, unique_values
from identity.tables import UNIQUE_VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from identity.access.extension_schemas import Held
    from identity.database import Writer
    from identity.rules.extension_schema import Declared, ResourceType

_V = UNIQUE_VALUES.c
_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_KEY = ("schema_key", "attribute", "value")
_ARRAYS = tuple(bindparam(name, type_=ARRAY(Text())) for name in _KEY)


def _take(held: Held) -> Statement:
    holders = bindparam("holders", type_=ARRAY(SQL_UUID()))
    given = func.unnest(holders, *_ARRAYS).table_valued(column("holder", SQL_UUID()), *_KEY, name="given")
    columns = given.render_derived().c
    return Statement(
        insert(UNIQUE_VALUES)
        .from_select(["organisation_id", held.holder.name, *_KEY], select(_ORGANISATION, *columns))
        .on_conflict_do_nothing()
        .returning(held.holder.label("holder"), *(_V[name] for name in _KEY))
    )


def _keep(held: Held) -> Statement:
    kept = func.unnest(*_ARRAYS).table_valued(*_KEY, name="kept").render_derived()
    is_kept = exists(select(literal_column("1")).where(*(kept.c[name] == _V[name] for name in _KEY)))
    return Statement(
        delete(UNIQUE_VALUES).where(
            _V.organisation_id == _ORGANISATION, held.holder == bindparam("holder", type_=SQL_UUID()), ~is_kept
        )
    )


_RELEASE = Statement(
    delete(UNIQUE_VALUES).where(_V.organisation_id == _ORGANISATION, _V.schema_key == bindparam("schema_key"))
)
_TAKE = {resource_type: _take(held) for resource_type, held in HELD.items()}
_KEEP = {resource_type: _keep(held) for resource_type, held in HELD.items()}


@dataclass(frozen=True, slots=True)
class Holder:
    """A user or a group that holds values."""

    organisation_id: UUID
    resource_type: ResourceType
    id: UUID


async def change_unique_values(
    writer: Writer, holder: Holder, before: Mapping[str, Any], after: Mapping[str, Any], declared: Declared
) -> None:
    """Take for a resource what its extensions hold now, and give up what they held before.

    The caller has locked the resource. Extensions that are all gone need nothing `declared`. Raises `ValueTaken`.
    """
    if before == after:
        return
    held, wanted = unique_values(before, declared), unique_values(after, declared)
    gained = sorted(wanted.keys() - held.keys())
    scope = (holder.organisation_id, holder.resource_type)
    taken = await take_unique_values(writer, *scope, [(holder.id, value) for value in gained])
    for unique in gained:
        if (holder.id, unique) not in taken:
            name = f"{declared[unique.schema_key].urn}:{unique.attribute}"
            existing_id = await find_holder_of(writer, holder.organisation_id, unique)
            raise ValueTaken(name, str(wanted[unique]), existing_id)
    if held.keys() - wanted.keys() or (before and not after):
        kept = _columns(sorted(wanted))
        statement = _KEEP[holder.resource_type]
        await writer.rows(statement, organisation_id=holder.organisation_id, holder=holder.id, **kept)


async def take_unique_values(
    writer: Writer, organisation_id: UUID, resource_type: ResourceType, wanted: Sequence[tuple[UUID, UniqueValue]]
) -> set[tuple[UUID, UniqueValue]]:
    """Give each of these values to its resource; return what was given, which leaves out what others hold."""
    if not wanted:
        return set()
    rows = await writer.rows(
        _TAKE[resource_type],
        organisation_id=organisation_id,
        holders=[holder for holder, _ in wanted],
        **_columns([value for _, value in wanted]),
    )
    return {(row["holder"], UniqueValue(*(row[name] for name in _KEY))) for row in rows}


async def release_unique_values(writer: Writer, organisation_id: UUID, schema_key: str) -> None:
    """Take from everybody what they hold under one schema. The caller has locked them all."""
    await writer.rows(_RELEASE, organisation_id=organisation_id, schema_key=schema_key)


def _columns(values: Sequence[UniqueValue]) -> dict[str, list[str]]:
    return {name: [getattr(value, name) for value in values] for name in _KEY}
