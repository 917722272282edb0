"""Names that two claim: what provisioning could not write waits on the review list for a person's decision."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from identity.actor import ActorKind
from identity.commands.review_items import NameConflict, put_conflict
from identity.errors import GroupNameTaken, UserNameTaken
from identity.rules.review import ReviewReason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from typing import Any

    from identity.graphql.context import GraphQLInfo


@asynccontextmanager
async def kept_for_review(
    info: GraphQLInfo, action: str, attributes: Mapping[str, Any], *, is_new: bool
) -> AsyncIterator[None]:
    """Put a refused name on the list, in a transaction of its own, since the refusal has rolled its own back.

    `attributes` are what was sent. Only of something new the directory's id is told: what is there already cannot
    become one with somebody else.
    """
    try:
        yield
    except (UserNameTaken, GroupNameTaken) as taken:
        actor = info.context.actor
        if actor is not None and actor.kind is ActorKind.SCIM_CLIENT:
            conflict = _conflict(taken, attributes, is_new=is_new)
            async with info.context.database.writing() as writer:
                await put_conflict(writer, info.context.act(action), conflict)
        raise


def _conflict(taken: UserNameTaken | GroupNameTaken, attributes: Mapping[str, Any], *, is_new: bool) -> NameConflict:
    external_id = attributes.get("externalId") if is_new else None
    if isinstance(taken, UserNameTaken):
        name, reason, display_name = taken.user_name, ReviewReason.USER_NAME_TAKEN, attributes.get("displayName")
    else:
        name, reason, display_name = taken.display_name, ReviewReason.GROUP_NAME_TAKEN, taken.display_name
    return NameConflict(reason, name, external_id, display_name, taken.existing_id)
