"""What the façade tells identity about the requests it answered: each one explained, and the rules of leniency it used.

Kept in memory and sent in batches, never in the way of a request. The façade has no credential of its own: what a
caller's requests were is told with that caller's, which is forgotten with the batch. Identity judges it again: who was
let in when the request was answered and is out a moment later is believed no more, since that would be a way to go on
after the end. What can be lost that way is told in the log, and no more than `INTERVAL_SECONDS` hold, or of the uses of
rules `USES_INTERVAL_SECONDS`; what was changed stands in the audit log in any case.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from uuid_utils import uuid7

from contract.transport import Caller, ConnectionMismatch, Forbidden, Refused, Unauthenticated, Unavailable
from scim_facade.explanation import MAX_BYTES, explained
from scim_facade.identity_client import IdentityClient
from scim_facade.identity_client.fragments import InvalidInput, PermissionDenied
from scim_facade.identity_client.input_types import RuleUseInput
from scim_facade.trace import Trace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from contract.transport import Transport
    from scim_facade.core.rules import Note

logger = logging.getLogger("scim_facade")

INTERVAL_SECONDS: Final = 0.25
USES_INTERVAL_SECONDS: Final = 5.0
"""How often uses of rules are told, which nobody waits for."""
LONGEST_INTERVAL_SECONDS: Final = 10.0
"""While identity cannot be reached, it is asked less and less often, down to this."""
ATTEMPTS: Final = 8
"""How often a batch is sent before it is given up; together they outlast an outage of half a minute."""
MAX_CALLERS: Final = 10_000
"""Callers whose batches are waiting at once; of further ones nothing is kept until some have been sent."""
MAX_REQUESTS: Final = 20_000
"""Requests that wait at once; further ones are not logged, and counted."""
MAX_WAITING_BYTES: Final = 32 * 1024 * 1024
"""What the waiting requests may take of memory, as far as it can be told from the length of what was received."""
MAX_BATCH: Final = 100
"""Requests told in one operation."""
LONGEST_STOP_SECONDS: Final = 5.0
"""How long a stop may wait for identity to take the last batches."""

_LARGE: Final = 64 * 1024
"""Requests of which more than this is held are explained at once: what is shown of them takes less."""
_LONGEST_SLICE_SECONDS: Final = 0.002
_OVERHEAD_BYTES: Final = 4 * 1024
_OBJECTS_PER_BYTE: Final = 4
"""About how many bytes a decoded body takes for each byte of it."""

_Key = tuple[str | None, str | None]


@dataclass(slots=True)
class _Waiting:
    """A request that is still to be told: as it is remembered, or explained."""

    told: Trace | dict[str, Any] | None
    size: int


@dataclass(slots=True)
class _Batch:
    uses: Counter[str] = field(default_factory=Counter)
    requests: list[_Waiting] = field(default_factory=list)
    failures: int = 0


class Reports:
    """What is still to be told, by the connection and the credential that it came with. Routes begin with `prefix`."""

    def __init__(
        self,
        transport: Transport,
        prefix: str,
        *,
        interval: float = INTERVAL_SECONDS,
        uses_interval: float = USES_INTERVAL_SECONDS,
    ) -> None:
        self._transport = transport
        self._prefix = prefix
        self._interval = interval
        self._uses_interval = uses_interval
        self._waiting: dict[_Key, _Batch] = {}
        self._requests = 0
        self._bytes = 0
        self._dropped = 0
        self._pause = interval
        self._uses_due_at = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def waiting_bytes(self) -> int:
        """About how much memory the waiting requests take."""
        return self._bytes

    def count(self, caller: Caller, notes: Iterable[Note]) -> None:
        """Count the notes of one of the caller's requests, each as one use of its rule."""
        uses = Counter(note.rule for note in notes)
        if uses and (batch := self._batch(caller)) is not None:
            batch.uses.update(uses)

    def tell(self, caller: Caller, trace: Trace) -> None:
        """Have one of the caller's requests, which is answered, written to the activity log."""
        size = _OVERHEAD_BYTES + trace.answer_bytes * _OBJECTS_PER_BYTE + trace.body_bytes * _OBJECTS_PER_BYTE
        waiting = _Waiting(trace, size)
        if size > _LARGE:
            self._explain(waiting)
        batch = self._batch(caller)
        if batch is None or self._requests >= MAX_REQUESTS or self._bytes + waiting.size > MAX_WAITING_BYTES:
            self._dropped += 1
            return
        self._take_in(batch, waiting)

    async def flush(self) -> None:
        """Tell identity all that is waiting. What it cannot take at the moment waits for the next time."""
        self._uses_due_at = 0.0
        await self.flush_due()

    async def flush_due(self) -> None:
        """Tell identity of the requests, and of uses of rules when it is time."""
        self._report_drops()
        self._pause = self._interval
        now = time.monotonic()
        if are_uses_due := now >= self._uses_due_at:
            self._uses_due_at = now + self._uses_interval
        for key in list(self._waiting):
            batch = self._let_out(key)
            if not are_uses_due:
                self._hold_uses_back(key, batch)
            try:
                await self._send(*key, batch)
            except (Unauthenticated, Forbidden, ConnectionMismatch, Refused) as refusal:
                # It would be refused again: a token that was revoked some time ago, for instance.
                _log_loss(key[0], batch, str(refusal))
            except Exception as failure:  # noqa: BLE001 - whatever breaks must not keep the other batches waiting
                self._postpone(key, batch, str(failure) or repr(failure))
                if isinstance(failure, Unavailable):
                    break  # nor would it take the others
            except BaseException:
                self._keep(key, batch)
                raise

    async def run(self, stop: asyncio.Event) -> None:
        """Flush until it is time to stop. What is being told then is told to the end, and so only once."""
        while not stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await stop.wait()
            pause = self._pause
            await self.flush_due()
            if self._pause > self._interval:
                self._pause = min(2 * pause, LONGEST_INTERVAL_SECONDS)

    @asynccontextmanager
    async def reporting(self) -> AsyncIterator[None]:
        """Flush now and then, and once more at the end."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.run(stop))
        try:
            yield
        finally:
            stop.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_STOP_SECONDS):
                    await running
                    await self.flush()

    async def _send(self, connection: str | None, credential: str | None, batch: _Batch) -> None:
        """Tell one caller's batch. What has been taken leaves it at once."""
        client = IdentityClient(self._transport, Caller(credential, str(uuid7()), connection))
        limit = MAX_BATCH
        while batch.requests:
            part = batch.requests[:limit]
            match (await client.activity_record(await self._explained(part))).activity_record:
                case InvalidInput() if len(part) > 1:
                    limit = 1  # one of them is to blame, and the others shall not be lost with it
                    continue
                case InvalidInput(message=reason) | PermissionDenied(message=reason):
                    _log_loss(connection, _Batch(requests=part), reason)
            del batch.requests[: len(part)]
        if not batch.uses:
            return
        given = [RuleUseInput(rule=rule, uses=times) for rule, times in batch.uses.items()]
        match (await client.rule_uses_record(given)).rule_uses_record:
            case InvalidInput(message=reason) | PermissionDenied(message=reason):
                _log_loss(connection, batch, reason)

    async def _explained(self, part: list[_Waiting]) -> list[dict[str, Any]]:
        """The requests, explained a few at a time, so that those which are being answered need not wait."""
        entries = []
        begun = time.perf_counter()
        for waiting in part:
            entry = self._explain(waiting)
            if entry is not None:
                entries.append(entry)
            if time.perf_counter() - begun > _LONGEST_SLICE_SECONDS:
                await asyncio.sleep(0)
                begun = time.perf_counter()
        return entries

    def _explain(self, waiting: _Waiting) -> dict[str, Any] | None:
        """The request, explained; `None` when that fails, which must be in the way neither of it nor of others."""
        if isinstance(waiting.told, Trace):
            trace = waiting.told
            try:
                waiting.told = explained(trace, self._prefix)
            except Exception:
                logger.exception("A request could not be explained", extra={"request_id": trace.request_id})
                waiting.told = None
            waiting.size = MAX_BYTES
        return waiting.told

    def _batch(self, caller: Caller) -> _Batch | None:
        key = (caller.connection, caller.credential)
        if key not in self._waiting and len(self._waiting) >= MAX_CALLERS:
            return None
        return self._waiting.setdefault(key, _Batch())

    def _take_in(self, batch: _Batch, waiting: _Waiting) -> None:
        batch.requests.append(waiting)
        self._requests += 1
        self._bytes += waiting.size

    def _let_out(self, key: _Key) -> _Batch:
        batch = self._waiting.pop(key)
        self._requests -= len(batch.requests)
        self._bytes -= sum(waiting.size for waiting in batch.requests)
        return batch

    def _hold_uses_back(self, key: _Key, batch: _Batch) -> None:
        if batch.uses:
            self._waiting[key] = _Batch(batch.uses)
            batch.uses = Counter()

    def _postpone(self, key: _Key, batch: _Batch, reason: str) -> None:
        self._pause = 2 * self._interval
        batch.failures += 1
        if batch.failures < ATTEMPTS:
            self._keep(key, batch)
        else:
            _log_loss(key[0], batch, reason)

    def _keep(self, key: _Key, batch: _Batch) -> None:
        """Put a batch back, before what has come since."""
        since = self._let_out(key) if key in self._waiting else _Batch()
        kept = _Batch(batch.uses + since.uses, failures=batch.failures)
        self._waiting[key] = kept
        for waiting in (*batch.requests, *since.requests):
            if self._requests < MAX_REQUESTS and self._bytes + waiting.size <= MAX_WAITING_BYTES:
                self._take_in(kept, waiting)
            else:
                self._dropped += 1

    def _report_drops(self) -> None:
        if self._dropped:
            logger.warning("Requests were not logged: too many wait already", extra={"requests": self._dropped})
            self._dropped = 0


def _log_loss(connection: str | None, batch: _Batch, reason: str) -> None:
    logger.warning(
        "Reports were lost",
        extra={
            "connection": connection,
            "uses": dict(batch.uses),
            "requests": len(batch.requests),
            "reason": reason,
        },
    )
