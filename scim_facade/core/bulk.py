"""Several changes in one request (RFC 7644 §3.7): the operations it asks for, and the answer.

Pure. What the operations have to do with each other stands in `bulk_references.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from scim_facade.core import dialect
from scim_facade.core.bulk_references import ordered, references
from scim_facade.core.errors import (
    InvalidSyntax,
    InvalidValue,
    MethodNotAllowed,
    PayloadTooLarge,
    ScimError,
    json_type,
    quoted,
)
from scim_facade.core.limits import MAX_BULK_OPERATIONS
from scim_facade.core.messages import fields_of
from scim_facade.core.schema import RESOURCE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scim_facade.core.attributes import ResourceType
    from scim_facade.core.rules import Notes

BULK_REQUEST: Final = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
BULK_RESPONSE: Final = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"

_ON_ENDPOINT: Final = ("POST",)
_ON_RESOURCE: Final = ("PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """What an operation says of itself. `position` counts from 1."""

    position: int
    method: str | None = None
    bulk_id: str | None = None

    @property
    def creates(self) -> str | None:
        """The bulkId by which others may name what this operation creates."""
        return self.bulk_id if self.method == "POST" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(_Stated):
    """One operation as the client wrote it. `resource_id` may be a reference."""

    method: str
    resource_type: ResourceType
    resource_id: str | None = None
    version: str | None = None
    data: Any = None

    @property
    def names(self) -> list[str]:
        """The bulkId of each resource it refers to, in its path and its data, each once."""
        return list(dict.fromkeys((*references(self.resource_id), *references(self.data))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(_Stated):
    """An operation that is not even begun, and why."""

    error: ScimError


@dataclass(frozen=True, slots=True)
class Step:
    """An operation at its turn. What `later` names does not exist yet: it names the operation's resource in turn.

    `error` says why nothing can come of it, whatever becomes of the others.
    """

    operation: Operation
    later: frozenset[str] = frozenset()
    error: ScimError | None = None


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """`fail_on_errors` is the number of failures after which no further operation is begun."""

    operations: Sequence[Operation | Refusal]
    fail_on_errors: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation. `error` is the SCIM error message where it failed."""

    operation: Operation | Refusal
    status: int
    location: str | None = None
    version: str | None = None
    error: Mapping[str, Any] | None = None


def read_bulk(body: object, base_url: str, notes: Notes) -> BulkRequest:
    """Return the operations of a BulkRequest. What is wrong with one of them is no reason to refuse the others.

    `base_url` is the address of the endpoint. Raises `InvalidSyntax` for what is no BulkRequest, `InvalidValue` for a
    bulkId that is given twice and an unfit `failOnErrors`, `PayloadTooLarge` for too many operations.
    """
    if not isinstance(body, dict):
        raise InvalidSyntax("The body must be a JSON object with 'schemas' and 'Operations': a BulkRequest.")
    message = fields_of(body, ("schemas", "failOnErrors", "Operations"), notes)
    listed = message.get("Operations")
    if not isinstance(listed, list) or not listed:
        raise InvalidSyntax("The body must have 'Operations', a list of at least one operation.")
    if len(listed) > MAX_BULK_OPERATIONS:
        raise PayloadTooLarge(
            f"The request has {len(listed)} operations, but maxOperations is {MAX_BULK_OPERATIONS}. "
            "Send them in several requests."
        )
    schemas = message.get("schemas")
    if not isinstance(schemas, list) or BULK_REQUEST not in schemas:
        notes.use(dialect.MISSING_BULK_SCHEMA, "schemas")
    fail_on_errors = _fail_on_errors(message.get("failOnErrors"))
    return BulkRequest(
        [_read(item, position, base_url, notes) for position, item in enumerate(listed, start=1)], fail_on_errors
    )


def planned(operations: Sequence[Operation | Refusal]) -> Iterator[Step | Refusal]:
    """Yield the operations in an order in which each comes after those that create what it names.

    Raises `InvalidValue` for a bulkId that two operations claim, before anything is yielded.
    """
    creators = _creators(operations)
    named = [operation.names if isinstance(operation, Operation) else [] for operation in operations]
    for index, later in ordered(named, creators):
        operation = operations[index]
        unknown = next((name for name in named[index] if name not in creators), None)
        if isinstance(operation, Refusal):
            yield operation
        elif unknown is not None:
            error = InvalidValue(f"No operation of the request creates a resource with the bulkId {quoted(unknown)}.")
            yield Step(operation, error=error)
        else:
            yield Step(operation, frozenset(later))


