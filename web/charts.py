"""Columns over time as geometry: what the template draws, and the table that stands behind it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDTH: Final = 480
HEIGHT: Final = 140
_TOP: Final = 14
_LEFT: Final = 44
_BOTTOM: Final = 22
_GAP: Final = 0.25
"""How much of a column's place stays empty."""
_LABELS: Final = 6
"""How many columns are named below, at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a column: of which series it is, and where it stands, in the units of the drawing."""

    series: str
    value: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time with what happened in it; `label` stands below it, where there is room."""

    name: str
    label: str
    x: float
    width: float
    pieces: tuple[Piece, ...]

    @property
    def values(self) -> dict[str, int]:
        """How many of each series, where there are any."""
        return {piece.series: piece.value for piece in self.pieces}

    @property
    def total(self) -> int:
        """Of all series."""
        return sum(piece.value for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns, the lines behind them as (value, y), and the sum of each series."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[int, float], ...]
    sums: Mapping[str, int]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT

    @property
    def base(self) -> float:
        """Where the columns stand."""
        return self.height - _BOTTOM


def chart(
    counts: Iterable[tuple[datetime, str, int]],
    series: Sequence[str],
    *,
    until: datetime,
    columns: int,
    span: timedelta,
) -> Chart:
    """A chart of `columns` stretches of `span` each, the last of which holds `until`.

    `counts` are (when a stretch begins, series, how many); stretches nobody counted are empty. Days begin at midnight
    UTC, hours at the full hour.
    """
    last = _beginning(until, span)
    begins = [last - span * back for back in range(columns - 1, -1, -1)]
    found: dict[tuple[datetime, str], int] = {}
    for at, name, entries in counts:
        key = (_beginning(at, span), name)
        found[key] = found.get(key, 0) + entries
    rows = [[found.get((begin, name), 0) for name in series] for begin in begins]
    top = _round_up(max((sum(row) for row in rows), default=0))
    place = (WIDTH - _LEFT) / columns
    every = -(-columns // _LABELS)
    drawn = tuple(
        Column(
            name=_name(begin, span),
            label=_label(begin, span) if number % every == 0 else "",
            x=round(_LEFT + number * place + place * _GAP / 2, 2),
            width=round(place * (1 - _GAP), 2),
            pieces=tuple(_pieces(series, row, top)),
        )
        for number, (begin, row) in enumerate(zip(begins, rows, strict=True))
    )
    sums = {name: sum(row[place_] for row in rows) for place_, name in enumerate(series)}
    lines = tuple((value, round(_y(value, top), 2)) for value in sorted({0, top // 2, top}))
    return Chart(drawn, lines, sums)


def _pieces(series: Sequence[str], row: Sequence[int], top: int) -> Iterable[Piece]:
    below = 0
    for name, value in zip(series, row, strict=True):
        if value:
            y = _y(below + value, top)
            yield Piece(name, value, round(y, 2), round(_y(below, top) - y, 2))
            below += value


def _y(value: int, top: int) -> float:
    return _TOP + (HEIGHT - _BOTTOM - _TOP) * (1 - value / top)


def _round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 …: halves are whole numbers."""
    top = 2
    while top < value:
        top = top * 2 if str(top)[0] in "12" else top * 5 // 2
    return top


def _beginning(at: datetime, span: timedelta) -> datetime:
    if span >= timedelta(days=1):
        return at.replace(hour=0, minute=0, second=0, microsecond=0)
    return at.replace(minute=0, second=0, microsecond=0)


def _name(begin: datetime, span: timedelta) -> str:
    return f"{begin.day} {begin:%B}" if span >= timedelta(days=1) else f"{begin.day} {begin:%B, %H:00} UTC"


def _label(begin: datetime, span: timedelta) -> str:
    return f"{begin.day} {begin:%b}" if span >= timedelta(days=1) else f"{begin:%H:%M}"
