"""What is remembered of a request while it is answered, so that it can be explained afterwards.

References and times only: nothing is copied, cut or written here, and nothing of it is changed later.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from contract.transport import IdentityError
from scim_facade.core.profile import Profile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from starlette.responses import Response

    from contract.transport import Caller, Transport
    from scim_facade.core.errors import ScimError
    from scim_facade.core.redaction import Redaction
    from scim_facade.core.rules import Note

MAX_RUNS: Final = 100
"""Operations remembered of one request; a bulk request may lead to thousands."""

_PROFILE: Final = Profile()


@dataclass(slots=True)
class Run:
    """One GraphQL operation. `answer` is the first field of its data; times are the performance counter's seconds."""

    name: str
    variables: Mapping[str, Any]
    started: float
    ended: float = 0.0
    result: str | None = None
    answer: Any = None


@dataclass(slots=True)
class Trace:
    """One request. Times are in seconds of the performance counter, but for `at`.

    `understood` gives the normal form, as soon as there is one. `query` are the protocol's parameters by lower-case
    name; `named` is what stands in place of the route's braces.
    """

    request_id: str
    method: str
    route: str
    path: str
    named: Mapping[str, Any]
    headers: Mapping[str, str]
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=time.perf_counter)
    accepted: float | None = None
    body_read: float = 0.0
    ended: float = 0.0
    profile: Profile = _PROFILE
    notes: Iterable[Note] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    query_string: bytes = b""
    has_body: bool = False
    body: Any = None
    body_bytes: int = 0
    understood: Callable[[Redaction], Any] | None = None
    runs: list[Run] = field(default_factory=list)
    status: int = 0
    content: object = None
    answer_bytes: int = 0
    error: ScimError | None = None

    def answered(self, response: Response) -> None:
        """Remember the answer."""
        self.ended = time.perf_counter()
        self.status = response.status_code
        self.answer_bytes = len(response.body)
        self.content = getattr(response, "content", None)

    def part(self) -> Trace:
        """The trace of one of several requests in this one: what it is understood as is its own."""
        return replace(self, understood=None)


class TracingTransport:
    """A transport that remembers in a trace what is asked of it."""

    def __init__(self, transport: Transport, trace: Trace) -> None:
        self._transport = transport
        self._trace = trace

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Return the operation's `data`. Raises what the transport raises."""
        run = Run(operation_name or "", variables, time.perf_counter())
        if len(self._trace.runs) < MAX_RUNS:
            self._trace.runs.append(run)
        try:
            data = await self._transport.execute(document, operation_name, variables, caller)
        except IdentityError as refusal:
            run.result = type(refusal).__name__
            raise
        finally:
            run.ended = time.perf_counter()
        name, run.answer = next(iter(data.items()))
        run.result = _type_name(name, run.answer)
        return data

    def subscribe(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> AsyncIterator[dict[str, Any]]:
        """The `data` of each event; no request of the protocol waits for any."""
        return self._transport.subscribe(document, operation_name, variables, caller)


_LISTS: Final = {"users": "UserPage", "groups": "GroupPage", "resources": "ResourcePage"}


def _type_name(name: str, answer: Any) -> str | None:
    if not isinstance(answer, dict):
        return None
    told = answer.get("__typename")
    return told if isinstance(told, str) else _LISTS.get(name, name[:1].upper() + name[1:])
