"""`narthex simulate cycle`: a job that runs cycle after cycle."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from entra_simulator.dialect import FLAG
from entra_simulator.job_settings import JobSettings
from narthex.commands.options import AsJSON, Dialect, duration
from narthex.commands.output import print_json
from narthex.commands.simulation_options import (
    DirectoryFile,
    Duplicates,
    Groups,
    MappingFile,
    Seed,
    TenantUrl,
    Token,
    Users,
    directory_of,
    mapping_of,
    refuse_both,
    tenant_of,
)
from narthex.commands.simulation_output import tell_cycle
from narthex.progress_screen import progress_screen
from narthex.serving import run
from narthex.simulated_job import Aim, dialect_of
from narthex.simulation import (
    Company,
    Course,
    CycleReport,
    LogBook,
    filed_company,
    generated_company,
    is_log_file,
    run_cycles,
)


class Scope(StrEnum):
    """Whom the job provisions."""

    ASSIGNED = "assigned"
    ALL = "all"


class Decision(StrEnum):
    """What the administrator decides about a cycle that would disable or delete too many."""

    HOLD = "hold"
    ALLOW = "allow"
    REJECT = "reject"

    @property
    def allows(self) -> bool | None:
        """Whether it lets them go; None decides nothing."""
        return {Decision.HOLD: None, Decision.ALLOW: True, Decision.REJECT: False}[self]


def log_file(text: str) -> Path:
    """A file for the log given as an option; refused as a wrong use when its name says no known form."""
    path = Path(text)
    if not is_log_file(path):
        raise typer.BadParameter(f"'{text}' has to end in .json or .csv")
    return path


def cycle(
    *,
    tenant_url: TenantUrl,
    token: Token,
    directory: DirectoryFile = None,
    duplicates: Annotated[
        Duplicates, typer.Option(help="Keep user principal names that the file has twice, which Entra refuses.")
    ] = Duplicates.REFUSE,
    users: Users = None,
    groups: Groups = None,
    seed: Seed = 1,
    mapping: MappingFile = None,
    scope: Annotated[Scope, typer.Option(help="Provision the assigned people only, or all.")] = Scope.ASSIGNED,
    dialect: Annotated[
        Dialect | None, typer.Option(help=f"Of the two PATCH dialects; by default what {FLAG} in the URL says.")
    ] = None,
    member_batch: Annotated[int, typer.Option(min=1, max=100_000, help="Members in one PATCH.")] = 40,
    cycles: Annotated[int, typer.Option(min=1, max=10_000, help="How many cycles to run.")] = 1,
    interval: Annotated[
        timedelta | None,
        typer.Option(parser=duration, metavar="DURATION", help="Between two cycles, such as 40m; by default no pause."),
    ] = None,
    deletion_threshold: Annotated[
        int | None, typer.Option(min=0, help="Stop a cycle that would disable or delete more than that.")
    ] = None,
    deletions: Annotated[Decision, typer.Option(help="What is decided about a cycle so stopped.")] = Decision.HOLD,
    skip_out_of_scope: Annotated[
        bool, typer.Option("--skip-out-of-scope", help="Let accounts be whose person is no longer assigned.")
    ] = False,
    rename_deleted: Annotated[
        bool, typer.Option("--rename-deleted", help="Send the names that deleted people bear in the recycle bin.")
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(parser=log_file, metavar="FILE", help="Where to write the log: .json or .csv."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print the whole log, not only what went wrong.")] = False,
    as_json: AsJSON = False,
) -> None:
    """Run provisioning cycles. Succeeds when Entra would report no failure."""
    refuse_both(directory, users, groups)
    settings = JobSettings(
        dialect=dialect.value if dialect else dialect_of(tenant_url),
        member_batch=member_batch,
        scope=scope.value,
        deletion_threshold=deletion_threshold,
        skip_out_of_scope_deletions=skip_out_of_scope,
        rename_deleted=rename_deleted,
        read_back=True,
    )
    aim = Aim(tenant_url, token, settings, mapping_of(mapping))
    company = (
        generated_company(tenant_of(users, groups, seed))
        if directory is None
        else filed_company(lambda: directory_of(directory, duplicates))
    )
    book = LogBook(complete=verbose or log is not None)
    course = Course(cycles, interval, deletions.allows)
    try:
        succeeded = run(_run_cycles(aim, company, book, course, as_json=as_json, verbose=verbose))
    finally:
        if log is not None:
            book.save(log)
    raise typer.Exit(0 if succeeded else 1)


async def _run_cycles(
    aim: Aim, company: Company, book: LogBook, course: Course, *, as_json: bool, verbose: bool
) -> bool:
    reports: list[CycleReport] = []

    def tell(report: CycleReport) -> None:
        reports.append(report)
        if not as_json:
            tell_cycle(report, verbose=verbose)

    with progress_screen(None if as_json else Console(stderr=True)) as screen:
        async with aim.job(company.directory, on_entry=book.write, on_progress=screen.show) as job:
            succeeded = await run_cycles(job, company, book, course, tell)
    if as_json:
        print_json({"ok": succeeded, "cycles": [report.as_json() for report in reports]})
    return succeeded
