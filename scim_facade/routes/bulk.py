"""`/Bulk` (RFC 7644 §3.7): each operation by the very function of its own endpoint, and in its own transaction."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from scim_facade.connections import Connection
from scim_facade.core.bulk import (
    BulkRequest,
    Operation,
    Outcome,
    Refusal,
    Step,
    bulk_response,
    planned,
    read_bulk,
)
from scim_facade.core.bulk_references import completion, held_back, references, resolved
from scim_facade.core.errors import Conflict, ScimError, ServiceUnavailable, Unauthenticated, quoted
from scim_facade.core.meta import location
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.understood import normal_bulk
from scim_facade.endpoint import Handler, scim_error
from scim_facade.responses import ScimResponse, error_message
from scim_facade.routes import groups, users
from scim_facade.scim_request import ScimRequest

if TYPE_CHECKING:
    from scim_facade.core.redaction import Redaction

_HANDLERS: Mapping[str, Mapping[str, Handler]] = {
    USER.name: {"POST": users.create, "PUT": users.replace, "PATCH": users.patch, "DELETE": users.delete},
    GROUP.name: {"POST": groups.create, "PUT": groups.replace, "PATCH": groups.patch, "DELETE": groups.delete},
}


async def change_all(request: ScimRequest) -> Response:
    """POST /Bulk."""
    # A token that opens nothing is refused once, and not by each operation; and the message is read as the connection's
    # settings are now.
    await request.identity.connection_read()
    bulk = read_bulk(await request.json(), request.base_url, request.notes)
    request.record.operations = len(bulk.operations)
    run = _Run(request, bulk)
    outcomes = await run.outcomes()
    request.trace.understood = partial(normal_bulk, outcomes, run.understood)
    return ScimResponse(bulk_response(outcomes))


@dataclass(slots=True)
class _Incomplete:
    """A new resource that still lacks the attributes which name what does not exist yet."""

    operation: Operation
    id: str
    attributes: Mapping[str, Any]
    missing: set[str]
    is_given_up: bool = False


class _Run:
    """One bulk request while it is carried out. `understood` is the normal form of each operation, by its position."""

    def __init__(self, request: ScimRequest, bulk: BulkRequest) -> None:
        self.understood: dict[int, Callable[[Redaction], Any] | None] = {}
        self._request = request
        self._bulk = bulk
        self._ids: dict[str, str] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._incomplete: defaultdict[str, list[_Incomplete]] = defaultdict(list)
        self._failures = 0
        self._outage: ScimError | None = None

    async def outcomes(self) -> list[Outcome]:
        """Carry the operations out, until there have been as many failures as the client accepts."""
        accepted = self._bulk.fail_on_errors
        for step in planned(self._bulk.operations):
            if accepted is not None and self._failures >= accepted:
                break
            await self._take(step)
        for name in list(self._incomplete):
            await self._release(name)
        return list(self._outcomes.values())

    async def _take(self, step: Step | Refusal) -> None:
        if isinstance(step, Refusal):
            operation: Operation | Refusal = step
            self._fail(step, step.error)
        else:
            operation = step.operation
            try:
                await self._begin(step)
            except Exception as failure:  # noqa: BLE001 - whatever breaks one operation is answered there
                self._fail(operation, self._refusal(failure))
        if operation.creates is not None:
            await self._release(operation.creates)

    async def _begin(self, step: Step) -> None:
        """Carry an operation out, as far as what it names exists."""
        operation, later = step.operation, step.later
        if step.error is not None:
            raise step.error
        if self._outage is not None:
            raise self._outage
        failed = next((name for name in operation.names if name not in later and name not in self._ids), None)
        if failed is not None:
            raise Conflict(
                f"The resource with the bulkId {quoted(failed)}, which this operation names, was not created."
            )
        data, waiting = held_back(operation.data, later)
        resource_id = resolved(operation.resource_id, self._ids)
        answer = await self._answer(operation, operation.method, resource_id, resolved(data, self._ids))
        address = answer.headers.get("location") or self._location(operation, resource_id)
        self._outcomes[operation.position] = Outcome(operation, answer.status_code, address, answer.headers.get("etag"))
        if operation.creates is None:
            return
        created = address.rpartition("/")[2]
        self._ids[operation.creates] = created
        if waiting:
            incomplete = _Incomplete(operation, created, waiting, set(later))
            for name in later:
                self._incomplete[name].append(incomplete)

    async def _release(self, name: str) -> None:
        """Complete whatever waited for the resource of that bulkId alone, or give it up when there will be none."""
        for waiting in self._incomplete.pop(name, []):
            waiting.missing.discard(name)
            if waiting.is_given_up:
                continue
            if name not in self._ids:
                self._give_up(waiting, Conflict(f"the resource with the bulkId {quoted(name)} was not created."))
            elif not waiting.missing:
                await self._complete(waiting)

    async def _complete(self, waiting: _Incomplete) -> None:
        operation = waiting.operation
        try:
            change = resolved(completion(waiting.attributes), self._ids)
            answer = await self._answer(operation, "PATCH", waiting.id, change)
        except Exception as failure:  # noqa: BLE001 - whatever breaks one operation is answered there
            self._give_up(waiting, self._refusal(failure))
        else:
            outcome = self._outcomes[operation.position]
            self._outcomes[operation.position] = replace(outcome, version=answer.headers.get("etag"))

    def _give_up(self, waiting: _Incomplete, reason: ScimError) -> None:
        """Say that the resource exists, but is not what it was to be."""
        waiting.is_given_up = True
        operation = waiting.operation
        lacking = " and ".join(waiting.attributes)
        error = type(reason)(f"The {operation.resource_type.name} was created, but without {lacking}: {reason.detail}")
        self._fail(operation, error, self._location(operation, waiting.id))

    def _fail(self, operation: Operation | Refusal, error: ScimError, address: str | None = None) -> None:
        if address is None and isinstance(operation, Operation) and operation.resource_id is not None:
            names_none = not any(references(operation.resource_id))
            address = self._location(operation, operation.resource_id) if names_none else None
        self._failures += 1
        message = error_message(error, self._request.record.request_id)
        self._outcomes[operation.position] = Outcome(operation, error.status, address, error=message)

    def _refusal(self, failure: Exception) -> ScimError:
        error = scim_error(failure, self._request.record.request_id)
        if isinstance(error, ServiceUnavailable | Unauthenticated):
            self._outage = error  # further operations would only wait for the same
        return error

    def _location(self, operation: Operation, resource_id: str) -> str:
        return location(self._request.base_url, operation.resource_type, resource_id)

    async def _answer(self, operation: Operation, method: str, resource_id: str | None, data: object) -> Response:
        """What the operation's endpoint answers to it."""
        request = self._request

        async def json() -> object:
            return data

        async def by(connection: Connection) -> Response:
            inner = replace(
                request,
                connection=connection,
                path={**request.path, **({} if resource_id is None else {"id": resource_id})},
                # Of the resource only its version and address are told, so no more of it is read.
                query={"attributes": "id"},
                headers={"if-match": operation.version} if operation.version else {},
                notes=request.notes.read_by(strict=connection.profile.strict),
                trace=request.trace.part(),
                json=json,
            )
            try:
                return await _HANDLERS[operation.resource_type.name][method](inner)
            finally:
                # What completes a new resource adds nothing that its own operation did not say.
                self.understood.setdefault(operation.position, inner.trace.understood)

        return await request.service.connections.by_settings(request.caller, by)
