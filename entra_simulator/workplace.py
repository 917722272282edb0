"""Where a job works: what it reads, whom it speaks to, how it maps, what it remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entra_simulator.connections import Connections
    from entra_simulator.job_settings import JobSettings
    from entra_simulator.links import Memory
    from entra_simulator.mapping import Mapping
    from entra_simulator.source import Source


@dataclass(frozen=True, slots=True)
class Workplace:
    """The surroundings of every action."""

    source: Source
    connections: Connections
    mapping: Mapping
    memory: Memory
    settings: JobSettings

    def on_demand(self) -> Workplace:
        """The same place as provision on demand works in: in the legacy dialect always."""
        return replace(self, connections=self.connections.on_demand())
