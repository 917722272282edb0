"""What a provisioning job counts, in the words of Entra's provisioning log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entra_simulator.scim_client import Exchange


@dataclass(slots=True)
class Statistics:
    """Users and groups together; `members_*` count memberships. `unexpected` keeps each answer that was no success."""

    requests: int = 0
    created: int = 0
    updated: int = 0
    disabled: int = 0
    restored: int = 0
    deleted: int = 0
    members_added: int = 0
    members_removed: int = 0
    unexpected: list[Exchange] = field(default_factory=list)

    def record(self, exchange: Exchange) -> None:
        """Count one exchange with the target."""
        self.requests += 1
        if not exchange.expected:
            self.unexpected.append(exchange)
