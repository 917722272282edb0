"""A small office to provision, and what its job sends."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.directory import Directory, Group, Person
from entra_simulator.engine import ProvisioningJob
from entra_simulator.job_settings import JobSettings

if TYPE_CHECKING:
    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.mapping import Mapping
    from entra_simulator.provisioning_log import LogEntry
    from tests.entra_simulator.scim_target import Received, ScimTarget

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GUID = "a4ff2b63-1c52-4d68-9d0d-9f6b7f0c0a11"
MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
PROBE = [
    f'GET /Users?filter=userName eq "{GUID}"',
    f'GET /Groups?excludedAttributes=members&filter=displayName eq "{GUID}"',
]


def person(object_id: str, **attributes: Any) -> Person:
    return Person(
        object_id=object_id,
        user_principal_name=f"{object_id}@x.example",
        mail_nickname=object_id,
        display_name=object_id.title(),
        **attributes,
    )


def office() -> Directory:
    """Ada reports to Bob; both are in Sales."""
    directory = Directory()
    directory.put_person(person("ada", manager="bob"))
    directory.put_person(person("bob"))
    directory.put_group(Group(object_id="sales", display_name="Sales", members=frozenset({"ada", "bob"})))
    return directory


def job_for(
    directory: Directory,
    target: ScimTarget,
    dialect: DialectChoice = "legacy",
    *,
    mapping: Mapping = RECOMMENDED_MAPPING,
    log: list[LogEntry] | None = None,
    **settings: Any,
) -> ProvisioningJob:
    return ProvisioningJob(
        directory,
        target,
        tenant_url="https://scim.example/scim",
        token="secret",
        settings=JobSettings(dialect=dialect, **{"concurrency": 1, **settings}),
        mapping=mapping,
        now=MONDAY,
        on_entry=(log if log is not None else []).append,
        new_guid=lambda: uuid.UUID(GUID),
    )


def lines(requests: list[Received]) -> list[str]:
    return [unquote_plus(request.line) for request in requests]


async def cycle(job: ProvisioningJob, target: ScimTarget) -> list[Received]:
    """What one cycle sends after the probe."""
    before = len(target.received)
    await job.run_cycle()
    sent = target.received[before:]
    assert [line.replace("aadOptscim062020&", "") for line in lines(sent[:2])] == PROBE
    return sent[2:]


def operations(request: Received) -> Any:
    return request.body["Operations"]
