"""One request, sign-in or act, explained from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.activity_words import ACTORS, KINDS, OUTCOMES
from web.desk import ACTIVITY
from web.endings import NOT_FOUND, Ended
from web.explained import Explained

if TYPE_CHECKING:
    from starlette.responses import Response

    from web.visit import Visit


async def read(visit: Visit) -> Response:
    """The page of an entry. Raises `Ended` when there is none of that id."""
    answer = await visit.person().activity_entry_read(visit.request.path_params["id"])
    entry = answer.activity_entry
    if entry is None:
        raise Ended(NOT_FOUND)
    return visit.desk(
        "activity_entry.html",
        answer.viewer,
        ACTIVITY,
        entry=entry,
        explained=Explained.of(entry),
        token=next((token for token in answer.access_tokens.nodes if entry.actor and token.id == entry.actor.id), None),
        kinds=KINDS,
        outcomes=OUTCOMES,
        actors=ACTORS,
    )
