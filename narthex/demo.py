"""The demonstration: a simulated Entra plays a tenant's whole life over SCIM, and GraphQL is the witness."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.markup import escape
from rich.table import Table

from entra_simulator.engine import ProvisioningJob
from entra_simulator.error_codes import READ_BACK_DISAGREES
from entra_simulator.expectation import Expectation, differences, expected_after_cycle
from entra_simulator.job_settings import JobSettings
from entra_simulator.quarantine import Quarantined
from entra_simulator.transport import HttpTransport, open_session
from narthex.demo_readback import GraphQLReader, ReadBackFailed
from narthex.progress_screen import progress_screen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rich.console import Console

    from entra_simulator.job_settings import DialectChoice
    from entra_simulator.life import Life, Scene
    from entra_simulator.provisioning_log import LogEntry
    from entra_simulator.scim_client import Exchange
    from narthex.demo_sign_in import Cycle, SignInResult
    from narthex.progress_screen import ProgressScreen

Epilogue: TypeAlias = "Callable[[Cycle], Awaitable[SignInResult]]"
"""What is played after the life, in the same directory, with a function that runs a provisioning cycle."""

_TIMEOUT_SECONDS = 30.0
_LINES_SHOWN = 20


@dataclass(frozen=True)
class DemoResult:
    """What a demonstration did and found. Users and groups are counted together.

    `differences` is None when the play was not brought to the end at which they are looked for, `sign_in` when nobody
    was to sign in.
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
    sign_in: SignInResult | None = None

    @property
    def ok(self) -> bool:
        """Whether the target holds what the directory holds and never gave an answer that Entra would report."""
        return self.differences == [] and not self.unexpected and (self.sign_in is None or self.sign_in.ok)

    def as_json(self) -> dict[str, Any]:
        """The fields and the verdict, ready for JSON."""
        told = {"ok": self.ok, **asdict(self)}
        del told["sign_in"]
        return told if self.sign_in is None else told | {"signIn": self.sign_in.as_json()}


async def run_demo(
    life: Life,
    *,
    endpoint: str,
    token: str,
    graphql_url: str,
    dialect: DialectChoice,
    epilogue: Epilogue | None = None,
    console: Console | None = None,
    concurrency: int = 8,
    on_exchange: Callable[[Exchange], None] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> DemoResult:
    """Play a life, and an epilogue to it, against `endpoint` (the Tenant URL) and compare what stands there after it.

    The target may hold other things; only what this tenant owns is compared. The same tenant lives the same life, so a
    run repairs whatever an interrupted one left. Trouble with the target is told in the result, not raised.
    `console` shows the progress; None keeps silent. `on_exchange` is told of every request and its answer.
    """
    started = clock()
    disagreements: list[LogEntry] = []
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
            stage = _Stage(life, job, GraphQLReader(session, graphql_url, token), screen)
            await stage.play(epilogue)
    counted = job.statistics
    return DemoResult(
        requests=counted.requests,
        created=counted.created,
        updated=counted.updated,
        disabled=counted.disabled,
        restored=counted.restored,
        deleted=counted.deleted,
        differences=stage.differences,
        unexpected=[*map(str, counted.unexpected), *map(str, disagreements), *stage.trouble],
        seconds=round(clock() - started, 3),
        members_added=counted.members_added,
        members_removed=counted.members_removed,
        sign_in=stage.sign_in,
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
    if result.sign_in is not None:
        table.add_row("sign-in", "as it should be" if result.sign_in.ok else "not as it should be")
    console.print(table)
    _print_lines(console, "Differences between the directory and what GraphQL tells", result.differences or [])
    _print_lines(console, "What Entra would tell the administrator", result.unexpected)
    if result.sign_in is not None:
        _print_sign_in(console, result.sign_in)
    if result.ok:
        console.print("[green]GraphQL tells exactly what the directory holds.[/green]")


def _print_sign_in(console: Console, result: SignInResult) -> None:
    if result.trouble is not None:
        _print_lines(console, "What happened at sign-in", [result.trouble])
    elif result.ok:
        person = escape(result.person)
        sentence = f"{person} signed in, was shut out once disabled in Entra, and came back."
        console.print(f"[green]{sentence}[/green]", highlight=False, soft_wrap=True)


def _disagrees(entry: LogEntry) -> bool:
    """Whether the target shows something else than it was sent; what its status says is among the exchanges."""
    return entry.problem is not None and entry.problem.code == READ_BACK_DISAGREES


class _Stage:
    """Where a life is played: what stopped the play, or else the differences at its end."""

    def __init__(self, life: Life, job: ProvisioningJob, reader: GraphQLReader, screen: ProgressScreen) -> None:
        self._life = life
        self._job = job
        self._reader = reader
        self._screen = screen
        self._expected = Expectation()
        self.trouble: list[str] = []
        self.differences: list[str] | None = None
        self.sign_in: SignInResult | None = None

    async def play(self, epilogue: Epilogue | None) -> None:
        """Every scene, the epilogue, and the comparison."""
        try:
            for scene in self._life.scenes:
                await self._scene(scene)
            if epilogue is not None:
                await self._last(epilogue)
            actual = await self._reader.read_target(self._expected.groups.keys())
        except (Quarantined, ReadBackFailed) as trouble:
            self.trouble.append(str(trouble))
        else:
            self.differences = differences(self._expected, actual)

    async def _scene(self, scene: Scene) -> None:
        before = self._job.statistics.requests
        self._screen.begin(scene.title)
        scene.play(self._life.directory)
        await self._cycle()
        self._screen.end(self._job.statistics.requests - before)

    async def _last(self, epilogue: Epilogue) -> None:
        before = self._job.statistics.requests
        self._screen.begin("Somebody signs in, is disabled, and comes back")
        self.sign_in = await epilogue(self._cycle)
        self._screen.end(self._job.statistics.requests - before)

    async def _cycle(self) -> None:
        await self._job.run_cycle()
        self._expected = expected_after_cycle(self._expected, self._life.directory)


def _print_lines(console: Console, heading: str, lines: list[str]) -> None:
    if not lines:
        return
    console.print(f"[red]{heading}:[/red]")
    for line in lines[:_LINES_SHOWN]:
        console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
    if len(lines) > _LINES_SHOWN:
        console.print(f"  … and {len(lines) - _LINES_SHOWN:,} more")
