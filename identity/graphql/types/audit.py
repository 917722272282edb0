"""The audit log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Self, cast

import strawberry
from strawberry.scalars import JSON

from identity.actor import ActorKind
from identity.database import Reader
from identity.graphql.context import GraphQLInfo
from identity.graphql.types.pages import PageInfo, counted

if TYPE_CHECKING:
    from identity.records import AuditRecord


@strawberry.type
class AuditActor:
    kind: ActorKind
    id: str
    label: str


@strawberry.type
class FieldChange:
    field: str
    before: JSON | None
    after: JSON | None


@strawberry.type
class AuditEntry:
    id: strawberry.ID
    at: datetime
    actor: AuditActor
    action: str = strawberry.field(description="The mutation: userUpdate, groupDelete, ...")
    target_type: str
    target_id: strawberry.ID
    target_label: str
    changes: list[FieldChange]
    request_id: str

    @classmethod
    def of(cls, entry: AuditRecord) -> Self:
        return cls(
            id=strawberry.ID(str(entry.id)),
            at=entry.at,
            actor=AuditActor(kind=ActorKind(entry.actor_kind), id=entry.actor_id, label=entry.actor_label),
            action=entry.action,
            target_type=entry.target_type,
            target_id=strawberry.ID(entry.target_id),
            target_label=entry.target_label,
            changes=cast("list[FieldChange]", entry.changes),
            request_id=entry.request_id,
        )


@strawberry.type
class AuditEntryPage:
    nodes: list[AuditEntry]
    page_info: PageInfo
    count: strawberry.Private[Callable[[Reader], Awaitable[int]]]

    @strawberry.field
    async def total_count(self, info: GraphQLInfo) -> int:
        return await counted(info, self.count)
