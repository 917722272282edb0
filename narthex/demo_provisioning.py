"""After the play: whoever changes somebody in the simulated Entra sees the product follow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from entra_simulator.engine import ProvisioningJob
from entra_simulator.job_settings import JobSettings
from entra_simulator.provisioning_log import Action
from entra_simulator.quarantine import Quarantined
from entra_simulator.transport import HttpTransport, open_session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from entra_simulator.directory import Directory
    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.provisioning_log import LogEntry

_CONCURRENCY = 8
_TIMEOUT_SECONDS = 30.0


async def provision_changes(
    directory: Directory,
    target: Mapping[str, str],
    *,
    dialect: DialectChoice,
    tell: Callable[[str], None],
    interval_seconds: float = 2.0,
) -> None:
    """Until cancelled, run a cycle whenever the directory has changed, and tell what Entra's log would.

    Entra itself has a cycle every 20 to 40 minutes. `target` has the `endpoint` (the Tenant URL) and the `token`.
    """
    seen = directory.watermark
    async with open_session(concurrency=_CONCURRENCY, timeout_seconds=_TIMEOUT_SECONDS) as session:
        job = ProvisioningJob(
            directory,
            HttpTransport(session),
            tenant_url=target["endpoint"],
            token=target["token"],
            settings=JobSettings(dialect=dialect, concurrency=_CONCURRENCY),
            on_entry=lambda entry: tell(f"Provisioned: {entry}") if _is_news(entry) else None,
        )
        while True:
            await asyncio.sleep(interval_seconds)
            if directory.watermark == seen:
                continue
            seen = directory.watermark
            try:
                await job.run_cycle()
            except Quarantined as quarantined:
                tell(f"Quarantine. {quarantined}")


def _is_news(entry: LogEntry) -> bool:
    """The first cycle looks at everybody; only what it changed or could not change is worth a line."""
    return entry.action is not Action.OTHER and (bool(entry.modified) or entry.problem is not None)
