"""What happened, explained."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, cast

import strawberry
from strawberry.scalars import JSON

from identity.actor import ActorKind
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.audit import AuditActor, AuditEntry
from identity.graphql.types.pages import PageInfo
from identity.paging import MAX_COUNT
from identity.rules.activity import ActivityKind, ActivityOutcome, Span

if TYPE_CHECKING:
    from identity.access.activity_records import ActivityRecord, CountRecord, RefusedCredentialRecord

strawberry.enum(ActivityKind)
strawberry.enum(ActivityOutcome)
strawberry.enum(Span)


@strawberry.type(description="One use of a rule of leniency: its name, and what of the request it was used on.")
class AppliedRule:
    rule: str
    subject: str


@strawberry.type(description="One GraphQL operation that a request led to.")
class RunOperation:
    name: str
    variables: JSON = strawberry.field(description="What is secret by the schema is withheld.")
    result: str | None = strawberry.field(description="The type of the answer, such as User or UserNameTaken.")
    started_ms: float = strawberry.field(description="Milliseconds after the request's beginning.")
    duration_ms: float


@strawberry.type
class Step:
    name: str
    duration_ms: float


@strawberry.type(description="How a request was understood, carried out and answered, from top to bottom.")
class Explanation:
    request: JSON | None = strawberry.field(
        description="What was sent: method, path, query, body, bodyBytes. Values that no schema permits to show are "
        "withheld."
    )
    rules: list[AppliedRule]
    understood: JSON | None = strawberry.field(
        description="The request in normal form: a PATCH's operations, a resource's attributes, or a list's query."
    )
    operations: list[RunOperation]
    answer: JSON | None = strawberry.field(description="status, and body as far as the schema permits to show it.")
    steps: list[Step]


@strawberry.type
class ActivityEntry:
    id: strawberry.ID
    at: datetime
    kind: ActivityKind
    outcome: ActivityOutcome
    request_id: str
    connection_id: strawberry.ID | None
    actor: AuditActor | None = strawberry.field(description="Null when the credential was refused.")
    action: str = strawberry.field(description="A method and an address's template, or a mutation.")
    status: int | None = strawberry.field(description="The HTTP status of a SCIM request.")
    target_type: str | None
    target_id: strawberry.ID | None
    target_label: str | None
    message: str | None = strawberry.field(description="What the answer said was wrong.")
    advice: str | None = strawberry.field(description="What an admin should do about it, in one sentence.")
    duration_ms: float
    explanation: Explanation
    missed_before: int = strawberry.field(
        description="How many entries came before it to whoever watches, and were left out: they were not read as fast."
    )

    @strawberry.field(description="What it changed, field by field, and what followed.")
    async def changes(self, info: GraphQLInfo) -> list[AuditEntry]:
        entries = await info.context.loaders.changes_of_request.load(self.request_id)
        return [AuditEntry.of(entry) for entry in entries]

    @classmethod
    def of(cls, entry: ActivityRecord, *, missed_before: int = 0) -> Self:
        actor = None
        if entry.actor_kind is not None:
            actor = AuditActor(kind=ActorKind(entry.actor_kind), id=entry.actor_id or "", label=entry.actor_label or "")
        return cls(
            id=strawberry.ID(str(entry.id)),
            at=entry.at,
            kind=entry.kind,
            outcome=entry.outcome,
            request_id=entry.request_id,
            connection_id=None if entry.connection_id is None else strawberry.ID(str(entry.connection_id)),
            actor=actor,
            action=entry.action,
            status=entry.status,
            target_type=entry.target_type,
            target_id=None if entry.target_id is None else strawberry.ID(entry.target_id),
            target_label=entry.target_label,
            message=entry.message,
            advice=entry.advice,
            duration_ms=entry.duration_ms,
            explanation=cast("Explanation", entry.explanation),
            missed_before=missed_before,
        )


@strawberry.type
class ActivityEntryPage:
    nodes: list[ActivityEntry]
    page_info: PageInfo


@strawberry.type(description="How many entries of a kind ended in one way in one span of time.")
class ActivityCount:
    begins_at: datetime
    kind: ActivityKind
    outcome: ActivityOutcome
    entries: int
    mean_duration_ms: float

    @classmethod
    def of(cls, count: CountRecord) -> Self:
        return cls(
            begins_at=count.begins_at,
            kind=count.kind,
            outcome=count.outcome,
            entries=min(count.entries, MAX_COUNT),
            mean_duration_ms=count.mean_duration_ms,
        )


@strawberry.type(description="Uses of a credential that was refused at a connection's endpoint.")
class RefusedCredential:
    prefix: str = strawberry.field(description="The readable beginning of it.")
    reason: str = strawberry.field(description="expired, revoked, unknown or malformed.")
    uses: int
    first_at: datetime
    last_at: datetime

    @classmethod
    def of(cls, refused: RefusedCredentialRecord) -> Self:
        return cls(
            prefix=refused.prefix,
            reason=refused.reason,
            uses=min(refused.uses, MAX_COUNT),
            first_at=refused.first_at,
            last_at=refused.last_at,
        )