def bulk_response(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The BulkResponse (RFC 7644 §3.7.3): what became of each operation that was begun, in the client's order."""
    in_order = sorted(outcomes, key=lambda outcome: outcome.operation.position)
    return {"schemas": [BULK_RESPONSE], "Operations": [_told(outcome) for outcome in in_order]}


def _told(outcome: Outcome) -> dict[str, Any]:
    told = {
        "method": outcome.operation.method,
        "bulkId": outcome.operation.bulk_id,
        "version": outcome.version,
        "location": outcome.location,
        "status": str(outcome.status),
        "response": outcome.error,
    }
    return {name: value for name, value in told.items() if value is not None}


def _fail_on_errors(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise InvalidValue("failOnErrors must be a whole number of at least 1.")
    return value


def _creators(operations: Sequence[Operation | Refusal]) -> dict[str, int]:
    """Which operation, by its index, creates what a bulkId names."""
    creators: dict[str, int] = {}
    for index, operation in enumerate(operations):
        bulk_id = operation.creates
        if bulk_id and creators.setdefault(bulk_id, index) != index:
            # Whoever names one of the two may get the other.
            raise InvalidValue(
                f"Operations {creators[bulk_id] + 1} and {index + 1} have the same bulkId {quoted(bulk_id)}. "
                "Give each resource a bulkId of its own."
            )
    return creators


def _read(item: object, position: int, base_url: str, notes: Notes) -> Operation | Refusal:
    if not isinstance(item, dict):
        raise InvalidSyntax(f"Operation {position} must be a JSON object, not {json_type(item)}.")
    given = fields_of(item, ("method", "path", "bulkId", "version", "data"), notes)
    if isinstance(path := given.get("path"), str) and path.startswith(f"{base_url}/"):
        notes.use(dialect.ABSOLUTE_BULK_PATH, "path")
        given["path"] = path.removeprefix(base_url)
    if given.get("method") == "POST" and not given.get("bulkId"):
        notes.use(dialect.MISSING_BULK_ID, "bulkId")
    try:
        return _operation(given, position)
    except ScimError as error:
        told = {name: value for name, value in given.items() if isinstance(value, str)}
        return Refusal(position=position, method=told.get("method"), bulk_id=told.get("bulkId"), error=error)


def _operation(given: Mapping[str, Any], position: int) -> Operation:
    for name in ("bulkId", "version"):
        if not isinstance(given.get(name) or "", str):
            raise InvalidValue(f"The {name} of operation {position} must be a string.")
    method = given.get("method")
    if method not in (*_ON_ENDPOINT, *_ON_RESOURCE):
        raise InvalidSyntax(f"The method of operation {position} must be POST, PUT, PATCH or DELETE.")
    resource_type, resource_id = _addressed(given.get("path"), position)
    fitting = _ON_ENDPOINT if resource_id is None else _ON_RESOURCE
    if method not in fitting:
        raise MethodNotAllowed(f"The path of operation {position} takes {', '.join(fitting)}, but not {method}.")
    return Operation(
        position=position,
        method=method,
        resource_type=resource_type,
        resource_id=resource_id,
        bulk_id=given.get("bulkId"),
        version=given.get("version"),
        data=given.get("data"),
    )


def _addressed(path: object, position: int) -> tuple[ResourceType, str | None]:
    if not isinstance(path, str):
        raise InvalidSyntax(f"Operation {position} needs a 'path', such as /Users or /Users/<id>.")
    for resource_type in RESOURCE_TYPES:
        if path == resource_type.endpoint:
            return resource_type, None
        if path.startswith(f"{resource_type.endpoint}/"):
            return resource_type, unquote(path.removeprefix(f"{resource_type.endpoint}/"))
    endpoints = " and ".join(resource_type.endpoint for resource_type in RESOURCE_TYPES)
    raise InvalidValue(
        f"The path of operation {position}, {quoted(path)}, is none that an operation can have: "
        f"they work on {endpoints} and the resources below."
    )
