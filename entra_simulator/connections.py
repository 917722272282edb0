"""Which dialect an object is spoken to in, and through which Tenant URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from entra_simulator.dialect import FLAG, Dialect
from entra_simulator.scim_client import Exchange, ScimClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from entra_simulator.transport import Transport

DialectChoice = Literal["legacy", "flag", "both"]


@dataclass(frozen=True, slots=True)
class Connection:
    """A client and the dialect its Tenant URL asks for."""

    client: ScimClient
    dialect: Dialect


class Connections:
    """The connections of one job.

    `both` mixes the dialects as tenants do whose cycle has the flag while provision on demand ignores it: each
    object is spoken to in one of them, chosen by its object id and so the same in every run.
    """

    def __init__(
        self,
        transport: Transport,
        tenant_url: str,
        token: str,
        dialect: DialectChoice,
        record: Callable[[Exchange], None],
    ) -> None:
        base, _, query = tenant_url.partition("?")
        others = [parameter for parameter in query.split("&") if parameter not in {"", FLAG}]
        urls = {
            Dialect.LEGACY: "?".join(filter(None, (base, "&".join(others)))),
            Dialect.FLAG: f"{base}?{'&'.join([FLAG, *others])}",
        }
        spoken = list(Dialect) if dialect == "both" else [Dialect(dialect)]
        self._connections = [Connection(ScimClient(transport, urls[one], token, record), one) for one in spoken]

    @property
    def main(self) -> Connection:
        """The connection that the job itself uses to test the target."""
        return self._connections[-1]

    def of(self, object_id: str) -> Connection:
        """The connection for one object."""
        return self._connections[sum(object_id.encode()) % len(self._connections)]
