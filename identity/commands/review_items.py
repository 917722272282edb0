"""The review list: what an admin is to decide about accounts that were not let in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, update
from sqlalchemy.dialects.postgresql import insert

from identity.access import organisation_of, require
from identity.access.review_items import get_review_item_to_change
from identity.audit import Act, Target, record
from identity.database import Statement
from identity.rules.permissions import Permission
from identity.tables import REVIEW_ITEMS

if TYPE_CHECKING:
    from uuid import UUID

    from identity.database import Writer
    from identity.id_tokens import MicrosoftClaims
    from identity.records import ReviewItemRecord
    from identity.rules.linking import NotAdmitted

_I = REVIEW_ITEMS.c
_FIRST = insert(REVIEW_ITEMS).values(
    {
        column: bindparam(column.name)
        for column in _I
        if column not in {_I.external_id, _I.closed_at, _I.closed_by, _I.decision}
    }
)
_PUT = Statement(
    _FIRST.on_conflict_do_update(
        index_elements=["organisation_id", "subject", "reason"],
        index_where=_I.closed_at.is_(None),
        set_={
            "attempts": _I.attempts + 1,
            "last_at": func.greatest(_I.last_at, _FIRST.excluded.last_at),
            "user_name": _FIRST.excluded.user_name,
            "display_name": _FIRST.excluded.display_name,
            "user_id": _FIRST.excluded.user_id,
            "request_id": _FIRST.excluded.request_id,
        },
    )
)
_CLOSE = Statement(
    update(REVIEW_ITEMS)
    .where(_I.organisation_id == bindparam("of"), _I.id == bindparam("item"))
    .values(closed_at=bindparam("now"), closed_by=bindparam("closer"))
)


async def put(writer: Writer, act: Act, organisation_id: UUID, claims: MicrosoftClaims, verdict: NotAdmitted) -> None:
    """Put an account on the list; one that is on it for this reason has tried once more."""
    await writer.rows(
        _PUT,
        organisation_id=organisation_id,
        id=act.new_id(),
        reason=verdict.reason,
        subject=f"{claims.tenant_id}/{claims.object_id}",
        request_id=act.request_id,
        tenant_id=claims.tenant_id,
        object_id=claims.object_id,
        user_name=claims.preferred_username,
        display_name=claims.name,
        user_id=verdict.user_id,
        attempts=1,
        first_at=act.now,
        last_at=act.now,
    )


async def close(writer: Writer, act: Act, id_: str) -> ReviewItemRecord:
    """Take an item off the list; one that is closed stays as it is. Raises `NotFound`."""
    actor = require(act.actor, Permission.REVIEW_ITEMS_WRITE)
    item = await get_review_item_to_change(writer, actor, id_)
    if item.closed_at is not None:
        return item
    organisation_id = organisation_of(actor)
    await writer.rows(_CLOSE, of=organisation_id, item=item.id, now=act.now, closer=actor.label)
    target = Target("ReviewItem", item.id, item.user_name or str(item.object_id))
    changes = [{"field": "closedAt", "before": None, "after": act.now.isoformat()}]
    await record(writer, act, organisation_id, target, changes)
    return replace(item, closed_at=act.now, closed_by=actor.label)
