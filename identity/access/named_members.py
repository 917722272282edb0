"""The door to whoever clients name as members."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.database import Statement
from identity.rules.ids import uuid_or_none
from identity.tables import GROUPS, USERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Select, Table

    from identity.database import Writer


@dataclass(slots=True)
class NamedMembers:
    """Whom some values name. `by_external_id` are the values that name somebody and are not their id."""

    users: set[UUID] = field(default_factory=set)
    groups: set[UUID] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    by_external_id: set[str] = field(default_factory=set)

    def joined_by(self, appeared: NamedMembers) -> NamedMembers:
        """The same values, after the unknown ones were looked for again."""
        return NamedMembers(
            self.users | appeared.users,
            self.groups | appeared.groups,
            appeared.unknown,
            self.by_external_id | appeared.by_external_id,
        )


def _by_id(table: Table) -> Select[Any]:
    return select(table.c.id).where(
        table.c.organisation_id == bindparam("organisation_id"),
        table.c.id == func.any(bindparam("ids", type_=ARRAY(SQL_UUID()))),
    )


def _by_external_id(table: Table) -> Select[Any]:
    return select(table.c.id, table.c.external_id).where(
        table.c.organisation_id == bindparam("organisation_id"),
        table.c.external_id == func.any(bindparam("external_ids", type_=ARRAY(Text()))),
    )


def _held(statement: Select[Any]) -> Statement:
    """FOR KEY SHARE: a user found here cannot be deleted before the membership is written."""
    return Statement(statement.order_by(USERS.c.id).with_for_update(read=True, key_share=True))


_USERS_BY_ID = _held(_by_id(USERS))
_USERS_BY_EXTERNAL_ID = _held(_by_external_id(USERS))
# Groups are held when they join, behind the lock that all who put groups into groups take first.
_GROUPS_BY_ID = Statement(_by_id(GROUPS))
_GROUPS_BY_EXTERNAL_ID = Statement(_by_external_id(GROUPS))


async def resolve_members(writer: Writer, organisation_id: UUID, values: Iterable[str]) -> NamedMembers:
    """Tell what clients call members apart: users, groups, and values that name nobody.

    A member is named by its id, or by the externalId that some clients send in its place; users come before groups. An
    externalId that several users share, or several groups and no user, names nobody, since a guess could let a stranger
    in. The caller was already let into the organisation.
    """
    named = NamedMembers(unknown=set(values))
    ids = {value: uuid for value in named.unknown if (uuid := uuid_or_none(value))}
    for found, statement in ((named.users, _USERS_BY_ID), (named.groups, _GROUPS_BY_ID)):
        if wanted := {ids[value] for value in named.unknown if value in ids}:
            rows = await writer.rows(statement, organisation_id=organisation_id, ids=sorted(wanted))
            found.update(row["id"] for row in rows)
            named.unknown = {value for value in named.unknown if ids.get(value) not in found}
    shared: set[str] = set()
    for found, statement in ((named.users, _USERS_BY_EXTERNAL_ID), (named.groups, _GROUPS_BY_EXTERNAL_ID)):
        if named.unknown > shared:
            wanted_values = sorted(named.unknown - shared)
            rows = await writer.rows(statement, organisation_id=organisation_id, external_ids=wanted_values)
            holders = Counter(row["external_id"] for row in rows)
            found.update(row["id"] for row in rows if holders[row["external_id"]] == 1)
            named.by_external_id |= {value for value, count in holders.items() if count == 1}
            shared |= {value for value, count in holders.items() if count > 1}
            named.unknown -= named.by_external_id
    return named
