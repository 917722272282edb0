"""How often each connection's requests need each rule of leniency, told to identity now and then.

Counted in memory and sent in batches, never in the way of a request. The façade has no credential of its own: what a
caller's requests needed is told with that caller's, which is forgotten with the batch.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from uuid_utils import uuid7

from contract.transport import Caller, ConnectionMismatch, Forbidden, Refused, Unauthenticated
from scim_facade.identity_client import IdentityClient
from scim_facade.identity_client.fragments import InvalidInput, PermissionDenied
from scim_facade.identity_client.input_types import RuleUseInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from contract.transport import Transport
    from scim_facade.core.rules import Note

logger = logging.getLogger("scim_facade")

INTERVAL_SECONDS: Final = 5.0
ATTEMPTS: Final = 3
"""How often a batch is sent before it is given up."""
MAX_CALLERS: Final = 10_000
"""Callers whose batches are waiting at once; of further ones nothing is counted until some have been sent."""
LONGEST_STOP_SECONDS: Final = 5.0
"""How long a stop may wait for identity to take the last batches."""


@dataclass(slots=True)
class _Batch:
    uses: Counter[str] = field(default_factory=Counter)
    failures: int = 0


class RuleUses:
    """Uses that are still to be told, by the connection and the credential they came with."""

    def __init__(self, transport: Transport, *, interval: float = INTERVAL_SECONDS) -> None:
        self._transport = transport
        self._interval = interval
        self._waiting: dict[tuple[str | None, str | None], _Batch] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def count(self, caller: Caller, notes: Iterable[Note]) -> None:
        """Count the notes of one of the caller's requests, each as one use of its rule."""
        key = (caller.connection, caller.credential)
        uses = Counter(note.rule for note in notes)
        if uses and (key in self._waiting or len(self._waiting) < MAX_CALLERS):
            self._waiting.setdefault(key, _Batch()).uses.update(uses)

    async def flush(self) -> None:
        """Tell identity what was counted. What it cannot take at the moment waits for the next time."""
        for key in list(self._waiting):
            batch = self._waiting.pop(key)
            try:
                await self._send(*key, batch.uses)
            except (Unauthenticated, Forbidden, ConnectionMismatch, Refused) as refusal:
                # It would be refused again: a token that was revoked in the meantime, for instance.
                _log_loss(key[0], batch.uses, str(refusal))
            except Exception as failure:  # noqa: BLE001 - whatever breaks must not keep the other batches waiting
                batch.failures += 1
                if batch.failures < ATTEMPTS:
                    self._keep(key, batch)
                else:
                    _log_loss(key[0], batch.uses, str(failure) or repr(failure))
            except BaseException:
                self._keep(key, batch)
                raise

    async def run(self) -> None:
        """Flush for ever."""
        while True:
            await asyncio.sleep(self._interval)
            await self.flush()

    @asynccontextmanager
    async def reporting(self) -> AsyncIterator[None]:
        """Flush now and then, and once more at the end."""
        running = asyncio.create_task(self.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_STOP_SECONDS):
                    await self.flush()

    async def _send(self, connection: str | None, credential: str | None, uses: Counter[str]) -> None:
        client = IdentityClient(self._transport, Caller(credential, str(uuid7()), connection))
        given = [RuleUseInput(rule=rule, uses=times) for rule, times in uses.items()]
        match (await client.rule_uses_record(given)).rule_uses_record:
            case InvalidInput(message=reason) | PermissionDenied(message=reason):
                _log_loss(connection, uses, reason)

    def _keep(self, key: tuple[str | None, str | None], batch: _Batch) -> None:
        """Put a batch back, with what has been counted since."""
        since = self._waiting.get(key)
        if since is not None:
            batch.uses.update(since.uses)
        self._waiting[key] = batch


def _log_loss(connection: str | None, uses: Counter[str], reason: str) -> None:
    logger.warning("Uses of rules were lost", extra={"connection": connection, "uses": dict(uses), "reason": reason})
