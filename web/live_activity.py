"""The activity log as it grows, for a page that is open: a few rows at a time, however many requests go through."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from contract.transport import Forbidden, IdentityError, Unauthenticated
from web.event_stream import Event
from web.identity_client.input_types import ActivityFilter

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from web.identity_client import IdentityClient
    from web.identity_client.fragments import ActivityRow

TICK_SECONDS: Final = 0.25
ROWS_A_TICK: Final = 20
"""More than that nobody reads in a quarter of a second; the others are counted, and stand in the list."""
_OVERLAP: Final = timedelta(seconds=5)
"""Entries are written a moment after what they tell of, and not in its order; the page knows which it has."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before all entries; what a browser says to have seen may be any time."""

ENDED: Final = "ended"


@dataclass(slots=True)
class _Batch:
    """What came since the last tick: the latest rows, and how many there were before them."""

    rows: deque[ActivityRow] = field(default_factory=lambda: deque(maxlen=ROWS_A_TICK))
    more: int = 0

    def add(self, row: ActivityRow) -> None:
        self.more += len(self.rows) == ROWS_A_TICK
        self.rows.appendleft(row)

    def take(self) -> tuple[list[ActivityRow], int]:
        taken = list(self.rows), self.more
        self.rows.clear()
        self.more = 0
        return taken


async def live_rows(
    client: IdentityClient,
    wanted: ActivityFilter | None,
    seen: datetime | None,
    write: Callable[[Sequence[ActivityRow]], str],
    tick: float = TICK_SECONDS,
) -> AsyncGenerator[Event, None]:
    """Events of the entries that satisfy a filter: `rows`, the latest first, as `write` has them, and `more`, a number.

    It begins with what came after `seen`, which is when the page was made, or the last event's id. `ended` says that
    the credential shows no more; when identity cannot be reached the events end without it, and the browser asks anew.
    """
    batch = _Batch()
    watching = asyncio.create_task(_watch(client, wanted, batch))
    try:
        await asyncio.wait({watching}, timeout=tick)
        if seen is not None and not watching.done():
            for event in await _missed(client, wanted, seen, write):
                yield event
        while not watching.done():
            await asyncio.wait({watching}, timeout=tick)
            for event in _told(*batch.take(), write):
                yield event
        watching.result()
    except (Unauthenticated, Forbidden) as error:
        yield Event(ENDED, str(error))
    except IdentityError:
        return
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError, IdentityError):
            await watching


async def _watch(client: IdentityClient, wanted: ActivityFilter | None, batch: _Batch) -> None:
    entries: Any = client.activity_added(wanted)
    async with aclosing(entries):
        async for event in entries:
            batch.add(event.activity_added)


async def _missed(
    client: IdentityClient,
    wanted: ActivityFilter | None,
    seen: datetime,
    write: Callable[[Sequence[ActivityRow]], str],
) -> list[Event]:
    since = max(seen, _EPOCH) - _OVERLAP
    given = wanted.model_dump(by_alias=True, exclude_unset=True) if wanted else {}
    earliest = given.get("since")
    if earliest is None or datetime.fromisoformat(earliest) < since:
        given["since"] = since.isoformat()
    page = (await client.activity_since(ROWS_A_TICK, ActivityFilter.model_validate(given))).activity_entries
    return _told(page.nodes, 0, write)


def _told(rows: Sequence[ActivityRow], more: int, write: Callable[[Sequence[ActivityRow]], str]) -> list[Event]:
    if not rows:
        return []
    return [Event("rows", write(rows), id=str(rows[0].at)), *([Event("more", str(more))] if more else [])]
