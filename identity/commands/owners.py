"""What nobody may do to an organisation: leave it without an owner who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.access import organisation_of
from identity.access.owners import owners_to_keep
from identity.access.roles import roles_in
from identity.errors import LastOwner, PermissionDenied
from identity.rules.owners import keeps_an_owner
from identity.rules.review import may_decide_on
from identity.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Writer
    from identity.records import UserRecord
    from identity.rules.owners import Owner


async def keep_an_owner(writer: Writer, organisation_id: UUID, after: Callable[[Owner], Owner | None]) -> None:
    """Refuse a change that would leave no owner who can sign in. To be asked before anything is written.

    `after` is what an owner will be after the change: the same, one with fewer ways in, or `None` for somebody who is
    no owner any more. Changes of this kind wait for each other, so that together they do not do what none may do alone.
    Raises `LastOwner`.
    """
    before = await owners_to_keep(writer, organisation_id)
    remaining = [owner for owner in map(after, before) if owner is not None]
    if not keeps_an_owner(before, remaining):
        raise LastOwner(
            "This would leave the organisation without an owner who can sign in. First make another person an owner, "
            "and let them sign in once."
        )


async def expect_to_rank_above(writer: Writer, actor: Actor, person: UserRecord) -> None:
    """Refuse what only an owner may do to an owner: taking their ways in. Raises `PermissionDenied`."""
    role = (await roles_in(writer, organisation_of(actor), [person.id])).get(person.id, Role.MEMBER)
    if not may_decide_on(actor.role, role):
        raise PermissionDenied(f"Only an owner may do this to {person.user_name}, who is an owner.")


async def keep_an_owner_besides(writer: Writer, organisation_id: UUID, user_id: UUID) -> None:
    """Refuse to let a person go, be it from the organisation or from their role, if they are the last owner.

    The person's row is locked by the caller. Raises `LastOwner`.
    """
    if (await roles_in(writer, organisation_id, [user_id])).get(user_id) is Role.OWNER:
        await keep_an_owner(writer, organisation_id, lambda owner: None if owner.user_id == user_id else owner)
