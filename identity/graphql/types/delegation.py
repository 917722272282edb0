"""Who acts in an organisation without being one of its people: links, and sessions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

import strawberry

from identity.rules.delegation import DelegationKind

if TYPE_CHECKING:
    from identity.access.connection_setup_links import ConnectionSetupLinkRecord, FollowedLink
    from identity.access.delegated_sessions import DelegatedSessionRecord

strawberry.enum(DelegationKind)


@strawberry.type(description="A link by which somebody sets up a connection, and does nothing else.")
class ConnectionSetupLink:
    id: strawberry.ID
    connection_id: strawberry.ID
    label: str = strawberry.field(description="Whom it was made for.")
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None = strawberry.field(description="When it was last followed.")

    @classmethod
    def of(cls, link: ConnectionSetupLinkRecord) -> Self:
        return cls(
            id=strawberry.ID(str(link.id)),
            connection_id=strawberry.ID(str(link.connection_id)),
            label=link.label,
            created_by=link.created_by,
            created_at=link.created_at,
            expires_at=link.expires_at,
            revoked_at=link.revoked_at,
            last_used_at=link.last_used_at,
        )


@strawberry.type(description="A set-up link as whoever holds it sees it before following it.")
class ConnectionSetupInvitation:
    organisation_name: str
    label: str
    expires_at: datetime

    @classmethod
    def of(cls, followed: FollowedLink) -> Self:
        return cls(
            organisation_name=followed.organisation_name, label=followed.link.label, expires_at=followed.link.expires_at
        )


@strawberry.type(description="A session of somebody who is none of the organisation's people.")
class DelegatedSession:
    id: strawberry.ID
    kind: DelegationKind
    link_id: strawberry.ID | None = strawberry.field(description="The set-up link that was followed.")
    label: str = strawberry.field(description="What the audit log calls them.")
    reason: str | None = strawberry.field(description="Why the support desk looks.")
    created_at: datetime
    expires_at: datetime = strawberry.field(description="When it ends at the latest.")
    last_used_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, session: DelegatedSessionRecord) -> Self:
        return cls(
            id=strawberry.ID(str(session.id)),
            kind=session.kind,
            link_id=strawberry.ID(str(session.link_id)) if session.link_id else None,
            label=session.label,
            reason=session.reason,
            created_at=session.created_at,
            expires_at=session.expires_at,
            last_used_at=session.last_used_at,
            ended_at=session.ended_at,
        )
