"""Membership as sets: one statement for any number of members, whatever the size of the group.

A member that is not known yet is remembered and attaches when that user appears, because Entra does not send a
skipped member again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Text, bindparam, delete, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID

from identity.access.members import resolve_members
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.attributes import MAX_KEY
from identity.rules.text import unstorable
from identity.tables import GROUP_MEMBERS, GROUPS, PENDING_MEMBERS, USERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import Table

    from identity.database import Writer
    from identity.records import UserRecord

MAX_MEMBERS = 100_000
"""Members in one change."""

_ORGANISATION = bindparam("organisation_id", type_=SQL_UUID())
_GROUP = bindparam("group_id", type_=SQL_UUID())


@dataclass(frozen=True)
class _Set:
    """The statements over one table of members, known users or remembered values."""

    add: Statement
    remove: Statement
    keep: Statement


def _set(table: Table, column: str, kind: Any) -> _Set:
    given = func.unnest(bindparam("members", type_=ARRAY(kind)), type_=kind).column_valued("given")
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
        remove=Statement(delete(table).where(*mine, is_given).returning(table.c[column].label("member"))),
        keep=Statement(delete(table).where(*mine, ~is_given).returning(table.c[column].label("member"))),
    )


_KNOWN = _set(GROUP_MEMBERS, "user_id", SQL_UUID())
_PENDING = _set(PENDING_MEMBERS, "value", Text())

_P = PENDING_MEMBERS.c
_VALUE = bindparam("value", type_=Text())
_AWAITED = (_P.organisation_id == _ORGANISATION, _P.value == _VALUE)
# An externalId that several users share names nobody: the one who appears may be a stranger to the group.
_SHARED = exists(
    select(USERS.c.id).where(
        USERS.c.organisation_id == _ORGANISATION,
        USERS.c.external_id == _VALUE,
        USERS.c.id != bindparam("user_id", type_=SQL_UUID()),
    )
)
# Locked before anything of theirs is deleted, in the order in which the deletion of a group takes its rows.
_WAITING = (
    select(GROUPS.c.id)
    .join(PENDING_MEMBERS, (_P.organisation_id == GROUPS.c.organisation_id) & (_P.group_id == GROUPS.c.id))
    .where(*_AWAITED, ~_SHARED)
    .order_by(GROUPS.c.id)
    .with_for_update(read=True, key_share=True, of=GROUPS)
    .cte("waiting")
)
_TAKE_PENDING = Statement(delete(PENDING_MEMBERS).where(*_AWAITED, _P.group_id == _WAITING.c.id).returning(_P.group_id))

# Whoever remembers an unknown member and whoever gives a user an externalId must see each other's rows, or the member
# would stay outside for ever. Appearing users do not wait for each other; remembering waits for both.
_LOCK_KEY = bindparam("key", type_=BigInteger)
_WHILE_REMEMBERING = Statement(select(func.pg_advisory_xact_lock(_LOCK_KEY)))
_WHILE_APPEARING = Statement(select(func.pg_advisory_xact_lock_shared(_LOCK_KEY)))
_ATTACH = Statement(
    insert(GROUP_MEMBERS)
    .from_select(
        ["organisation_id", "group_id", "user_id"],
        select(
            _ORGANISATION,
            func.unnest(bindparam("group_ids", type_=ARRAY(SQL_UUID())), type_=SQL_UUID()),
            bindparam("user_id", type_=SQL_UUID()),
        ),
    )
    .on_conflict_do_nothing()
)


@dataclass(frozen=True, slots=True)
class MemberDelta:
    """A change of membership: the whole set replaced if given, then some added, then some removed."""

    replace: Sequence[str] | None = None
    add: Sequence[str] = ()
    remove: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return self.replace is not None or bool(self.add or self.remove)


async def change_members(
    writer: Writer, organisation_id: UUID, group_id: UUID, delta: MemberDelta
) -> list[dict[str, Any]]:
    """Apply a delta to a group that the caller has locked; return the changed fields for the audit row.

    Raises `InvalidInput` when a member's id cannot be stored or there are too many.
    """
    _refuse_unstorable(delta)
    if not delta:
        return []
    removed = set(delta.remove)
    wanted = [value for value in dict.fromkeys((*(delta.replace or ()), *delta.add)) if value not in removed]
    known, unknown = await resolve_members(writer, organisation_id, wanted)
    # Before the lock: whoever is changing one of these users may be waiting for it.
    leaving, never_known = await resolve_members(writer, organisation_id, removed)
    if unknown:
        await writer.rows(_WHILE_REMEMBERING, key=_lock_key(organisation_id))
        appeared, unknown = await resolve_members(writer, organisation_id, unknown)
        known |= appeared
    scope = {"organisation_id": organisation_id, "group_id": group_id}

    async def run(statement: Statement, members: Iterable[Any]) -> list[str]:
        given = sorted(members)
        rows = await writer.rows(statement, members=given, **scope) if given or delta.replace is not None else []
        return [str(row["member"]) for row in rows]

    # Values are forgotten first: that waits for a user who is just attaching by one, and then finds them a member.
    if delta.replace is not None:
        forgotten = await run(_PENDING.keep, unknown)
        out = await run(_KNOWN.keep, known - leaving)
    else:
        forgotten = await run(_PENDING.remove, never_known)
        appeared, _ = await resolve_members(writer, organisation_id, never_known - set(forgotten))
        leaving |= appeared
        out = await run(_KNOWN.remove, leaving)
    joined = await run(_KNOWN.add, known - leaving)
    remembered = await run(_PENDING.add, unknown)
    return [
        *_changed("members.removed", out, []),
        *_changed("members.added", [], joined),
        *_changed("pendingMembers.removed", forgotten, []),
        *_changed("pendingMembers.added", [], remembered),
    ]


async def attach_pending_members(writer: Writer, organisation_id: UUID, user: UserRecord) -> list[dict[str, Any]]:
    """Put a user who just appeared into the groups that were waiting for them; return the changed fields."""
    if user.external_id is None:
        return []
    await writer.rows(_WHILE_APPEARING, key=_lock_key(organisation_id))
    rows = await writer.rows(_TAKE_PENDING, organisation_id=organisation_id, value=user.external_id, user_id=user.id)
    group_ids = sorted(row["group_id"] for row in rows)
    if group_ids:
        await writer.rows(_ATTACH, organisation_id=organisation_id, group_ids=group_ids, user_id=user.id)
    return _changed("groups.added", [], [str(id_) for id_ in group_ids])


def _lock_key(organisation_id: UUID) -> int:
    """The organisation's number among the advisory locks: the random half of its id."""
    return int.from_bytes(organisation_id.bytes[8:], signed=True)


def _refuse_unstorable(delta: MemberDelta) -> None:
    values = [*(delta.replace or ()), *delta.add, *delta.remove]
    if len(values) > MAX_MEMBERS:
        raise InvalidInput(
            "members", f"{len(values)} members were sent, and at most {MAX_MEMBERS} are accepted at once."
        )
    for value in values:
        if reason := unstorable(value, MAX_KEY):
            raise InvalidInput("members", f"The id of a member {reason}.")


def _changed(field: str, before: list[str], after: list[str]) -> list[dict[str, Any]]:
    return [{"field": field, "before": before or None, "after": after or None}] if before or after else []
