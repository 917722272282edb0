"""How `narthex simulate` tells people what a simulated Entra did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from entra_simulator.error_codes import recommended_action
from entra_simulator.provisioning_log import LogEntry, Status

if TYPE_CHECKING:
    from entra_simulator.on_demand import OnDemandResult, PortalStep
    from narthex.simulation import CycleReport

_LINES_SHOWN = 20
_SINGULARS = {
    "requests": "request",
    "members_added": "member added",
    "members_removed": "member removed",
    "warnings": "warning",
    "failures": "failure",
}
_STYLES = {Status.FAILURE: "red", Status.WARNING: "yellow"}


def tell_cycle(report: CycleReport, *, verbose: bool) -> None:
    """One line for a cycle, and below it what the administrator would find in the log: all, or only the problems."""
    console = Console()
    counted = ", ".join(_counted(name, count) for name, count in report.numbers.items() if count)
    _line(console, f"{report.title}, {report.at:%Y-%m-%d %H:%M} UTC: {counted or 'nothing'}", "bold")
    entries = report.entries if verbose else report.problems
    shown = entries if verbose else entries[:_LINES_SHOWN]
    for entry in shown:
        _tell_entry(console, entry)
    if len(entries) > len(shown):
        _line(console, f"  … and {len(entries) - len(shown):,} more")
    if report.waiting:
        _line(console, f"  {report.waiting:,} in escrow for a later cycle")
    if report.stopped:
        _line(console, f"  Quarantine. {report.stopped}", "red")


def tell_on_demand(result: OnDemandResult) -> None:
    """The four steps as the portal shows them, each with its details."""
    console = Console()
    for step in result.portal_steps:
        _tell_step(console, step)
    for entry in result.entries:
        _tell_entry(console, entry)


def _counted(name: str, count: int) -> str:
    called = _SINGULARS.get(name, name) if count == 1 else name
    return f"{count:,} {called.replace('_', ' ')}"


def _tell_step(console: Console, portal_step: PortalStep) -> None:
    _line(console, portal_step.title, "bold")
    if not portal_step.steps:
        _line(console, "  not reached")
    for step in portal_step.steps:
        _line(console, f"  {step.status}: {step.description}", _STYLES.get(step.status))
        width = max(map(len, step.details), default=0)
        for name, value in step.details.items():
            _line(console, f"    {name:{width}}  {value}")


def _tell_entry(console: Console, entry: LogEntry) -> None:
    _line(console, f"  {entry}", _STYLES.get(entry.status))
    advice = entry.problem and recommended_action(entry.problem.code)
    if advice and entry.status in _STYLES:
        _line(console, f"    {advice}")


def _line(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
