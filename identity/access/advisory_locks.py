"""Locks on what no row stands for. Each belongs to one organisation and is held until the transaction ends.

Whoever takes several takes them in the order of their names here, and before a statement that may wait for a group:
one that takes a displayName, which somebody else may just be taking, and one that deletes or renames a group, whose row
must be free of readers.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, bindparam, func, select

from identity.database import Statement

if TYPE_CHECKING:
    from uuid import UUID

    from identity.database import Writer

_KEY = bindparam("key", type_=BigInteger)
_ALONE = Statement(select(func.pg_advisory_xact_lock(_KEY)))
_SHARED = Statement(select(func.pg_advisory_xact_lock_shared(_KEY)))


class Lock(Enum):
    """What is locked: the schemas in force, the values that are awaited as members, which group is inside which."""

    SCHEMAS = 2
    AWAITED_MEMBERS = 0
    NESTING = 1


async def lock_alone(writer: Writer, lock: Lock, organisation_id: UUID) -> None:
    """Wait until nobody holds it."""
    await writer.rows(_ALONE, key=_key(lock, organisation_id))


async def lock_shared(writer: Writer, lock: Lock, organisation_id: UUID) -> None:
    """Wait until nobody holds it alone."""
    await writer.rows(_SHARED, key=_key(lock, organisation_id))


def _key(lock: Lock, organisation_id: UUID) -> int:
    """The organisation's number among the advisory locks: the random half of its id, but for what tells locks apart."""
    return int.from_bytes(organisation_id.bytes[8:], signed=True) ^ lock.value
