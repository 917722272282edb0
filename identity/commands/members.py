"""Membership as sets: a fixed number of statements for any number of members, whatever the size of the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, delete, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access.advisory_locks import Lock, lock_alone
from identity.access.members import MEMBER, MEMBER_KINDS, removal_of_members
from identity.access.named_members import resolve_members
from identity.commands.nesting import admit_subgroups
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

    from identity.access.named_members import NamedMembers
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


async def change_members(
    writer: Writer, organisation_id: UUID, group_id: UUID, delta: MemberDelta
) -> list[dict[str, Any]]:
    """Apply a delta to a group that the caller has locked; return the changed fields for the audit row.

    Raises `InvalidInput` when a member's id cannot be stored, when there are too many, when a group cannot be a member
    of this one, and when the filter does not fit.
    """
    _refuse_unstorable(delta)
    group = _Group(writer, organisation_id, group_id)
    if delta.replace is not None or delta.add or delta.remove:
        await group.take(delta)
    if delta.remove_where is not None:
        await group.remove_where(delta.remove_where)
    return group.changed_fields()


class _Group:
    """The members of one group while they change: who came and who went."""

    def __init__(self, writer: Writer, organisation_id: UUID, group_id: UUID) -> None:
        self._writer = writer
        self._organisation_id = organisation_id
        self._group_id = group_id
        self._came: set[str] = set()
        self._went: set[str] = set()
        self._remembered: set[str] = set()
        self._forgotten: set[str] = set()

    async def take(self, delta: MemberDelta) -> None:
        """Carry out all of a delta but its filter."""
        removed = set(delta.remove)
        coming = await self._resolve({*(delta.replace or ()), *delta.add} - removed)
        # Before the lock: whoever is changing one of these users may be waiting for it.
        leaving = await self._resolve(removed)
        if coming.unknown or await self._forgets(delta, coming, leaving):
            await lock_alone(self._writer, Lock.AWAITED_MEMBERS, self._organisation_id)
            coming = coming.joined_by(await self._resolve(coming.unknown))
        users, groups = coming.users - leaving.users, coming.groups - leaving.groups
        groups = await admit_subgroups(self._writer, self._organisation_id, self._group_id, groups)
        # Values are forgotten first: whoever was just attaching by one is a member by now.
        if delta.replace is not None:
            self._forgotten = await self._run(_PENDING.keep, members=sorted(coming.unknown))
            self._went = await self._run(_USERS.keep, members=sorted(users))
            self._went |= await self._run(_SUBGROUPS.keep, members=sorted(groups))
        else:
            known_otherwise = leaving.by_external_id | coming.by_external_id
            self._forgotten = await self._run_over(_PENDING.remove, leaving.unknown | known_otherwise)
            leaving = leaving.joined_by(await self._resolve(leaving.unknown - self._forgotten))
            self._went = await self._run_over(_USERS.remove, leaving.users)
            self._went |= await self._run_over(_SUBGROUPS.remove, leaving.groups)
        self._came = await self._run_over(_USERS.add, users - leaving.users)
        self._came |= await self._run_over(_SUBGROUPS.add, groups - leaving.groups)
        self._remembered = await self._run_over(_PENDING.add, coming.unknown)

    async def remove_where(self, tree: Filter) -> None:
        """Take out the members that satisfy a filter."""
        filtered = shape_of(tree, MEMBER)
        for kind in MEMBER_KINDS:
            gone = await self._run(removal_of_members(filtered.shape, kind), **filtered.parameters)
            self._went |= gone - self._came
            self._came -= gone

    def changed_fields(self) -> list[dict[str, Any]]:
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

    async def _forgets(self, delta: MemberDelta, coming: NamedMembers, leaving: NamedMembers) -> bool:
        """Whether values may have to be forgotten, for which whoever is just attaching by one must have done so.

        They hold this group, which its new displayName would wait for, and would themselves wait for the value.
        """
        named = leaving.unknown | leaving.by_external_id | coming.by_external_id
        if delta.replace is None and not named:
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
