"""Entra's SCIM client: the requests it makes, each judged and recorded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast
from urllib.parse import quote, quote_plus

import orjson

from entra_simulator.answers import (
    TOO_MANY_REQUESTS,
    Resource,
    accept_deletion,
    group_match_of,
    group_of_read,
    match_of,
    resource_of_creation,
    resource_of_patch,
    resource_of_read,
    resources_of,
)
from entra_simulator.error_codes import TIMEOUT
from entra_simulator.failures import ToleratedAnswer, UnexpectedAnswer
from entra_simulator.transport import Answer, Transport, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

ResourceType = Literal["Users", "Groups"]
Judged = TypeVar("Judged")

_MEDIA_TYPE = "application/scim+json"
_WITHOUT_MEMBERS = "excludedAttributes=members"
_THROTTLED_ATTEMPTS = 5
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it.

    `status` is None when no answer came. `sent` is the body, `request_id` what the target calls the request. `code` and
    `detail` are what Entra would say of the answer, and empty when all is well.
    """

    method: str
    path: str
    status: int | None
    sent: Mapping[str, Any] | None = None
    request_id: str = ""
    code: str = ""
    detail: str = ""

    @property
    def expected(self) -> bool:
        """Whether Entra takes the answer as success without reserve."""
        return not self.code

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {f'{self.code}: {self.detail}' if self.code else self.status}"


class ScimClient:
    """Speaks to the SCIM endpoint behind one Tenant URL, whose query string is repeated on every request."""

    def __init__(
        self,
        transport: Transport,
        tenant_url: str,
        token: str,
        record: Callable[[Exchange], None],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        base, _, self._flags = tenant_url.partition("?")
        self._base = base.rstrip("/")
        self._transport = transport
        self._headers = {"Authorization": f"Bearer {token}", "Accept": _MEDIA_TYPE}
        self._record = record
        self._sleep = sleep

    async def find(self, resource_type: ResourceType, attribute: str, value: str) -> Resource | None:
        """The resource whose `attribute` equals `value`; a group comes without its members."""
        condition = f"filter={quote_plus(f'{attribute} eq {_literal(value)}')}"
        if resource_type == "Users":
            return await self._exchange("GET", "/Users", partial(match_of, attribute=attribute, value=value), condition)
        judge = partial(group_match_of, attribute=attribute, value=value)
        return await self._exchange("GET", "/Groups", judge, _WITHOUT_MEMBERS, condition)

    async def has_manager(self, user_id: str, manager_id: str) -> bool:
        """Entra's reference check: whether the user already names this manager."""
        condition = quote_plus(f"id eq {_literal(user_id)} and manager eq {_literal(manager_id)}")
        return bool(await self._exchange("GET", "/Users", resources_of, f"filter={condition}", "attributes=id"))

    async def has_member(self, group_id: str, member_id: str) -> bool:
        """Entra's reference check: whether the group already holds this member."""
        condition = quote_plus(f"id eq {_literal(group_id)} and members eq {_literal(member_id)}")
        return bool(await self._exchange("GET", "/Groups", resources_of, f"filter={condition}", _WITHOUT_MEMBERS))

    async def read(self, resource_type: ResourceType, resource_id: str) -> Resource:
        """The resource with this id, a group without its members. Raises InvalidAnchor when it is gone."""
        path = f"/{resource_type}/{quote(resource_id, safe='')}"
        if resource_type == "Users":
            return await self._exchange("GET", path, resource_of_read)
        return await self._exchange("GET", path, group_of_read, _WITHOUT_MEMBERS)

    async def create(self, resource_type: ResourceType, body: Mapping[str, Any]) -> Resource:
        """The resource made from `body`, with the id that the target gave it."""
        return await self._exchange("POST", f"/{resource_type}", resource_of_creation, body=body)

    async def patch(self, resource_type: ResourceType, resource_id: str, body: Mapping[str, Any]) -> Resource | None:
        """Apply a PatchOp body; the changed resource if the target shows it. Raises InvalidAnchor when it is gone."""
        path = f"/{resource_type}/{quote(resource_id, safe='')}"
        return await self._exchange("PATCH", path, partial(resource_of_patch, resource_id=resource_id), body=body)

    async def delete(self, resource_type: ResourceType, resource_id: str) -> None:
        """Delete the resource. Raises InvalidAnchor when it is gone already."""
        await self._exchange("DELETE", f"/{resource_type}/{quote(resource_id, safe='')}", accept_deletion)

    async def _exchange(
        self,
        method: str,
        path: str,
        judge: Callable[[Answer], Judged],
        *query: str,
        body: Mapping[str, Any] | None = None,
    ) -> Judged:
        """Send, let `judge` read the answer, and record how it went. Raises UnexpectedAnswer."""
        target = "?".join(filter(None, (path, "&".join(filter(None, (self._flags, *query))))))
        try:
            answer = await self._answer(method, target, body)
        except Unreachable as error:
            self._record(Exchange(method, target, None, body, code=TIMEOUT, detail=str(error)))
            raise UnexpectedAnswer(TIMEOUT, f"{method} {path} had no answer: {error}") from error
        exchange = Exchange(method, target, answer.status, body, answer.request_id)
        try:
            judged = judge(answer)
        except ToleratedAnswer as tolerated:
            self._record(replace(exchange, code=tolerated.code, detail=tolerated.detail))
            # A judge that tolerates tells what it would have returned.
            return cast("Judged", tolerated.result)
        except UnexpectedAnswer as unexpected:
            self._record(replace(exchange, code=unexpected.code, detail=unexpected.detail))
            raise
        self._record(exchange)
        return judged

    async def _answer(self, method: str, target: str, body: Mapping[str, Any] | None) -> Answer:
        """The answer, after the pauses that the target asked for with 429 and Retry-After."""
        content = None if body is None else orjson.dumps(body)
        headers = self._headers if body is None else {**self._headers, "Content-Type": f"{_MEDIA_TYPE}; charset=utf-8"}
        for _ in range(_THROTTLED_ATTEMPTS):
            answer = await self._transport.send(method, self._base + target, headers, content)
            if answer.status != TOO_MANY_REQUESTS or answer.retry_after is None:
                return answer
            self._record(Exchange(method, target, answer.status))
            await self._sleep(min(answer.retry_after, _LONGEST_PAUSE_SECONDS))
        return await self._transport.send(method, self._base + target, headers, content)


def _literal(value: str) -> str:
    """A filter's string literal, which RFC 7644 §3.4.2.2 writes as JSON."""
    return orjson.dumps(value).decode()
