"""Bringing what is stored already under a schema that is being declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Text, bindparam, case, cast, column, func, literal_column, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access import organisation_of
from identity.access.extension_schemas import batches_of_holders, find_holder_of
from identity.commands.unique_values import take_unique_values
from identity.database import Statement
from identity.errors import DataDoesNotConform, Nonconformity
from identity.rules.extension_schema import DeclaredSchema, ResourceType, caseless
from identity.rules.extension_values import Misfit, UniqueValue, conforming, unique_values
from identity.rules.permissions import Permission, allowed
from identity.tables import GROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table

    from identity.actor import Actor
    from identity.database import Writer

MAX_EXAMPLES = 3

_GIVEN = (
    func.unnest(bindparam("ids", type_=ARRAY(SQL_UUID())), bindparam("documents", type_=ARRAY(Text())))
    .table_valued(column("id", SQL_UUID()), column("document", Text()), name="given")
    .render_derived()
)


def _rewrite(table: Table, values: dict[str, ColumnElement[Any]]) -> Statement:
    mine = (table.c.organisation_id == bindparam("organisation_id"), table.c.id == _GIVEN.c.id)
    moved = {"version": table.c.version + 1, "updated_at": bindparam("now")}
    return Statement(update(table).where(*mine).values(values | moved))


_DOCUMENT = cast(_GIVEN.c.document, JSONB)
_PATH: ColumnElement[str] = literal_column("'{extensions}'")
_IN_PROFILE = case(
    (_GIVEN.c.document == "{}", USERS.c.profile.op("-")(literal_column("'extensions'"))),
    else_=func.jsonb_set(USERS.c.profile, _PATH, _DOCUMENT),
)
_REWRITE = {
    ResourceType.USER: _rewrite(USERS, {"profile": _IN_PROFILE}),
    ResourceType.GROUP: _rewrite(GROUPS, {"extensions": _DOCUMENT}),
}


async def bring_under(
    writer: Writer, actor: Actor, resource_type: ResourceType, schema: DeclaredSchema, now: datetime
) -> int:
    """Make what is stored conform to a schema, and say how many resources had names spelled otherwise.

    The caller keeps others from writing values, and nobody holds unique ones under the schema yet. Raises
    `DataDoesNotConform` when a value does not fit; then nothing of the transaction may stay.
    """
    organisation_id = organisation_of(actor)
    bringing = _Bringing(writer, organisation_id, resource_type, schema, now)
    async for batch in batches_of_holders(writer, organisation_id, resource_type, schema.key):
        await bringing.bring(batch)
    if bringing.misfits:
        # An example names a resource and quotes its value: for those only who may read it anyway.
        examples = bringing.examples if allowed(actor.holder, Permission.DIRECTORY_READ) else []
        raise DataDoesNotConform(schema.urn, bringing.misfits, examples)
    return bringing.respelled


@dataclass
class _Bringing:
    writer: Writer
    organisation_id: UUID
    resource_type: ResourceType
    schema: DeclaredSchema
    now: datetime
    misfits: int = 0
    examples: list[Nonconformity] = field(default_factory=list)
    respelled: int = 0

    async def bring(self, batch: Sequence[tuple[UUID, dict[str, Any]]]) -> None:
        """Check resources that are locked; rewrite what is spelled otherwise, and take what must be unique."""
        rewritten: dict[UUID, dict[str, Any]] = {}
        unique: list[tuple[UUID, UniqueValue]] = []
        for id_, extensions in batch:
            try:
                after = self._conformed(extensions)
            except Misfit as misfit:
                self._does_not_fit(id_, misfit)
                continue
            unique += [(id_, value) for value in unique_values(after, {self.schema.key: self.schema})]
            if after != extensions:
                rewritten[id_] = after
        await self._take(unique)
        if rewritten and not self.misfits:
            await self._rewrite(rewritten)

    def _conformed(self, extensions: dict[str, Any]) -> dict[str, Any]:
        mine = {urn: part for urn, part in extensions.items() if caseless(urn) == self.schema.key}
        # One extension may have come under several spellings, in parts.
        part = conforming(self.schema, [each for part in mine.values() for each in part.items()])
        others = {urn: part for urn, part in extensions.items() if urn not in mine}
        return others | ({self.schema.urn: part} if part else {})

    async def _take(self, wanted: Sequence[tuple[UUID, UniqueValue]]) -> None:
        taken = await take_unique_values(self.writer, self.organisation_id, self.resource_type, wanted)
        refused = {id_: value for id_, value in wanted if (id_, value) not in taken}
        for id_, value in refused.items():
            holder = await self._holder(value)
            self._does_not_fit(id_, Misfit(value.attribute, f"has a value that {holder} holds, too"))

    async def _holder(self, value: UniqueValue) -> str:
        if len(self.examples) >= MAX_EXAMPLES:
            return "another"
        return str(await find_holder_of(self.writer, self.organisation_id, value))

    async def _rewrite(self, rewritten: dict[UUID, dict[str, Any]]) -> None:
        await self.writer.rows(
            _REWRITE[self.resource_type],
            organisation_id=self.organisation_id,
            ids=list(rewritten),
            documents=[orjson.dumps(document).decode() for document in rewritten.values()],
            now=self.now,
        )
        self.respelled += len(rewritten)

    def _does_not_fit(self, id_: UUID, misfit: Misfit) -> None:
        self.misfits += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append(Nonconformity(id_, misfit.attribute, misfit.reason))
