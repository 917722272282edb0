"""The activity log: read, watched, and written by the services that answer requests."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator  # noqa: TC003  strawberry reads it
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NewType, TypeAlias
from uuid import UUID

import strawberry

from identity.access import organisation_of, require
from identity.access.activity_counts import activity_counts
from identity.access.activity_entries import MAX_PAGE, NEWEST_FIRST, find_activity, page_of_activity
from identity.access.activity_records import EVERY_ENTRY
from identity.access.activity_records import ActivityFilter as WantedActivity
from identity.commands import activity
from identity.errors import InvalidInput as InvalidInputError
from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, PermissionDenied
from identity.graphql.selection import selected_fields
from identity.graphql.types.activity import ActivityCount, ActivityEntry, ActivityEntryPage
from identity.graphql.types.pages import PageInfo
from identity.paging import Window
from identity.rules.activity import ActivityKind, ActivityOutcome, Span
from identity.rules.ids import uuid_or_none
from identity.rules.permissions import Permission
from identity.rules.text import unstorable
from identity.rules.told_request import MAX_TEXT

if TYPE_CHECKING:
    from identity.graphql.context import Context

VERIFY_SECONDS = 5.0
"""How long nothing may come until whoever watches is verified again."""
STALE_SECONDS = 1.0
"""How long they may take to be told of what came together."""
NO_CONNECTION = UUID(int=0)
"""Stands for an id that nothing can have."""


@strawberry.input(description="What is given has to hold.")
class ActivityFilter:
    kind: ActivityKind | None = None
    outcomes: list[ActivityOutcome] | None = None
    person_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of the person, or of a group as far as they were put into it or taken out."
    )
    group_id: strawberry.ID | None = None
    actor_id: strawberry.ID | None = strawberry.field(default=None, description="The token or the person who did it.")
    connection_id: strawberry.ID | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


ScimRequest = NewType("ScimRequest", object)
"""One SCIM request as it is told. A scalar, since hundreds come in a second and checking each by its type's fields
would cost more than all that is done with them; `commands.activity` checks them."""

SCIM_REQUEST = strawberry.scalar(
    name="ScimRequest",
    description="""One SCIM request, as the façade that answered it tells it: an object of

- `requestId: String!`
- `at: DateTime!`
- `action: String!`, the method and the address's template, as in `PATCH /Users/{id}`
- `status: Int!`
- `targetType: String`, `targetId: String`, `targetLabel: String`
- `subjects: [String!]`, ids of the users and groups it is about, 100 at most
- `message: String`, `advice: String`
- `durationMs: Float!`
- `explanation: JSON!`, an object of `Explanation`'s fields.""",
)


@strawberry.type(description="The requests were taken, and will be written in a moment.")
class ActivityRecorded:
    entries: int


ActivityRecordResult: TypeAlias = Annotated[
    ActivityRecorded | InvalidInput | PermissionDenied, strawberry.union("ActivityRecordResult")
]


@strawberry.type
class ActivityQueries:
    """The part of `Query` that is about what happened."""

    @strawberry.field(description="The latest first.")
    async def activity_entries(
        self,
        info: GraphQLInfo,
        filter: ActivityFilter | None = None,  # noqa: A002  the argument's name
        first: int = 50,
        after: str | None = None,
    ) -> ActivityEntryPage:
        require(info.context.actor, Permission.ACTIVITY_READ)
        wanted = _wanted(filter)
        window = Window.of(first, 0, after, NEWEST_FIRST, limit=MAX_PAGE)
        explained = "explanation" in selected_fields(info, "nodes")
        async with info.context.database.reading() as reader:
            page = await page_of_activity(reader, info.context.actor, wanted, window, explained=explained)
        return ActivityEntryPage(nodes=[ActivityEntry.of(entry) for entry in page.nodes], page_info=PageInfo.of(page))

    @strawberry.field
    async def activity_entry(self, info: GraphQLInfo, id: strawberry.ID) -> ActivityEntry | None:  # noqa: A002  the argument's name
        async with info.context.database.reading() as reader:
            found = await find_activity(reader, info.context.actor, id)
        return ActivityEntry.of(found) if found else None

    @strawberry.field(description="In spans of time that have entries, the earliest first.")
    async def activity_counts(
        self, info: GraphQLInfo, since: datetime, until: datetime | None = None, span: Span = Span.HOUR
    ) -> list[ActivityCount]:
        begin, end = _in_utc("since", since), info.context.now() if until is None else _in_utc("until", until)
        async with info.context.database.reading() as reader:
            counted = await activity_counts(reader, info.context.actor, since=begin, until=end, span=span)
        return [ActivityCount.of(each) for each in counted]


