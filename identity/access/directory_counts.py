"""The door to how many an organisation has of people, of each kind, and of groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, exists, func, select, union

from identity.access import organisation_of, require
from identity.database import Statement
from identity.rules.permissions import Permission
from identity.rules.source import Source
from identity.tables import GROUPS, MICROSOFT_ACCOUNTS, PASSKEYS, PASSWORDS, USERS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect, Table

    from identity.actor import Actor
    from identity.database import Reader

_U = USERS.c
_A = MICROSOFT_ACCOUNTS.c


@dataclass(frozen=True, slots=True)
class DirectoryCounts:
    """How many people there are, and groups.

    `provisioned` are kept by the directory, `linked` have a Microsoft account, whether active or not. `never_signed_in`
    are active and have neither been linked nor given a password or passkey.
    """

    users: int
    active: int
    deactivated: int
    provisioned: int
    linked: int
    locked: int
    never_signed_in: int
    groups: int


def _mine(table: Table) -> ColumnElement[bool]:
    return table.c.organisation_id == bindparam("organisation_id")


_HOW_MANY = func.count(type_=Integer)
_HAS_ACCOUNT = exists(select(_A.user_id).where(_mine(MICROSOFT_ACCOUNTS), _A.user_id == _U.id))
_HAVE_LOCAL_WAYS_IN = union(*(select(table.c.user_id).where(_mine(table)) for table in (PASSWORDS, PASSKEYS)))


def _people(*only: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(_HOW_MANY).where(_mine(USERS), *only).scalar_subquery()


# Everybody is counted once, by an index; besides only the few, who are deactivated or kept by no directory. Nor are
# people joined with their accounts, a hundred thousand of either: only those are looked up who are gone.
_COUNTS = Statement(
    select(
        _people().label("users"),
        _people(~_U.active).label("deactivated"),
        _people((_U.source == Source.SIGN_IN) | (_U.source == Source.LOCAL)).label("kept_here"),
        select(func.count(_A.user_id.distinct())).where(_mine(MICROSOFT_ACCOUNTS)).scalar_subquery().label("linked"),
        _people(~_U.active, _HAS_ACCOUNT).correlate(None).label("linked_and_gone"),
        _people(_U.active, _U.id.in_(_HAVE_LOCAL_WAYS_IN), ~_HAS_ACCOUNT).correlate(None).label("local_only"),
        _people(_U.locked_at.is_not(None)).correlate(None).label("locked"),
        select(_HOW_MANY).where(_mine(GROUPS)).scalar_subquery().label("groups"),
    )
)


async def directory_counts(reader: Reader, actor: Actor | None) -> DirectoryCounts:
    """All of them, as they are now."""
    actor = require(actor, Permission.DIRECTORY_READ)
    row = await reader.row(_COUNTS, organisation_id=organisation_of(actor))
    assert row is not None
    users, active = row["users"], row["users"] - row["deactivated"]
    return DirectoryCounts(
        users=users,
        active=active,
        deactivated=row["deactivated"],
        provisioned=users - row["kept_here"],
        linked=row["linked"],
        locked=row["locked"],
        never_signed_in=active - (row["linked"] - row["linked_and_gone"]) - row["local_only"],
        groups=row["groups"],
    )
