"""An organisation keeps an owner. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner, and the ways by which they can sign in. Who is locked is not `active` here.

    `tenants` are the Microsoft tenants that have an account of theirs, and with which people of the organisation sign
    in now.
    """

    user_id: UUID
    active: bool
    has_password: bool
    has_passkey: bool
    tenants: frozenset[UUID]

    @property
    def has_a_way_in(self) -> bool:
        """Whether they can sign in: somebody who is deactivated cannot, whatever they hold."""
        return self.active and (self.has_password or self.has_passkey or bool(self.tenants))


def keeps_an_owner(before: Collection[Owner], after: Collection[Owner]) -> bool:
    """Whether a change takes neither the last active owner, nor the last one who can sign in.

    An organisation that has none of a kind loses none: what is broken already can be repaired in any order.
    """
    keeps_an_active_one = any(owner.active for owner in after) or not any(owner.active for owner in before)
    keeps_a_way_in = any(owner.has_a_way_in for owner in after) or not any(owner.has_a_way_in for owner in before)
    return keeps_an_active_one and keeps_a_way_in
