"""Doors to people's passwords. Whoever comes here is nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from identity.access import organisation_of, require
from identity.access.admission import MAY_COME_IN
from identity.database import Statement
from identity.records import UserRecord
from identity.rules.attributes import MAX_KEY
from identity.rules.names import is_slug, name_key
from identity.rules.password_throttle import MAX_FAILURES
from identity.rules.permissions import Permission
from identity.rules.text import unstorable
from identity.tables import ORGANISATIONS, PASSWORD_THROTTLES, PASSWORDS, USERS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Row, Writer

_T = PASSWORD_THROTTLES.c
_U = USERS.c
_O = ORGANISATIONS.c
_P = PASSWORDS.c
_PERSON_COLUMNS = tuple(_U[name] for name in UserRecord.__slots__)
_WITH_PASSWORD = select(_U.organisation_id, *_PERSON_COLUMNS, _P.hash, _P.changed_at).outerjoin(
    PASSWORDS, (_P.organisation_id == _U.organisation_id) & (_P.user_id == _U.id)
)
_BY_NAMES = Statement(
    _WITH_PASSWORD.join(ORGANISATIONS, _O.id == _U.organisation_id).where(
        _O.slug == bindparam("slug"), _U.user_name_key == bindparam("user_name_key")
    )
)
_UNCHANGED = Statement(
    select(MAY_COME_IN)
    .join(PASSWORDS, (_P.organisation_id == _U.organisation_id) & (_P.user_id == _U.id))
    .where(
        _U.organisation_id == bindparam("organisation_id"),
        _U.id == bindparam("id"),
        _P.changed_at == bindparam("changed_at"),
    )
    .with_for_update(read=True)
)
_CHANGED_AT = Statement(
    select(_P.changed_at).where(_P.organisation_id == bindparam("organisation_id"), _P.user_id == bindparam("user_id"))
)

FORGOTTEN_THROTTLES = (
    select(_T.key)
    .where(_T.last_failed_at < bindparam("before"), _T.failures < MAX_FAILURES)
    .limit(100)
    .with_for_update(skip_locked=True)
)
"""Some of those that hold nobody up any more, and none that another transaction holds."""


@dataclass(frozen=True, slots=True)
class PasswordHolder:
    """A person and their password's hash; `hash` and `changed_at` are `None` when they have none."""

    organisation_id: UUID
    user: UserRecord
    hash: str | None
    changed_at: datetime | None


async def find_password_holder(reader: Reader, organisation: str, user_name: str) -> PasswordHolder | None:
    """The person of this name at the organisation of this slug, active or not."""
    if not is_slug(organisation) or unstorable(user_name, MAX_KEY):
        return None  # nobody can be called so
    row = await reader.row(_BY_NAMES, slug=organisation, user_name_key=name_key(user_name))
    return _holder(row) if row else None


async def is_still_so(writer: Writer, organisation_id: UUID, user_id: UUID, changed_at: datetime) -> bool:
    """Whether the person may come in and their password has not been changed since then.

    Neither can cease to be so until the transaction ends.
    """
    may_come_in = await writer.value(_UNCHANGED, organisation_id=organisation_id, id=user_id, changed_at=changed_at)
    return may_come_in is True


async def has_own_password(reader: Reader, actor: Actor | None) -> bool:
    """Whether the actor can sign in with a password. Who is no person has none."""
    actor = require(actor, Permission.VIEWER_READ)
    return actor.user_id is not None and (
        await find_password_change(reader, organisation_of(actor), actor.user_id) is not None
    )


async def find_password_change(reader: Reader, organisation_id: UUID, user_id: UUID) -> datetime | None:
    """When the person's password was last set; `None` when there is none."""
    changed_at: datetime | None = await reader.value(_CHANGED_AT, organisation_id=organisation_id, user_id=user_id)
    return changed_at


def _holder(row: Row) -> PasswordHolder:
    return PasswordHolder(
        organisation_id=row["organisation_id"],
        user=UserRecord.of(row),
        hash=row["hash"],
        changed_at=row["changed_at"],
    )
