"""How far a simulated Entra is, on a terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from entra_simulator.cycle import Progress


class ProgressScreen:
    """Shows how far a scene is and leaves a line for each one played; without a bar it shows nothing."""

    def __init__(self, bar: ProgressBar | None) -> None:
        self._bar = bar
        self._scene = "Test connection"
        self._task = bar.add_task(self._scene, total=None) if bar else None

    def begin(self, scene: str) -> None:
        """A scene begins."""
        self._scene = scene

    def show(self, progress: Progress) -> None:
        """The scene is so far."""
        if self._bar is not None and self._task is not None:
            description = f"{self._scene}: {progress.phase.lower()}"
            self._bar.update(self._task, description=description, completed=progress.done, total=progress.total)

    def end(self, requests: int) -> None:
        """The scene is over."""
        if self._bar is not None:
            self._bar.console.print(f"{self._scene}: {requests:,} requests", highlight=False)


@contextmanager
def progress_screen(console: Console | None) -> Iterator[ProgressScreen]:
    """A screen on this console; None keeps silent."""
    if console is None:
        yield ProgressScreen(None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=console, transient=True) as bar:
        yield ProgressScreen(bar)
