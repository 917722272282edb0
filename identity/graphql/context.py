"""What a resolver has at hand while one operation runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from strawberry.types import Info

from identity.audit import Act

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from identity.actor import Actor
    from identity.database import Database
    from identity.graphql.loaders import Loaders


@dataclass(frozen=True, slots=True)
class Context:
    """One operation: the database, who asks (`None`: anonymous), and the edge's clock and ids."""

    database: Database
    actor: Actor | None
    request_id: str
    loaders: Loaders
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def act(self, action: str) -> Act:
        """The mutation that a field carries out, for its command and its audit row."""
        return Act(self.actor, action, self.request_id, self.now(), self.new_id)


GraphQLInfo: TypeAlias = Info[Context, None]
