"""Where the keys come from that Microsoft signs ID tokens with.

Microsoft advises to read them once a day, and again when a token names one that is not known:
https://learn.microsoft.com/entra/identity-platform/signing-key-rollover.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx2

from identity.errors import SignInRefused
from identity.id_tokens.key_set import signing_keys
from identity.rules.sign_in import SignInRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from identity.id_tokens.key_set import SigningKey

FRESH_FOR = 86_400
"""Seconds for which a set of keys is good."""
PAUSE = 60
"""Seconds from a fetch that failed, or was made for a key nobody knew, to the next, as long as there are keys to go on
with: tokens are made up faster than keys roll."""
MAX_BYTES = 512 * 1024

_log = logging.getLogger("identity")


class KeySource:
    """Microsoft's signing keys, fetched when they are needed: one fetch at a time, which everybody waits for.

    When a fetch fails, the keys there were stay good. `clock` counts seconds from anywhere.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        url: str,
        *,
        timeout_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._url = url
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = self._paused_until = -math.inf
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """The key of that name, or `None` if Microsoft has no such key.

        Raises `SignInRefused` when Microsoft cannot be asked and what is known does not answer it.
        """
        if not (self._is_fresh() and kid in self._keys) and self._may_fetch():
            await self._fetch_together()
        key = self._keys.get(kid)
        if key is None and self._failed:
            raise SignInRefused(
                SignInRefusal.MICROSOFT_UNAVAILABLE,
                "Microsoft's keys cannot be read at the moment, so its answer could not be verified. "
                "Try again in a minute.",
                retry_after_seconds=PAUSE,
            )
        return key

    async def close(self) -> None:
        """Give up a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            with suppress(asyncio.CancelledError):
                await self._fetching

    def _is_fresh(self) -> bool:
        return self._clock() - self._fetched_at < FRESH_FOR

    def _may_fetch(self) -> bool:
        return not self._keys or self._fetching is not None or self._clock() >= self._paused_until

    async def _fetch_together(self) -> None:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch())
        # Whoever goes away must not take the fetch from the others.
        await asyncio.shield(self._fetching)

    async def _fetch(self) -> None:
        started, was_fresh = self._clock(), self._is_fresh()
        try:
            self._keys, self._failed = signing_keys(await self._read()), False
            self._fetched_at = started
        except (httpx2.HTTPError, TimeoutError, ValueError) as error:
            self._failed = True
            _log.warning("Microsoft's signing keys cannot be read: %s", str(error) or type(error).__name__)
        finally:
            if was_fresh or self._failed:
                self._paused_until = started + PAUSE
            self._fetching = None

    async def _read(self) -> bytes:
        body = bytearray()
        async with asyncio.timeout(self._timeout_seconds), self._http.stream("GET", self._url) as response:
            if response.status_code != httpx2.codes.OK:
                raise ValueError(f"the answer was {response.status_code}")
            async for part in response.aiter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    raise ValueError(f"the answer is longer than {MAX_BYTES} bytes")
        return bytes(body)
