"""How a connection's provisioning does, and how far its set-up has come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

import strawberry

from identity.access.connection_health import MAX_SAMPLED
from identity.rules.ids import uuid_or_none

if TYPE_CHECKING:
    from identity.records import ConnectionHealthRecord, ConnectionProgressRecord


@strawberry.type(description="How a connection's provisioning does. The numbers are of the last 24 hours.")
class ConnectionHealth:
    last_request_at: datetime | None = strawberry.field(
        description="When a request last came with a good token; told to the minute."
    )
    last_change_at: datetime | None = strawberry.field(description="When such a request last changed something.")
    requests: int
    refused: int = strawberry.field(description="Requests at fault: a 4xx.")
    failed: int = strawberry.field(description="Requests that failed through no fault of theirs: a 5xx.")

    @classmethod
    def of(cls, health: ConnectionHealthRecord) -> Self:
        return cls(
            last_request_at=health.last_request_at,
            last_change_at=health.last_change_at,
            requests=health.requests,
            refused=health.refused,
            failed=health.failed,
        )


@strawberry.type(description="How far the set-up of a connection has come, as far as it shows here.")
class ConnectionProgress:
    users: int = strawberry.field(
        description=f"How many users the directory has sent, of whom the newest {MAX_SAMPLED} are counted."
    )
    object_ids: int = strawberry.field(
        description="How many of these have an externalId of the form of Entra's object ids."
    )
    groups: bool = strawberry.field(description="Whether the directory has sent a group.")
    microsoft_sign_ins: bool = strawberry.field(description="Whether somebody has signed in with Microsoft.")

    @classmethod
    def of(cls, progress: ConnectionProgressRecord) -> Self:
        return cls(
            users=len(progress.external_ids),
            object_ids=sum(uuid_or_none(external_id or "") is not None for external_id in progress.external_ids),
            groups=progress.groups,
            microsoft_sign_ins=progress.microsoft_sign_ins,
        )
