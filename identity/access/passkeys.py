"""Doors to passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from identity.access import organisation_of, require
from identity.database import Statement
from identity.errors import NotFound
from identity.records import UserRecord
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.tables import PASSKEY_CHALLENGES, PASSKEYS, USERS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Reader, Writer

_K = PASSKEYS.c
_U = USERS.c
_C = PASSKEY_CHALLENGES.c

EXPIRED_CHALLENGES = (
    select(_C.challenge_hash).where(_C.expires_at <= bindparam("now")).limit(100).with_for_update(skip_locked=True)
)
"""Some of them, and none that another transaction is deleting."""


@dataclass(frozen=True, slots=True)
class PasskeyRecord:
    """A person's passkey: the credential's id, its public key (COSE), and its signature counter."""

    id: UUID
    name: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyHolder:
    """A passkey and whose it is."""

    organisation_id: UUID
    user: UserRecord
    passkey: PasskeyRecord


_COLUMNS = tuple(_K[name] for name in PasskeyRecord.__slots__)
_OF_PERSON = (_K.organisation_id == bindparam("organisation_id"), _K.user_id == bindparam("user_id"))
_ALL = Statement(select(*_COLUMNS).where(*_OF_PERSON).order_by(_K.created_at, _K.id))
_KEY_COLUMNS = tuple(column.label(f"passkey_{column.name}") for column in _COLUMNS)
# The person first, as by everybody who holds both, so that nobody waits in a circle.
_BY_CREDENTIAL = Statement(
    select(_U.organisation_id, *(_U[name] for name in UserRecord.__slots__), *_KEY_COLUMNS)
    .join(PASSKEYS, (_K.organisation_id == _U.organisation_id) & (_K.user_id == _U.id))
    .where(_K.credential_id == bindparam("credential_id"))
    .with_for_update(key_share=True, of=[USERS, PASSKEYS])
)


async def own_passkeys(reader: Reader, actor: Actor | None) -> list[PasskeyRecord]:
    """The actor's own, the oldest first. Who is no person has none."""
    actor = require(actor, Permission.VIEWER_READ)
    rows = await reader.rows(_ALL, organisation_id=organisation_of(actor), user_id=actor.user_id)
    return [PasskeyRecord(**row) for row in rows]


async def get_own_passkey(reader: Reader, actor: Actor, id_: str) -> PasskeyRecord:
    """One of the actor's own. Raises `NotFound`."""
    uuid = uuid_or_none(id_)
    found = next((passkey for passkey in await own_passkeys(reader, actor) if passkey.id == uuid), None)
    if found is None:
        raise NotFound("Passkey", id_)
    return found


async def find_passkey_holder(writer: Writer, credential_id: bytes) -> PasskeyHolder | None:
    """Whose passkey this is, active or not. Both are locked until the transaction ends."""
    row = await writer.row(_BY_CREDENTIAL, credential_id=credential_id)
    if row is None:
        return None
    passkey = PasskeyRecord(**{name: row[f"passkey_{name}"] for name in PasskeyRecord.__slots__})
    return PasskeyHolder(row["organisation_id"], UserRecord.of(row), passkey)
