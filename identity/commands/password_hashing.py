"""Argon2id (RFC 9106), in threads of its own: one hash takes a tenth of a second and 64 MiB."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

# The second recommendation of RFC 9106 §4, for where memory is shared with other work.
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4
_SALT_BYTES, _TAG_BYTES = 16, 32
_HASHER = PasswordHash(
    (
        Argon2Hasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES, hash_len=_TAG_BYTES, salt_len=_SALT_BYTES
        ),
    )
)
_SALT, _TAG = (b64encode(bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _TAG_BYTES))
_HASH_OF_NOTHING = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${_SALT}${_TAG}"
"""Of today's cost, and of no password that anybody could find."""
MAX_QUEUED = 64
"""Passwords that may wait to be verified: the last of them for a few seconds."""


class _Threads:
    """Two at a time, whoever asks: a flood of attempts takes neither the machine's memory nor all of its cores."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
        self.queued = 0

    async def run(self, work: Callable[..., Result], *arguments: object) -> Result:
        self.queued += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self.queued -= 1


_threads = _Threads()


def is_crowded() -> bool:
    """Whether so many passwords are waiting that one more would wait too long."""
    return _threads.queued >= MAX_QUEUED


async def hash_password(password: bytes) -> str:
    """The hash to be stored, with its parameters and a salt of its own."""
    return await _threads.run(_HASHER.hash, password)


async def verify_password(password: bytes, stored: str | None) -> tuple[bool, str | None]:
    """Whether the password is right, and a new hash to store when the parameters have changed since.

    Without a stored hash it takes as long and is never right, so that nobody learns by the clock who has a password.
    """
    return await _threads.run(_HASHER.verify_and_update, password, stored or _HASH_OF_NOTHING)
