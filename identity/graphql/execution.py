"""Runs one GraphQL operation for one caller and words the answer.

Refusals that a mutation's union names are part of its data. Every other refusal is a top-level error whose
`extensions.code` the caller can act on, and defects are masked: their story stands in the log under the request id.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError

from identity.access.credentials import identify
from identity.errors import DomainError, InvalidInput
from identity.graphql.context import Context, SignIn
from identity.graphql.limits import MAX_CHARACTERS, too_deep
from identity.graphql.loaders import loaders_for
from identity.graphql.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from contract.transport import Caller
    from identity.access.credentials import Identified
    from identity.actor import Actor
    from identity.database import Database

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
    ) -> None:
        self._database = database
        self._now = now
        self._new_id = new_id
        self._note_use = note_use
        self._sign_in = sign_in

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
        if len(document) > MAX_CHARACTERS:
            return _nothing_but(
                InvalidInput("query", f"The document has more than {MAX_CHARACTERS} characters. Use variables."),
                request_id,
            )
        if too_deep(variables):
            return _nothing_but(InvalidInput("variables", "The variables are nested too deep."), request_id)
        context = Context(
            database=self._database,
            actor=actor,
            request_id=request_id,
            loaders=loaders_for(self._database, actor, self._now),
            now=self._now,
            new_id=self._new_id,
            sign_in=self._sign_in,
        )
        try:
            result = await SCHEMA.execute(
                document,
                variable_values=dict(variables),
                context_value=context,
                operation_name=operation_name,
            )
        except CannotGetOperationTypeError:
            return _nothing_but(
                InvalidInput("operationName", "The document has no operation of that name."), request_id
            )
        except MissingQueryError:
            return _nothing_but(InvalidInput("query", "The document is empty."), request_id)
        except Exception as error:  # noqa: BLE001  as above
            return _nothing_but(error, request_id)
        response: dict[str, Any] = {"data": result.data}
        if result.errors:
            response["errors"] = [_error(error, request_id) for error in result.errors[:_MAX_ERRORS]]
        return response

    async def _actor(self, caller: Caller) -> Actor | None:
        if caller.credential is None:
            return None
        now = self._now()
        async with self._database.reading() as reader:
            identified = await identify(reader, caller.credential, caller.connection, now, caller.connection_version)
        self._note_use(identified, now)
        return identified.actor


def _nothing_but(error: Exception, request_id: str) -> dict[str, Any]:
    return {"data": None, "errors": [_error(error, request_id)]}


def _refusal(error: DomainError) -> dict[str, Any]:
    extensions = {"code": error.code} | ({"field": error.field} if isinstance(error, InvalidInput) else {})
    return {"message": str(error), "extensions": extensions}


def _error(error: Exception, request_id: str) -> dict[str, Any]:
    cause = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    where = {"path": list(error.path)} if isinstance(error, GraphQLError) and error.path else {}
    if isinstance(cause, DomainError):
        return {**_refusal(cause), **where}
    if isinstance(cause, RecursionError):
        return _refusal(InvalidInput("query", "The operation is nested too deep."))
    if isinstance(cause, GraphQLError):
        locations = [{"line": at.line, "column": at.column} for at in cause.locations or ()]
        return {**_refusal(InvalidInput("query", cause.message)), "locations": locations, **where}
    _log.error("operation failed", exc_info=cause, extra={"request_id": request_id})
    return {"message": _MASKED.format(request_id=request_id), "extensions": {"code": "INTERNAL"}, **where}
