"""What every page of the web is made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract.transport import Transport
    from web.microsoft import Microsoft
    from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """The web's settings, its way to identity, and Microsoft, when this installation is registered there."""

    settings: Settings
    transport: Transport
    microsoft: Microsoft | None
