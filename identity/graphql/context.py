"""What a resolver has at hand while one operation runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from strawberry.types import Info

from identity.audit import Act
from identity.commands.sessions import SessionLifetimes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from uuid import UUID

    from identity.activity_feed import ActivityFeed
    from identity.activity_log import ActivityLog
    from identity.actor import Actor
    from identity.database import Database
    from identity.errors import DomainError
    from identity.graphql.loaders import Loaders
    from identity.id_tokens import IdTokenVerifier


@dataclass(frozen=True, slots=True)
class SignIn:
    """What signing people in needs from the edge: how long they may stay, and who verifies Microsoft's word.

    `id_tokens` is `None` while Microsoft sign-in is not configured. `public_url` is where browsers find this service:
    passkeys are bound to its host.
    """

    lifetimes: SessionLifetimes = field(default_factory=SessionLifetimes)
    id_tokens: IdTokenVerifier | None = None
    public_url: str = "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class Context:
    """One operation: the database, who asks (`None`: anonymous), and the edge's clock and ids."""

    database: Database
    actor: Actor | None
    request_id: str
    loaders: Loaders
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    sign_in: SignIn
    feed: ActivityFeed
    log: ActivityLog
    verify_again: Callable[[], Awaitable[Actor | None]]
    """Who asks, by the same credential, as things stand now. Raises like `identify`."""

    acts: list[Act] = field(default_factory=list)
    refusals: dict[str, DomainError] = field(default_factory=dict)
    """Why mutations were refused that have answered with a problem, by their fields' names in the answer."""

    def act(self, action: str) -> Act:
        """The mutation that a field carries out, for its command and its audit row."""
        act = Act(self.actor, action, self.request_id, self.now(), self.new_id)
        self.acts.append(act)
        return act


GraphQLInfo: TypeAlias = Info[Context, None]
