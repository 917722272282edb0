"""Which dialect an object is spoken to in, and through which Tenant URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.dialect import FLAG, Dialect
from entra_simulator.scim_client import Exchange, ScimClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.transport import Transport


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
        self._transport = transport
        self._base, _, query = tenant_url.partition("?")
        self._parameters = [parameter for parameter in query.split("&") if parameter not in {"", FLAG}]
        self._token = token
        self._record = record
        self._spoken = list(Dialect) if dialect == "both" else [Dialect(dialect)]

    def main(self) -> Connection:
        """The connection that the job itself uses to test the target."""
        return self._connection(self._spoken[-1], self._record)

    def of(self, object_id: str, note: Callable[[Exchange], None]) -> Connection:
        """The connection for one object; `note` is told of each request, too."""
        return self._noted(self._spoken[sum(object_id.encode()) % len(self._spoken)], note)

    def on_demand(self) -> Connections:
        """The same target as provision on demand speaks to it: without the flag, whatever the tenant URL says."""
        url = "?".join(filter(None, (self._base, "&".join(self._parameters))))
        return Connections(self._transport, url, self._token, "legacy", self._record)

    def _noted(self, dialect: Dialect, note: Callable[[Exchange], None]) -> Connection:
        def record(exchange: Exchange) -> None:
            self._record(exchange)
            note(exchange)

        return self._connection(dialect, record)

    def _connection(self, dialect: Dialect, record: Callable[[Exchange], None]) -> Connection:
        parameters = [FLAG, *self._parameters] if dialect is Dialect.FLAG else self._parameters
        url = "?".join(filter(None, (self._base, "&".join(parameters))))
        return Connection(ScimClient(self._transport, url, self._token, record), dialect)
