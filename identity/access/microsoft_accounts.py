"""Doors to Microsoft accounts, and to the people they are or might be of.

Who is let in has no credential yet. What stands in for one is a verified ID token of a tenant that is connected to the
organisation; the caller has seen to that. People are held, so that nobody can deactivate them until the transaction
ends: otherwise a session opened at the moment of a deactivation would outlive it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, exists, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID
from sqlalchemy.sql import func

from identity.access import organisation_of, require
from identity.database import Statement
from identity.errors import NotFound
from identity.records import MicrosoftAccountRecord, UserRecord
from identity.rules.attributes import MAX_KEY
from identity.rules.linking import Candidate, Candidates
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.tables import MEMBERSHIPS, MICROSOFT_ACCOUNTS, PASSKEYS, PASSWORDS, USERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table

    from identity.actor import Actor
    from identity.database import Reader, Row, Writer

_A = MICROSOFT_ACCOUNTS.c
_U = USERS.c
_MINE = _U.organisation_id == bindparam("organisation_id")


def _has(table: Table) -> ColumnElement[bool]:
    theirs = (table.c.organisation_id == _U.organisation_id, table.c.user_id == _U.id)
    return exists(select(table.c.user_id).where(*theirs))


_CANDIDATES = (
    select(
        _U.id.label("user_id"),
        _U.active,
        _U.locked_at.is_not(None).label("locked"),
        _U.external_id,
        _A.object_id,
        _has(MEMBERSHIPS).label("manages"),
        (_has(PASSWORDS) | _has(PASSKEYS)).label("has_local_way_in"),
    )
    .outerjoin(
        MICROSOFT_ACCOUNTS,
        (_A.organisation_id == _U.organisation_id)
        & (_A.user_id == _U.id)
        & (_A.tenant_id == bindparam("tenant_id", type_=SQL_UUID())),
    )
    .where(_MINE)
    .with_for_update(read=True, of=USERS)
)
_LINKED = Statement(_CANDIDATES.where(_A.object_id == bindparam("object_id")))
_BY_EXTERNAL_ID = Statement(_CANDIDATES.where(_U.external_id == bindparam("external_id", type_=Text())).limit(2))
_BY_USER_NAME = Statement(_CANDIDATES.where(_U.user_name_key == bindparam("user_name_key", type_=Text())))
_PERSON_COLUMNS = tuple(_U[name] for name in UserRecord.__slots__)
_PERSON_HELD = Statement(
    select(*_PERSON_COLUMNS).where(_MINE, _U.id == bindparam("user_id")).with_for_update(read=True)
)
_ACCOUNT_COLUMNS = tuple(_A[name] for name in MicrosoftAccountRecord.__slots__)
_OF_USERS = Statement(
    select(_A.user_id, *_ACCOUNT_COLUMNS)
    .where(
        _A.organisation_id == bindparam("organisation_id"),
        _A.user_id == func.any(bindparam("ids", type_=ARRAY(SQL_UUID()))),
    )
    .order_by(_A.linked_at)
)


def came_by_account(user_id: ColumnElement[UUID], tenant_id: ColumnElement[UUID | None]) -> ColumnElement[bool]:
    """What people of one organisation (`of`) came in with by the Microsoft account with this `object_id`."""
    linked = select(_A.user_id, _A.tenant_id).where(
        _A.organisation_id == bindparam("of"), _A.object_id == bindparam("object_id")
    )
    return tuple_(user_id, tenant_id).in_(linked)


async def candidates_for(
    writer: Writer, organisation_id: UUID, tenant_id: UUID, object_id: UUID, user_name: str | None
) -> Candidates:
    """Who might be meant by an account that its tenant calls `user_name`. Entra sends object ids in lower case."""
    scope = {"organisation_id": organisation_id, "tenant_id": tenant_id}
    linked = await writer.row(_LINKED, **scope, object_id=object_id)
    by_external_id = await writer.rows(_BY_EXTERNAL_ID, **scope, external_id=str(object_id))
    if linked:
        return Candidates(_candidate(linked), [_candidate(row) for row in by_external_id])
    by_user_name = (
        await writer.row(_BY_USER_NAME, **scope, user_name_key=name_key(user_name))
        if user_name and len(user_name) <= MAX_KEY
        else None
    )
    return Candidates(
        by_external_id=[_candidate(row) for row in by_external_id],
        by_user_name=_candidate(by_user_name) if by_user_name else None,
    )


async def get_person_to_admit(writer: Writer, organisation_id: UUID, user_id: UUID) -> UserRecord:
    """One of the candidates, or somebody else whose id the organisation gave out, held. Raises `NotFound`."""
    row = await writer.row(_PERSON_HELD, organisation_id=organisation_id, user_id=user_id)
    if row is None:
        raise NotFound("User", str(user_id))
    return UserRecord.of(row)


async def microsoft_accounts_of(
    reader: Reader, actor: Actor | None, user_ids: Sequence[UUID]
) -> dict[UUID, list[MicrosoftAccountRecord]]:
    """The accounts each of these users is linked to, the oldest link first. One's own are no secret."""
    actor = require(actor, Permission.VIEWER_READ)
    if any(user_id != actor.user_id for user_id in user_ids):
        require(actor, Permission.MICROSOFT_ACCOUNTS_READ)
    rows = await reader.rows(_OF_USERS, organisation_id=organisation_of(actor), ids=list(user_ids))
    found: dict[UUID, list[MicrosoftAccountRecord]] = defaultdict(list)
    for row in rows:
        account = MicrosoftAccountRecord(**{name: row[name] for name in MicrosoftAccountRecord.__slots__})
        found[row["user_id"]].append(account)
    return found


def _candidate(row: Row) -> Candidate:
    return Candidate(**row)