@strawberry.type
class ActivityMutations:
    """The part of `Mutation` that is about what happened."""

    @strawberry.mutation(description="Tell of SCIM requests that the caller made of the connection they address.")
    async def activity_record(self, info: GraphQLInfo, requests: list[ScimRequest]) -> ActivityRecordResult:
        async with info.context.database.writing() as writer:
            entries = await activity.record(writer, info.context.act("activityRecord"), requests)
        info.context.feed.wake(organisation_of(require(info.context.actor, Permission.ACTIVITY_WRITE)))
        return ActivityRecorded(entries=entries)


def _wanted(given: ActivityFilter | None) -> WantedActivity:
    """The entries that a filter means. Raises `InvalidInput`."""
    if given is None:
        return EVERY_ENTRY
    texts = {
        "personId": given.person_id,
        "groupId": given.group_id,
        "actorId": given.actor_id,
        "requestId": given.request_id,
    }
    for name, text in texts.items():
        if reason := unstorable(text or "", MAX_TEXT):
            raise InvalidInputError(f"filter.{name}", f"{name} {reason}.")
    connection_id = given.connection_id and uuid_or_none(given.connection_id)
    return WantedActivity(
        kind=given.kind,
        outcomes=None if given.outcomes is None else frozenset(given.outcomes),
        person_id=given.person_id,
        group_id=given.group_id,
        actor_id=given.actor_id,
        connection_id=connection_id or (NO_CONNECTION if given.connection_id is not None else None),
        request_id=given.request_id,
        since=given.since and _in_utc("filter.since", given.since),
        until=given.until and _in_utc("filter.until", given.until),
    )


def _in_utc(argument: str, time: datetime) -> datetime:
    """A time that was given, which is UTC where it does not say. Raises `InvalidInput`."""
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError as error:
        raise InvalidInputError(argument, f"{argument} is further away than time is told.") from error


@strawberry.type
class Subscription:
    @strawberry.subscription(description="Entries as they come, from now on, until the credential ends.")
    async def activity_added(
        self,
        info: GraphQLInfo,
        filter: ActivityFilter | None = None,  # noqa: A002  the argument's name
    ) -> AsyncGenerator[ActivityEntry, None]:
        context = info.context
        actor = require(context.actor, Permission.ACTIVITY_READ)
        explained = "explanation" in selected_fields(info)
        async with context.feed.watching(organisation_of(actor), _wanted(filter), explained=explained) as watcher:
            while True:
                batch = await watcher.next(VERIFY_SECONDS)
                verified_at = await _verify(context)
                for index, entry in enumerate(batch.entries):
                    if time.monotonic() - verified_at > STALE_SECONDS:
                        verified_at = await _verify(context)
                    # One operation goes on and on, and what it has loaded would stay.
                    context.loaders.changes_of_request.clear_all()
                    yield ActivityEntry.of(entry, missed_before=0 if index else batch.missed)


async def _verify(context: Context) -> float:
    """Whether the watcher may still watch, asked after what they are to see was read; returns when it was asked."""
    asked_at = time.monotonic()
    require(await context.verify_again(), Permission.ACTIVITY_READ)
    return asked_at
