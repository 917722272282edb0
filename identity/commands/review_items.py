"""The review list: what is put on it, and what an admin decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, update
from sqlalchemy.dialects.postgresql import insert

from identity.access import organisation_of, require, require_themselves
from identity.access.review_items import get_review_item_to_change
from identity.audit import Act, Target, record
from identity.commands.review_decisions import carry_out
from identity.database import Statement
from identity.errors import InvalidInput
from identity.rules.names import name_key
from identity.rules.permissions import Permission
from identity.rules.review import ReviewDecision, ReviewReason, decisions_on
from identity.tables import REVIEW_ITEMS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.database import Writer
    from identity.id_tokens import MicrosoftClaims
    from identity.records import ReviewItemRecord

_I = REVIEW_ITEMS.c
_FIRST = insert(REVIEW_ITEMS).values(
    {column: bindparam(column.name) for column in _I if column not in {_I.closed_at, _I.closed_by, _I.decision}}
)
_PUT = Statement(
    _FIRST.on_conflict_do_update(
        index_elements=["organisation_id", "subject", "reason"],
        index_where=_I.closed_at.is_(None),
        set_={
            "attempts": _I.attempts + 1,
            "last_at": func.greatest(_I.last_at, _FIRST.excluded.last_at),
            **{
                name: _FIRST.excluded[name]
                for name in ("user_name", "display_name", "external_id", "user_id", "request_id")
            },
        },
    )
)
_CLOSE = Statement(
    update(REVIEW_ITEMS)
    .where(_I.organisation_id == bindparam("of"), _I.id == bindparam("item"))
    .values(closed_at=bindparam("now"), closed_by=bindparam("closer"), decision=bindparam("decided"))
)


@dataclass(frozen=True, slots=True)
class NameConflict:
    """What provisioning sent under a name that is taken. `holder` is the user or the group that holds it."""

    reason: ReviewReason
    name: str
    external_id: str | None
    display_name: str | None
    holder: UUID | None


async def put_account(
    writer: Writer,
    act: Act,
    organisation_id: UUID,
    claims: MicrosoftClaims,
    reason: ReviewReason,
    *,
    user_id: UUID | None,
) -> None:
    """Put an account on the list; one that is on it for this reason has tried once more.

    `user_id` is the person it nearly was.
    """
    await writer.rows(
        _PUT,
        organisation_id=organisation_id,
        id=act.new_id(),
        reason=reason,
        subject=f"{claims.tenant_id}/{claims.object_id}",
        tenant_id=claims.tenant_id,
        object_id=claims.object_id,
        external_id=None,
        request_id=act.request_id,
        user_name=claims.preferred_username,
        display_name=claims.name,
        user_id=user_id,
        attempts=1,
        first_at=act.now,
        last_at=act.now,
    )


async def put_conflict(writer: Writer, act: Act, conflict: NameConflict) -> None:
    """Put a name that two claim on the list; the directory tries again and again, and is counted."""
    actor = require(act.actor, Permission.DIRECTORY_WRITE)
    await writer.rows(
        _PUT,
        organisation_id=organisation_of(actor),
        id=act.new_id(),
        reason=conflict.reason,
        subject=name_key(conflict.name),
        tenant_id=None,
        object_id=None,
        external_id=conflict.external_id,
        request_id=act.request_id,
        user_name=conflict.name,
        display_name=conflict.display_name,
        user_id=conflict.holder,
        attempts=1,
        first_at=act.now,
        last_at=act.now,
    )


async def decide(writer: Writer, act: Act, id_: str, decision: ReviewDecision, user_id: str | None) -> ReviewItemRecord:
    """Carry a decision out and take the item off the list; one that is closed stays as it is.

    `user_id` is the person an account is linked to. Only people in a session of their own decide, and only about
    people who are not above them. Raises `NotFound`, `InvalidInput`, `PermissionDenied`, `LastOwner`.
    """
    actor = require(act.actor, Permission.REVIEW_ITEMS_WRITE)
    if decision is not ReviewDecision.DISMISS:
        actor = require_themselves(actor, Permission.REVIEW_ITEMS_WRITE)
    item = await get_review_item_to_change(writer, actor, id_)
    if item.closed_at is not None:
        return item
    if decision not in possible(item):
        raise InvalidInput("decision", f"{decision} cannot be decided here. Choose one of the item's decisions.")
    await carry_out(writer, act, item, decision, user_id)
    organisation_id = organisation_of(actor)
    await writer.rows(_CLOSE, of=organisation_id, item=item.id, now=act.now, closer=actor.label, decided=decision)
    target = Target("ReviewItem", item.id, item.user_name or item.subject)
    changes = [{"field": "decision", "before": None, "after": decision}]
    await record(writer, act, organisation_id, target, changes)
    return replace(item, closed_at=act.now, closed_by=actor.label, decision=decision)


def possible(item: ReviewItemRecord) -> tuple[ReviewDecision, ...]:
    """What can be decided on an item."""
    return decisions_on(
        item.reason, names_a_holder=item.user_id is not None, has_external_id=item.external_id is not None
    )
