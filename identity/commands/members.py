"""Membership as sets: a fixed number of statements for any number of members, whatever the size of the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, delete, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access.advisory_locks import Lock, lock_alone, lock_shared
from identity.access.members import MEMBER, MEMBER_KINDS, removal_of_members
from identity.access.named_members import NamedMembers, resolve_members
from identity.commands.nesting import admit_subgroups
from identity.commands.pending_members import is_awaited
from identity.database import Statement
from identity.errors import InvalidInput
from identity.filtering import shape_of
from identity.rules.attributes import MAX_KEY
from identity.rules.text import unstorable
from identity.tables import GROUP_MEMBERS, PENDING_MEMBERS, SUBGROUPS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import Table

    from identity.database import Writer
    from identity.filtering import Filter

MAX_MEMBERS = 100_000
"""Members in one change."""

_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_GROUP = bindparam("group_id", type_=SQL_UUID())


@dataclass(frozen=True)
class _Set:
    """The statements over one table of members: known users, known groups, or remembered values."""

    add: Statement
    remove: Statement
    keep: Statement


def _set(table: Table, column: str, kind: Any) -> _Set:
    members = bindparam("members", type_=ARRAY(kind))
    given = func.unnest(members, type_=kind).column_valued("given")
    mine = (table.c.organisation_id == _ORGANISATION, table.c.group_id == _GROUP)
    is_given = exists(select(literal_column("1")).where(given == table.c[column]))
    return _Set(
        add=Statement(
            insert(table)
            .from_select(
                ["organisation_id", "group_id", column],
                select(_ORGANISATION, _GROUP, given),
            )
            .on_conflict_do_nothing()
            .returning(table.c[column].label("member"))
        ),
        # An array is looked up through the index: what is taken out counts, and not what is there.
        remove=Statement(
            delete(table).where(*mine, table.c[column] == func.any(members)).returning(table.c[column].label("member"))
        ),
        keep=Statement(delete(table).where(*mine, ~is_given).returning(table.c[column].label("member"))),
    )


_USERS = _set(GROUP_MEMBERS, "user_id", SQL_UUID())
_SUBGROUPS = _set(SUBGROUPS, "subgroup_id", SQL_UUID())
_PENDING = _set(PENDING_MEMBERS, "value", Text())
_P = PENDING_MEMBERS.c
_AWAITS = Statement(select(exists(select(_P.value).where(_P.organisation_id == _ORGANISATION, _P.group_id == _GROUP))))


@dataclass(frozen=True, slots=True)
class MemberDelta:
    """A change of membership: the whole set replaced if given, then some added, then some removed.

    Members are named by id or by externalId. `remove_where`, last of all, takes out those who satisfy a filter over
    what a member shows; whoever is only awaited shows nothing.
    """

    replace: Sequence[str] | None = None
    add: Sequence[str] = ()
    remove: Sequence[str] = ()
    remove_where: Filter | None = None


class MemberChange:
    """A delta of one group's members, in two steps: all that may have to be waited for, then what is written.

    Between them the group itself is written, whose name others wait for.
    """

    def __init__(self, writer: Writer, organisation_id: UUID, group_id: UUID, delta: MemberDelta) -> None:
        self._writer = writer
        self._organisation_id = organisation_id
        self._group_id = group_id
        self._delta = delta
        self._coming = NamedMembers()
        self._leaving = NamedMembers()
        self._subgroups: set[UUID] = set()
        self._came: set[str] = set()
        self._went: set[str] = set()
        self._remembered: set[str] = set()
        self._forgotten: set[str] = set()

    async def prepare(self, *, appears_as: str | None) -> None:
        """Take every lock that the change needs, and that the group needs to appear under an externalId.

        The caller has locked the group, or is about to create it. Raises `InvalidInput` when a member's id cannot be
        stored, when there are too many, and when a group cannot be a member of this one.
        """
        delta, removed = self._delta, set(self._delta.remove)
        _refuse_unstorable(delta)
        self._coming = await self._resolve({*(delta.replace or ()), *delta.add} - removed)
        # Before the locks: whoever is changing one of these users may be waiting for them.
        self._leaving = await self._resolve(removed)
        if self._coming.unknown or await self._forgets():
            await lock_alone(self._writer, Lock.AWAITED_MEMBERS, self._organisation_id)
            self._coming = self._coming.joined_by(await self._resolve(self._coming.unknown))
        elif appears_as is not None:
            await lock_shared(self._writer, Lock.AWAITED_MEMBERS, self._organisation_id)
        if appears_as in self._coming.unknown:
            raise InvalidInput("members", f"The group is to be called '{appears_as}', and cannot contain itself.")
        # Where it is awaited it joins groups itself.
        if appears_as is not None and await is_awaited(self._writer, self._organisation_id, appears_as):
            await lock_alone(self._writer, Lock.NESTING, self._organisation_id)
        joining = self._coming.groups - self._leaving.groups
        self._subgroups = await admit_subgroups(self._writer, self._organisation_id, self._group_id, joining)

    async def carry_out(self) -> list[dict[str, Any]]:
        """Write it; return the changed fields for the audit row. Raises `InvalidInput` when the filter does not fit."""
        delta = self._delta
        if delta.replace is not None or delta.add or delta.remove:
            await self._take()
        if delta.remove_where is not None:
            await self._remove_where(delta.remove_where)
        return self._changed_fields()

    async def _take(self) -> None:
        """Carry out all of the delta but its filter."""
        coming, leaving = self._coming, self._leaving
        users = coming.users - leaving.users
        # Values are forgotten first: whoever was just attaching by one is a member by now.
        if self._delta.replace is not None:
            self._forgotten = await self._run(_PENDING.keep, members=sorted(coming.unknown))
            self._went = await self._run(_USERS.keep, members=sorted(users))
            self._went |= await self._run(_SUBGROUPS.keep, members=sorted(self._subgroups))
        else:
            known_otherwise = leaving.by_external_id | coming.by_external_id
            self._forgotten = await self._run_over(_PENDING.remove, leaving.unknown | known_otherwise)
            leaving = leaving.joined_by(await self._resolve(leaving.unknown - self._forgotten))
            self._went = await self._run_over(_USERS.remove, leaving.users)
            self._went |= await self._run_over(_SUBGROUPS.remove, leaving.groups)
        self._came = await self._run_over(_USERS.add, users - leaving.users)
        self._came |= await self._run_over(_SUBGROUPS.add, self._subgroups - leaving.groups)
        self._remembered = await self._run_over(_PENDING.add, coming.unknown)

    async def _remove_where(self, tree: Filter) -> None:
        """Take out the members that satisfy a filter."""
        filtered = shape_of(tree, MEMBER)
        for kind in MEMBER_KINDS:
            gone = await self._run(removal_of_members(filtered.shape, kind), **filtered.parameters)
            self._went |= gone - self._came
            self._came -= gone

    def _changed_fields(self) -> list[dict[str, Any]]:
        """What changed, for the audit row."""
        fields = (
            ("members.removed", self._went, ()),
            ("members.added", (), self._came),
            ("pendingMembers.removed", self._forgotten, ()),
            ("pendingMembers.added", (), self._remembered),
        )
        return [
            {"field": field, "before": sorted(before) or None, "after": sorted(after) or None}
            for field, before, after in fields
            if before or after
        ]

    async def _forgets(self) -> bool:
        """Whether values may have to be forgotten, for which whoever is just attaching by one must have done so.

        They hold this group, which its new displayName would wait for, and would themselves wait for the value.
        """
        named = self._leaving.unknown | self._leaving.by_external_id | self._coming.by_external_id
        if self._delta.replace is None and not named:
            return False
        awaits: bool = await self._writer.value(_AWAITS, organisation_id=self._organisation_id, group_id=self._group_id)
        return awaits

    async def _resolve(self, values: Collection[str]) -> NamedMembers:
        return await resolve_members(self._writer, self._organisation_id, values)

    async def _run_over(self, statement: Statement, members: Collection[Any]) -> set[str]:
        """Run a statement that does nothing without members."""
        return await self._run(statement, members=sorted(members)) if members else set()

    async def _run(self, statement: Statement, **parameters: Any) -> set[str]:
        rows = await self._writer.rows(
            statement, organisation_id=self._organisation_id, group_id=self._group_id, **parameters
        )
        return {str(row["member"]) for row in rows}


def _refuse_unstorable(delta: MemberDelta) -> None:
    values = [*(delta.replace or ()), *delta.add, *delta.remove]
    if len(values) > MAX_MEMBERS:
        raise InvalidInput(
            "members", f"{len(values)} members were sent, and at most {MAX_MEMBERS} are accepted at once."
        )
    for value in values:
        if reason := unstorable(value, MAX_KEY):
            raise InvalidInput("members", f"The id of a member {reason}.")
