"""The activity log: read, watched, and written by the services that answer requests."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry
from strawberry.scalars import JSON

from identity.graphql.context import GraphQLInfo
from identity.graphql.problems import InvalidInput, PermissionDenied
from identity.graphql.types.activity import ActivityCount, ActivityEntry, ActivityEntryPage
from identity.rules.activity import ActivityKind, ActivityOutcome, Span


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


@strawberry.input(description="One SCIM request, as the façade that answered it tells it.")
class ScimRequestInput:
    request_id: str
    at: datetime
    action: str = strawberry.field(description="The method and the address's template, as in `PATCH /Users/{id}`.")
    status: int
    target_type: str | None = None
    target_id: str | None = None
    target_label: str | None = None
    subjects: list[str] = strawberry.field(
        default_factory=list, description="Ids of the users and groups it is about, 100 at most."
    )
    message: str | None = None
    advice: str | None = None
    duration_ms: float
    explanation: JSON = strawberry.field(description="An object of `Explanation`'s fields.")


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
        filter: ActivityFilter | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> ActivityEntryPage:
        raise NotImplementedError(info)

    @strawberry.field
    async def activity_entry(self, info: GraphQLInfo, id: strawberry.ID) -> ActivityEntry | None:  # noqa: A002
        raise NotImplementedError(info)

    @strawberry.field(description="In spans of time that have entries, the earliest first.")
    async def activity_counts(
        self, info: GraphQLInfo, since: datetime, until: datetime | None = None, span: Span = Span.HOUR
    ) -> list[ActivityCount]:
        raise NotImplementedError(info)


@strawberry.type
class ActivityMutations:
    """The part of `Mutation` that is about what happened."""

    @strawberry.mutation(description="Tell of SCIM requests that the caller made of the connection they address.")
    async def activity_record(self, info: GraphQLInfo, requests: list[ScimRequestInput]) -> ActivityRecordResult:
        raise NotImplementedError(info)


@strawberry.type
class Subscription:
    @strawberry.subscription(description="Entries as they come, from now on, until the credential ends.")
    async def activity_added(
        self,
        info: GraphQLInfo,
        filter: ActivityFilter | None = None,  # noqa: A002
    ) -> AsyncGenerator[ActivityEntry, None]:
        raise NotImplementedError(info)
        yield
