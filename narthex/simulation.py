"""Rehearsals against any SCIM endpoint: a simulated Entra runs its cycles there, and judges what it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entra_simulator.directory_update import bring_up_to_date
from entra_simulator.engine import NotRunning
from entra_simulator.life import whole_life
from entra_simulator.log_export import log_to_csv, log_to_json
from entra_simulator.provisioning_log import Status
from entra_simulator.quarantine import Quarantined, QuarantineReason
from narthex.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import datetime, timedelta
    from pathlib import Path

    from entra_simulator.directory import Directory
    from entra_simulator.engine import ProvisioningJob
    from entra_simulator.people import Tenant
    from entra_simulator.provisioning_log import LogEntry

_LOG_FORMATS: dict[str, Callable[[list[LogEntry]], bytes]] = {".json": log_to_json, ".csv": log_to_csv}
_PROBLEMS = {Status.FAILURE, Status.WARNING}


@dataclass(frozen=True)
class Company:
    """A directory, and what happens in it before each cycle; `days` makes it happen and gives it a title."""

    directory: Directory
    days: Iterator[str]


def generated_company(tenant: Tenant) -> Company:
    """A company that lives: people marry, leave and return between the cycles, until nothing happens any more."""
    life = whole_life(tenant)

    def days() -> Iterator[str]:
        for scene in life.scenes:
            scene.play(life.directory)
            yield scene.title
        while True:
            yield "Nothing happens"

    return Company(life.directory, days())


def filed_company(read: Callable[[], Directory]) -> Company:
    """A company in a file, which is read again before each cycle: whoever edits it, edits the directory."""
    directory = read()

    def days() -> Iterator[str]:
        yield "Initial cycle"
        while True:
            try:
                bring_up_to_date(directory, read())
            except ValueError as error:
                raise CommandRefused(f"The directory file cannot follow on what was read before: {error}") from error
            yield "Changes in the file"

    return Company(directory, days())


class LogBook:
    """Keeps the provisioning log: all of it, or only what the administrator would have to look at."""

    def __init__(self, *, complete: bool) -> None:
        self._complete = complete
        self.entries: list[LogEntry] = []

    def write(self, entry: LogEntry) -> None:
        """Take in an entry."""
        if self._complete or entry.status in _PROBLEMS:
            self.entries.append(entry)

    def save(self, path: Path) -> None:
        """Write the log to a file, in the form that its name ends in. Raises CommandRefused."""
        try:
            path.write_bytes(_LOG_FORMATS[path.suffix.lower()](self.entries))
        except OSError as error:
            raise CommandRefused(f"The log cannot be written to {path}: {error.strerror}.") from error


def is_log_file(path: Path) -> bool:
    """Whether the log can be written in the form that the file's name ends in."""
    return path.suffix.lower() in _LOG_FORMATS


@dataclass(frozen=True)
class CycleReport:
    """What one cycle did, at its moment on the job's clock. `waiting` are the failures in escrow after it."""

    title: str
    at: datetime
    numbers: Mapping[str, int]
    waiting: int
    stopped: str | None
    entries: tuple[LogEntry, ...]

    @property
    def succeeded(self) -> bool:
        """Whether Entra would report no failure."""
        return self.stopped is None and not self.numbers["failures"]

    @property
    def problems(self) -> tuple[LogEntry, ...]:
        """What failed, and what deserves a warning."""
        return tuple(entry for entry in self.entries if entry.status in _PROBLEMS)

    def as_json(self) -> dict[str, Any]:
        """The report, ready for JSON; of the log what failed and what deserves a warning."""
        return {
            "title": self.title,
            "at": self.at.isoformat(),
            **self.numbers,
            "waiting": self.waiting,
            "stopped": self.stopped,
            "problems": [str(entry) for entry in self.problems],
        }


@dataclass(frozen=True)
class Course:
    """How many cycles, how long a pause between them, and what is decided about too many deletions (or not: None)."""

    cycles: int
    interval: timedelta | None
    allow_deletions: bool | None


async def run_cycles(
    job: ProvisioningJob,
    company: Company,
    book: LogBook,
    course: Course,
    tell: Callable[[CycleReport], None],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> bool:
    """Run the cycles and tell of each; returns whether Entra would have reported no failure in any."""
    succeeded = True
    for number in range(course.cycles):
        if number and course.interval is not None:
            await sleep(course.interval.total_seconds())
        report = await _cycle(job, next(company.days), book)
        tell(report)
        succeeded = succeeded and report.succeeded
        quarantine = job.quarantine
        if quarantine is not None and quarantine.reason is QuarantineReason.TOO_MANY_DELETES:
            _decide(job, allow=course.allow_deletions)
    return succeeded


async def _cycle(job: ProvisioningJob, title: str, book: LogBook) -> CycleReport:
    before, written = job.statistics.numbers(), len(book.entries)
    stopped = None
    try:
        await job.run_cycle()
    except Quarantined as quarantined:
        stopped = f"{quarantined.reason}: {quarantined}"
    except NotRunning as not_running:
        stopped = str(not_running)
    return CycleReport(
        title=title,
        at=job.now,
        numbers={name: count - before[name] for name, count in job.statistics.numbers().items()},
        waiting=job.escrow.failures,
        stopped=stopped,
        entries=tuple(book.entries[written:]),
    )


def _decide(job: ProvisioningJob, *, allow: bool | None) -> None:
    if allow is True:
        job.allow_deletions()
    elif allow is False:
        job.reject_deletions()
