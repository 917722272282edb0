"""What follows from a decision on an item of the review list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.access import organisation_of, require
from identity.access.microsoft_accounts import get_person_to_admit
from identity.access.organisations import connections_of
from identity.access.roles import roles_in
from identity.commands.microsoft_accounts import link_account
from identity.errors import InvalidInput, PermissionDenied
from identity.rules.ids import uuid_or_none
from identity.rules.linking import LinkedBy
from identity.rules.permissions import Permission
from identity.rules.review import ReviewDecision, may_decide_on
from identity.rules.roles import Role

if TYPE_CHECKING:
    from identity.actor import Actor
    from identity.audit import Act
    from identity.database import Writer
    from identity.records import ReviewItemRecord, UserRecord


async def carry_out(
    writer: Writer, act: Act, item: ReviewItemRecord, decision: ReviewDecision, user_id: str | None
) -> None:
    """Do what was decided. Raises `NotFound`, `InvalidInput`, `PermissionDenied`, `LastOwner`."""
    match decision:
        case ReviewDecision.LINK:
            await _link(writer, act, item, user_id)
        case ReviewDecision.RELINK | ReviewDecision.ADOPT:
            raise NotImplementedError
        case ReviewDecision.DISMISS:
            pass


async def _link(writer: Writer, act: Act, item: ReviewItemRecord, user_id: str | None) -> None:
    actor = require(act.actor, Permission.REVIEW_ITEMS_WRITE)
    await _expect_own_tenant(writer, actor, item)
    user = await _person(writer, actor, user_id)
    assert item.tenant_id is not None
    assert item.object_id is not None
    is_linked = await link_account(
        writer,
        act,
        organisation_of(actor),
        user,
        (item.tenant_id, item.object_id),
        linked_by=LinkedBy.REVIEW,
        last_sign_in_at=item.last_at,
    )
    if not is_linked:
        raise InvalidInput(
            "userId", f"{user.user_name} or the account is linked otherwise already. Unlink that on their page first."
        )


async def _expect_own_tenant(writer: Writer, actor: Actor, item: ReviewItemRecord) -> None:
    connections = await connections_of(writer, actor, organisation_of(actor))
    if item.tenant_id not in {each.tenant_id for each in connections}:
        raise InvalidInput("id", "The account's tenant is not connected any more, so nobody comes in by it.")


async def _person(writer: Writer, actor: Actor, user_id: str | None) -> UserRecord:
    """The person who was chosen, held. Raises `InvalidInput`, `NotFound`, `PermissionDenied`."""
    uuid = uuid_or_none(user_id or "")
    if uuid is None:
        raise InvalidInput("userId", "Choose whose account it is.")
    user = await get_person_to_admit(writer, organisation_of(actor), uuid)
    role = (await roles_in(writer, organisation_of(actor), [user.id])).get(user.id, Role.MEMBER)
    if not may_decide_on(actor.role, role):
        raise PermissionDenied(f"Only an owner can say by which account {user.user_name} comes in, who is an owner.")
    if not user.active:
        raise InvalidInput("userId", f"{user.user_name} has been deactivated. Choose somebody who is active.")
    return user
