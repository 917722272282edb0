"""What follows from a decision on an item of the review list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from identity.access import organisation_of, require
from identity.access.microsoft_accounts import get_person_to_admit
from identity.access.organisations import connections_of
from identity.access.roles import roles_in
from identity.audit import Act, Target, record
from identity.commands import groups, users
from identity.commands.microsoft_accounts import link_account, unlink_account_of
from identity.commands.sessions import end_sessions_of
from identity.errors import InvalidInput, PermissionDenied
from identity.rules.ids import uuid_or_none
from identity.rules.linking import LinkedBy
from identity.rules.permissions import Permission
from identity.rules.review import ReviewDecision, ReviewReason, may_decide_on
from identity.rules.roles import Role

if TYPE_CHECKING:
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Writer
    from identity.records import ReviewItemRecord, UserRecord


async def carry_out(
    writer: Writer, act: Act, item: ReviewItemRecord, decision: ReviewDecision, user_id: str | None
) -> None:
    """Do what was decided. Raises `NotFound`, `InvalidInput`, `PermissionDenied`, `LastOwner`."""
    match decision:
        case ReviewDecision.LINK:
            await _link(writer, act, item, await _chosen(writer, act, user_id))
        case ReviewDecision.RELINK:
            user = await _chosen(writer, act, str(item.user_id))
            await _let_go(writer, act, item, user)
            await _link(writer, act, item, user)
        case ReviewDecision.ADOPT:
            await _adopt(writer, act, item)
        case ReviewDecision.DISMISS:
            pass


async def _link(writer: Writer, act: Act, item: ReviewItemRecord, user: UserRecord) -> None:
    actor = require(act.actor, Permission.REVIEW_ITEMS_WRITE)
    await _expect_own_tenant(writer, actor, item)
    is_linked = await link_account(
        writer,
        act,
        organisation_of(actor),
        user,
        _account(item),
        linked_by=LinkedBy.REVIEW,
        last_sign_in_at=item.last_at,
    )
    if not is_linked:
        raise InvalidInput(
            "userId", f"{user.user_name} or the account is linked otherwise already. Unlink that on their page first."
        )


async def _let_go(writer: Writer, act: Act, item: ReviewItemRecord, user: UserRecord) -> None:
    """Unlink the account that the person had until now, and end what it opened."""
    organisation_id = organisation_of(require(act.actor, Permission.REVIEW_ITEMS_WRITE))
    tenant_id, _ = _account(item)
    changes = await end_sessions_of(writer, organisation_id, user.id, act.now)
    object_id = await unlink_account_of(writer, organisation_id, user.id, tenant_id)
    if object_id is not None:
        account = f"{tenant_id}/{object_id}"
        changes = [{"field": "microsoftAccount", "before": account, "after": None}, *changes]
    if changes:
        await record(writer, act, organisation_id, Target("User", user.id, user.user_name), changes)


async def _adopt(writer: Writer, act: Act, item: ReviewItemRecord) -> None:
    assert item.external_id is not None
    if item.reason is ReviewReason.GROUP_NAME_TAKEN:
        await groups.adopt(writer, act, str(item.user_id), item.external_id)
        return
    user = await _chosen(writer, act, str(item.user_id))
    await users.adopt(writer, act, str(user.id), item.external_id)


def _account(item: ReviewItemRecord) -> tuple[UUID, UUID]:
    assert item.tenant_id is not None
    assert item.object_id is not None
    return item.tenant_id, item.object_id


async def _expect_own_tenant(writer: Writer, actor: Actor, item: ReviewItemRecord) -> None:
    connections = await connections_of(writer, actor, organisation_of(actor))
    if item.tenant_id not in {each.tenant_id for each in connections}:
        raise InvalidInput("id", "The account's tenant is not connected any more, so nobody comes in by it.")


async def _chosen(writer: Writer, act: Act, user_id: str | None) -> UserRecord:
    """The person a decision is about, held. Raises `InvalidInput`, `NotFound`, `PermissionDenied`."""
    actor = require(act.actor, Permission.REVIEW_ITEMS_WRITE)
    uuid = uuid_or_none(user_id or "")
    if uuid is None:
        raise InvalidInput("userId", "Choose whose account it is.")
    user = await get_person_to_admit(writer, organisation_of(actor), uuid)
    role = (await roles_in(writer, organisation_of(actor), [user.id])).get(user.id, Role.MEMBER)
    if not may_decide_on(actor.role, role):
        raise PermissionDenied(f"Only an owner can decide about {user.user_name}, who is an owner.")
    return user
