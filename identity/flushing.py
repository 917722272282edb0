"""What is noted in memory and written later, out of the way of requests."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NoReturn

from identity.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = logging.getLogger("identity")


async def flush_for_ever(flush: Callable[[], Awaitable[None]], interval: float, what: str) -> NoReturn:
    """Call `flush` every `interval` seconds; `what` it writes stands in the log when it could not."""
    while True:
        await asyncio.sleep(interval)
        try:
            await flush()
        except DatabaseUnavailable:
            _log.warning("%s not written: the database is unavailable", what)
        except Exception:  # noqa: BLE001  whatever it is, nobody would start this again
            _log.exception("%s not written", what)
