"""The audit log, read."""

from __future__ import annotations

from datetime import UTC, datetime

import strawberry

from identity.access import require
from identity.access.audit_entries import NEWEST_FIRST, AuditFilter, count_audit_entries, page_of_audit_entries
from identity.errors import InvalidInput
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.audit import AuditEntry, AuditEntryPage
from identity.graphql.types.pages import PageInfo
from identity.paging import Window
from identity.rules.permissions import Permission


@strawberry.type
class AuditQueries:
    """The part of `Query` that is about who changed what."""

    @strawberry.field(
        description="The latest first. What is given has to hold; `since` is the first moment that counts, `until` the "
        "first that does not."
    )
    async def audit_entries(  # noqa: PLR0917  the arguments of the field
        self,
        info: GraphQLInfo,
        target_id: strawberry.ID | None = None,
        request_id: str | None = None,
        actor_id: strawberry.ID | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        first: int = 100,
        offset: int = 0,
        after: str | None = None,
    ) -> AuditEntryPage:
        actor = require(info.context.actor, Permission.AUDIT_READ)
        window = Window.of(first, offset, after, NEWEST_FIRST)
        wanted = AuditFilter(target_id, request_id, actor_id, action, _moment("since", since), _moment("until", until))
        async with info.context.database.reading() as reader:
            page = await page_of_audit_entries(reader, actor, window, wanted)
        return AuditEntryPage(
            nodes=[AuditEntry.of(entry) for entry in page.nodes],
            page_info=PageInfo.of(page),
            count=lambda reader: count_audit_entries(reader, actor, wanted),
        )


def _moment(argument: str, given: datetime | None) -> datetime | None:
    if given is None:
        return None
    if given.tzinfo is None:
        raise InvalidInput(argument, f"{argument} needs its offset from UTC, as in 2026-01-31T09:00:00Z.")
    try:
        return given.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput(argument, f"{argument} is further away than time is told.") from error
