"""How much work something takes, told in calls: unlike time, the same on every machine."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@dataclass
class Effort:
    """The calls of functions, of Python's own and of ours."""

    calls: int = 0


@contextmanager
def counted_calls() -> Iterator[Effort]:
    """Counts the calls made inside the block, which may raise."""
    effort = Effort()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        effort.calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield effort
    finally:
        sys.setprofile(before)
