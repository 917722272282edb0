"""Where the directory finds a connection's SCIM endpoint. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from web.settings import Settings


@dataclass(frozen=True, slots=True)
class ScimAddresses:
    """The endpoint, and the Tenant URL: the same, with which Entra speaks standard SCIM.

    Source: Microsoft, "Known issues and resolutions with SCIM 2.0 protocol compliance", `aadOptscim062020`.
    """

    endpoint: str
    tenant_url: str

    @classmethod
    def of(cls, settings: Settings, connection_id: str) -> Self:
        """Those of a connection."""
        endpoint = f"{settings.scim_origin}/scim/v2/{connection_id}"
        return cls(endpoint, f"{endpoint}?aadOptscim062020")
