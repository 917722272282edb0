"""The demonstration: a simulated Entra plays a tenant's whole life over SCIM, and GraphQL is the witness."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from entra_simulator.engine import ProvisioningJob
from entra_simulator.error_codes import READ_BACK_DISAGREES
from entra_simulator.expectation import Expectation, differences, expected_after_cycle
from entra_simulator.job_settings import JobSettings
from entra_simulator.life import whole_life
from entra_simulator.people import Tenant
from entra_simulator.quarantine import Quarantined
from entra_simulator.transport import HttpTransport, open_session
from narthex.demo_readback import GraphQLReader, ReadBackFailed
from narthex.progress_screen import progress_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.life import Life
    from entra_simulator.provisioning_log import LogEntry
    from entra_simulator.scim_client import Exchange
    from narthex.progress_screen import ProgressScreen

_TIMEOUT_SECONDS = 30.0
_LINES_SHOWN = 20


@dataclass(frozen=True)
class DemoResult:
    """What a demonstration did and found. Users and groups are counted together.

    `differences` is None when the play was not brought to the end at which they are looked for.
    """

    requests: int
    created: int
    updated: int
    disabled: int
    restored: int
    deleted: int
    differences: list[str] | None
    unexpected: list[str]
    seconds: float
    members_added: int = 0
    members_removed: int = 0

    @property
    def ok(self) -> bool:
        """Whether the target holds what the directory holds and never gave an answer that Entra would report."""
        return self.differences == [] and not self.unexpected

    def as_json(self) -> dict[str, Any]:
        """The fields and the verdict, ready for JSON."""
        return {"ok": self.ok, **asdict(self)}


async def run_demo(
    *,
    endpoint: str,
    token: str,
    graphql_url: str,
    users: int,
    groups: int,
    dialect: DialectChoice,
    seed: int = 1,
    console: Console | None = None,
    concurrency: int = 8,
    on_exchange: Callable[[Exchange], None] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> DemoResult:
    """Play the life of a generated tenant against `endpoint` (the Tenant URL) and compare what stands there after it.

    The target may hold other things; only what this tenant owns is compared. The same arguments play the same life,
    so a run repairs whatever an interrupted one left. Trouble with the target is told in the result, not raised.
    `console` shows the progress; None keeps silent. `on_exchange` is told of every request and its answer.
    """
    started = clock()
    disagreements: list[LogEntry] = []
    life = whole_life(Tenant(seed=seed, users=users, groups=groups))
    async with open_session(concurrency=concurrency, timeout_seconds=_TIMEOUT_SECONDS) as session:
        with progress_screen(console) as screen:
            job = ProvisioningJob(
                life.directory,
                HttpTransport(session),
                tenant_url=endpoint,
                token=token,
                settings=JobSettings(dialect=dialect, concurrency=concurrency),
                on_progress=screen.show,
                on_exchange=on_exchange,
                on_entry=lambda entry: disagreements.append(entry) if _disagrees(entry) else None,
            )
            trouble, found = await _play(life, job, GraphQLReader(session, graphql_url, token), screen)
    counted = job.statistics
    return DemoResult(
        requests=counted.requests,
        created=counted.created,
        updated=counted.updated,
        disabled=counted.disabled,
        restored=counted.restored,
        deleted=counted.deleted,
        differences=found,
        unexpected=[*map(str, counted.unexpected), *map(str, disagreements), *trouble],
        seconds=round(clock() - started, 3),
        members_added=counted.members_added,
        members_removed=counted.members_removed,
    )


def print_result(console: Console, result: DemoResult) -> None:
    """A table of what was done, and below it what was wrong."""
    table = Table(title="A tenant's life", show_header=False)
    for name in ("requests", "created", "updated", "disabled", "restored", "deleted"):
        table.add_row(name, f"{getattr(result, name):,}")
    table.add_row("members added", f"{result.members_added:,}")
    table.add_row("members removed", f"{result.members_removed:,}")
    table.add_row("seconds", f"{result.seconds:,.1f}")
    table.add_row("differences", "not compared" if result.differences is None else f"{len(result.differences):,}")
    table.add_row("unexpected answers", f"{len(result.unexpected):,}")
    console.print(table)
    _print_lines(console, "Differences between the directory and what GraphQL tells", result.differences or [])
    _print_lines(console, "What Entra would tell the administrator", result.unexpected)
    if result.ok:
        console.print("[green]GraphQL tells exactly what the directory holds.[/green]")


def _disagrees(entry: LogEntry) -> bool:
    """Whether the target shows something else than it was sent; what its status says is among the exchanges."""
    return entry.problem is not None and entry.problem.code == READ_BACK_DISAGREES


async def _play(
    life: Life, job: ProvisioningJob, reader: GraphQLReader, screen: ProgressScreen
) -> tuple[list[str], list[str] | None]:
    """Play every scene; return what stopped the play, or the differences at its end."""
    expected = Expectation()
    try:
        for scene in life.scenes:
            before = job.statistics.requests
            screen.begin(scene.title)
            scene.play(life.directory)
            await job.run_cycle()
            screen.end(job.statistics.requests - before)
            expected = expected_after_cycle(expected, life.directory)
        actual = await reader.read_target(expected.groups.keys())
    except (Quarantined, ReadBackFailed) as trouble:
        return [str(trouble)], None
    return [], differences(expected, actual)


def _print_lines(console: Console, heading: str, lines: list[str]) -> None:
    if not lines:
        return
    console.print(f"[red]{heading}:[/red]")
    for line in lines[:_LINES_SHOWN]:
        console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
    if len(lines) > _LINES_SHOWN:
        console.print(f"  … and {len(lines) - _LINES_SHOWN:,} more")
