"""A simulated Entra's provisioning job, over HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.dialect import FLAG
from entra_simulator.engine import ProvisioningJob
from entra_simulator.transport import HttpTransport, open_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from entra_simulator.cycle import Progress
    from entra_simulator.directory import Directory
    from entra_simulator.job_settings import DialectChoice, JobSettings
    from entra_simulator.mapping import Mapping
    from entra_simulator.provisioning_log import LogEntry

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Aim:
    """An endpoint and how it is provisioned."""

    tenant_url: str
    token: str
    settings: JobSettings
    mapping: Mapping = RECOMMENDED_MAPPING

    @asynccontextmanager
    async def job(
        self,
        directory: Directory,
        *,
        on_entry: Callable[[LogEntry], None] = lambda _: None,
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> AsyncIterator[ProvisioningJob]:
        """A job over HTTP."""
        async with open_session(concurrency=self.settings.concurrency, timeout_seconds=TIMEOUT_SECONDS) as session:
            yield ProvisioningJob(
                directory,
                HttpTransport(session),
                tenant_url=self.tenant_url,
                token=self.token,
                settings=self.settings,
                mapping=self.mapping,
                on_progress=on_progress,
                on_entry=on_entry,
            )


def dialect_of(tenant_url: str) -> DialectChoice:
    """What Entra would speak at this address."""
    return "flag" if FLAG in tenant_url.partition("?")[2].split("&") else "legacy"
