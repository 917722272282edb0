"""How long an organisation's sessions live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import strawberry

if TYPE_CHECKING:
    from identity.commands.sessions import SessionLifetimes as Maximum
    from identity.records import OrganisationRecord


@strawberry.type(description="How long sessions live that people begin from now on, in seconds.")
class SessionLifetimes:
    lifetime_seconds: int | None = strawberry.field(description="At most; null: `maximumLifetimeSeconds`.")
    idle_seconds: int | None = strawberry.field(description="Without being used; null: `maximumIdleSeconds`.")
    maximum_lifetime_seconds: int = strawberry.field(description="What the operator has set; nothing is longer.")
    maximum_idle_seconds: int

    @classmethod
    def of(cls, organisation: OrganisationRecord, maximum: Maximum) -> Self:
        return cls(
            lifetime_seconds=organisation.session_lifetime_seconds,
            idle_seconds=organisation.session_idle_seconds,
            maximum_lifetime_seconds=int(maximum.absolute.total_seconds()),
            maximum_idle_seconds=int(maximum.idle.total_seconds()),
        )
