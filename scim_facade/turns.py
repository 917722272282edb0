"""Taking turns: whoever works on the same thing in this process waits for the one before."""

from asyncio import Lock
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """One at a time for each key, in order of arrival.

    This spares parallel changes of one resource from overtaking each other again and again; it is no safeguard, since
    other processes know nothing of it. The version that identity compares is.
    """

    def __init__(self) -> None:
        # Only those who hold or await a lock keep it alive, so an idle key takes no memory.
        self._locks: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for this key's turn, and keep it until the block ends."""
        lock = self._locks.setdefault(key, Lock())
        async with lock:
            yield
