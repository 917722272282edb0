"""Changes that are worked out on what was read, and hold only if nobody was faster."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from scim_facade.core.errors import Conflict
from scim_facade.identity_client.fragments import VersionConflict

# Turns keep this process from competing with itself; the attempts are for other processes, and the pauses between them
# let those finish what they have in hand.
ATTEMPTS = 20
LONGEST_PAUSE_SECONDS = 0.2

Result = TypeVar("Result")


async def until_nobody_was_faster(attempt: Callable[[], Awaitable[Result | VersionConflict]]) -> Result:
    """Return what `attempt`, which reads and then changes, comes to. Raises `Conflict` when it was never fast enough.

    For a client that means no version in particular, the change is simply worked out anew on the newer one.
    """
    for number in range(ATTEMPTS):
        result = await attempt()
        if not isinstance(result, VersionConflict):
            return result
        await asyncio.sleep(_pause(number))
    raise Conflict("The resource kept changing while this change was being made. Send it again.")


def _pause(number: int) -> float:
    longest = min(LONGEST_PAUSE_SECONDS, 0.001 * 2**number)
    return random.uniform(0, longest)  # noqa: S311 - competitors must not keep step; nothing secret comes of it
