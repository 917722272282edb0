"""Runs one GraphQL operation for one caller and words the answer.

Refusals that a mutation's union names are part of its data. Every other refusal is a top-level error whose
`extensions.code` the caller can act on, and defects are masked: their story stands in the log under the request id.
"""

from __future__ import annotations

import logging
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from identity.access.credentials import identify
from identity.errors import ConnectionMismatch, DomainError, InvalidInput, Unauthenticated
from identity.graphql.context import Context, SignIn
from identity.graphql.limits import MAX_CHARACTERS, too_deep
from identity.graphql.loaders import loaders_for
from identity.graphql.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from strawberry.types import ExecutionResult
    from strawberry.types.execution import PreExecutionError

    from contract.transport import Caller
    from identity.access.credentials import Identified
    from identity.activity_feed import ActivityFeed
    from identity.activity_log import ActivityLog
    from identity.actor import Actor
    from identity.database import Database
    from identity.errors import RefusedToken

_log = logging.getLogger("identity")

_MASKED = "The identity service met an internal error. Its log has the details under request id {request_id}."
_MAX_ERRORS = 5


class Executor:
    """GraphQL over one database."""

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        note_use: Callable[[Identified, datetime], None],
        sign_in: SignIn,
        feed: ActivityFeed,
        log: ActivityLog,
        note_refused: Callable[[str, RefusedToken, datetime], None],
    ) -> None:
        self._database = database
        self._now = now
        self._new_id = new_id
        self._note_use = note_use
        self._sign_in = sign_in
        self._feed = feed
        self._activity = log
        self._note_refused = note_refused

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Verify the caller's credential, run the operation, return the GraphQL response."""
        try:
            actor = await self._actor(caller)
        except Exception as error:  # noqa: BLE001  whatever it is, the caller is told in GraphQL's form
            return _nothing_but(error, caller.request_id)
        return await self.execute_as(actor, document, operation_name, variables, caller.request_id)

    async def execute_as(
        self,
        actor: Actor | None,
        document: str,
        operation_name: str | None,
        variables: Mapping[str, Any],
        request_id: str,
    ) -> dict[str, Any]:
        """Run the operation for an actor who was verified elsewhere."""
        try:
            _check_size(document, variables)
            result = await SCHEMA.execute(
                document,
                variable_values=dict(variables),
                context_value=self._context(actor, request_id, _same(actor)),
                operation_name=operation_name,
                allowed_operation_types=(OperationType.QUERY, OperationType.MUTATION),
            )
        except Exception as error:  # noqa: BLE001  as above
            return _nothing_but(error, request_id)
        return _response(result, request_id)

    async def subscribe(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> AsyncGenerator[dict[str, Any]]:
        """The GraphQL response of each event of a subscription; one that has errors is the last."""
        try:
            actor = await self._actor(caller)
            _check_size(document, variables)
            results = SCHEMA.subscribe(
                document,
                variable_values=dict(variables),
                context_value=self._context(actor, caller.request_id, lambda: self._verified_again(caller)),
                operation_name=operation_name,
            )
            async with aclosing(await results) as stream:
                async for result in stream:
                    yield _response(result, caller.request_id)
                    if result.errors:
                        return
        except Exception as error:  # noqa: BLE001  as above
            yield _nothing_but(error, caller.request_id)

    def _context(
        self, actor: Actor | None, request_id: str, verify_again: Callable[[], Awaitable[Actor | None]]
    ) -> Context:
        return Context(
            database=self._database,
            actor=actor,
            request_id=request_id,
            loaders=loaders_for(self._database, actor, self._now),
            now=self._now,
            new_id=self._new_id,
            sign_in=self._sign_in,
            feed=self._feed,
            log=self._activity,
            verify_again=verify_again,
        )

    async def _actor(self, caller: Caller) -> Actor | None:
        if caller.credential is None:
            return None
        now = self._now()
        try:
            identified = await self._identified(caller.credential, caller, now)
        except (Unauthenticated, ConnectionMismatch) as error:
            if caller.connection is not None and error.refused is not None:
                self._note_refused(caller.connection, error.refused, now)
            raise
        self._note_use(identified, now)
        return identified.actor

    async def _verified_again(self, caller: Caller) -> Actor | None:
        """To watch is no use of a credential: who has left their desk is signed out there, too."""
        if caller.credential is None:
            return None
        return (await self._identified(caller.credential, caller, self._now())).actor

    async def _identified(self, credential: str, caller: Caller, now: datetime) -> Identified:
        async with self._database.reading() as reader:
            return await identify(reader, credential, caller.connection, now, caller.connection_version)


def _same(actor: Actor | None) -> Callable[[], Awaitable[Actor | None]]:
    async def verified() -> Actor | None:
        return actor

    return verified


def _check_size(document: str, variables: Mapping[str, Any]) -> None:
    if len(document) > MAX_CHARACTERS:
        raise InvalidInput("query", f"The document has more than {MAX_CHARACTERS} characters. Use variables.")
    if too_deep(variables):
        raise InvalidInput("variables", "The variables are nested too deep.")


def _response(result: ExecutionResult | PreExecutionError, request_id: str) -> dict[str, Any]:
    response: dict[str, Any] = {"data": result.data}
    if result.errors:
        response["errors"] = [_error(error, request_id) for error in result.errors[:_MAX_ERRORS]]
    return response


def _nothing_but(error: Exception, request_id: str) -> dict[str, Any]:
    return {"data": None, "errors": [_error(error, request_id)]}


def _nothing_to_run(error: Exception) -> InvalidInput | None:
    """Why a document has nothing that could be run as it was asked for, if that is what the error says."""
    match error:
        case CannotGetOperationTypeError():
            return InvalidInput("operationName", "The document has no operation of that name.")
        case MissingQueryError():
            return InvalidInput("query", "The document is empty.")
        case InvalidOperationTypeError(operation_type=OperationType.SUBSCRIPTION):
            return InvalidInput("query", "A subscription's answer is a stream: ask with Accept: text/event-stream.")
        case InvalidOperationTypeError():
            return InvalidInput("query", "Only a subscription's answer is a stream: ask with Accept: application/json.")
    return None


def _refusal(error: DomainError) -> dict[str, Any]:
    extensions = {"code": error.code} | ({"field": error.field} if isinstance(error, InvalidInput) else {})
    return {"message": str(error), "extensions": extensions}


def _error(error: Exception, request_id: str) -> dict[str, Any]:
    cause = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    where = {"path": list(error.path)} if isinstance(error, GraphQLError) and error.path else {}
    cause = _nothing_to_run(cause) or cause
    if isinstance(cause, DomainError):
        return {**_refusal(cause), **where}
    if isinstance(cause, RecursionError):
        return _refusal(InvalidInput("query", "The operation is nested too deep."))
    if isinstance(cause, GraphQLError):
        locations = [{"line": at.line, "column": at.column} for at in cause.locations or ()]
        return {**_refusal(InvalidInput("query", cause.message)), "locations": locations, **where}
    _log.error("operation failed", exc_info=cause, extra={"request_id": request_id})
    return {"message": _MASKED.format(request_id=request_id), "extensions": {"code": "INTERNAL"}, **where}
