"""An endpoint as an OpenAPI 3.1 document: its addresses, what they take, and every status they answer.

Pure: generated from the attribute table, so that it knows the organisation's own schemas, and from the limits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core import limits
from scim_facade.core.json_schema import message_schemas, resource_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.attributes import ResourceType

_MEDIA_TYPE: Final = "application/scim+json"
_TAKEN: Final = (_MEDIA_TYPE, "application/json")

_STATUSES: Final[Mapping[str, str]] = {
    "200": "Done.",
    "201": "Created; `Location` names it.",
    "204": "Done, and nothing to show.",
    "304": "The client has the current version.",
    "400": "The request is malformed; `scimType` says in what.",
    "401": "The access token is missing or not accepted.",
    "403": "The token does not permit this.",
    "404": "There is no such resource, or no such endpoint for this token.",
    "408": "The body did not arrive in time.",
    "409": "A value that must be unique is taken, or something kept changing.",
    "412": "The resource is not in the version that `If-Match` names.",
    "413": "The body, or a list in it, exceeds a limit.",
    "415": "The body is not JSON.",
    "500": "Something broke on our side.",
    "501": "The access token is not a person's, or nothing could come of it.",
    "503": "The service cannot be reached at the moment.",
}
_OF_ALL: Final = ("400", "401", "403", "404", "409", "500", "503")
_OF_BODIES: Final = ("408", "413", "415")

_PARAMETERS: Final[Mapping[str, dict[str, Any]]] = {
    "id": {"in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
    "attributes": {"in": "query", "schema": {"type": "string", "maxLength": limits.MAX_FILTER_LENGTH}},
    "excludedAttributes": {"in": "query", "schema": {"type": "string", "maxLength": limits.MAX_FILTER_LENGTH}},
    "filter": {"in": "query", "schema": {"type": "string", "maxLength": limits.MAX_FILTER_LENGTH}},
    "sortBy": {"in": "query", "schema": {"type": "string"}},
    "sortOrder": {"in": "query", "schema": {"enum": ["ascending", "descending"]}},
    "startIndex": {"in": "query", "schema": {"type": "integer", "maximum": 2**31}},
    "count": {"in": "query", "schema": {"type": "integer", "maximum": 2**31}},
    "cursor": {"in": "query", "schema": {"type": "string"}},
    "If-Match": {"in": "header", "schema": {"type": "string"}},
    "If-None-Match": {"in": "header", "schema": {"type": "string"}},
}
_SHOWING: Final = ("attributes", "excludedAttributes")
_LISTING: Final = (*_SHOWING, "filter", "sortBy", "sortOrder", "startIndex", "count", "cursor")


@dataclass(frozen=True, slots=True)
class _Operation:
    """What one method does at one address: the schema it takes, and the schema it gives with each success."""

    summary: str
    gives: Mapping[str, str | None] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    takes: str | None = None
    also_refused: tuple[str, ...] = ()


def openapi(resource_types: Iterable[ResourceType], base_url: str) -> dict[str, Any]:
    """Return the document of the endpoint at `base_url`, which holds these kinds of resource."""
    kinds = tuple(resource_types)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Narthex SCIM",
            "version": "2.0",
            "description": "SCIM 2.0 (RFC 7643, RFC 7644, RFC 9865). One request may ask for what `x-limits` says.",
            "x-limits": published_limits(),
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "paths": {path: _path(path, methods) for path, methods in _operations(kinds).items()},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {name: {"name": name, **parameter} for name, parameter in _PARAMETERS.items()},
            "schemas": message_schemas() | {name: s for kind in kinds for name, s in resource_schemas(kind).items()},
        },
    }


def published_limits() -> dict[str, int]:
    """Return each limit on one request by its name in JSON."""
    return {_camel(name): value for name, value in vars(limits).items() if name.isupper()}


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(part.title() for part in rest)


def _operations(kinds: Iterable[ResourceType]) -> dict[str, dict[str, _Operation]]:
    both = "users and groups"
    operations = {
        "/": {"get": _list(both)},
        "/.search": {"post": _search(both)},
        "/Me": {
            "post": _Operation("Refused: whoever is signed in exists", takes="UserWritten", also_refused=("501",)),
            **_on_resource("User", "the person who is signed in", "501"),
        },
        "/Bulk": {
            "post": _Operation("Carry out several operations", {"200": "BulkResponse"}, takes="BulkRequest"),
        },
    }
    for kind in kinds:
        each = kind.name.lower()
        operations[kind.endpoint] = {"get": _list(f"{each}s"), "post": _creation(kind.name)}
        operations[f"{kind.endpoint}/.search"] = {"post": _search(f"{each}s")}
        operations[f"{kind.endpoint}/{{id}}"] = _on_resource(kind.name, f"one {each}")
    return operations | {
        "/ServiceProviderConfig": {"get": _Operation("Tell what the service can do", {"200": "Described"})},
        "/ResourceTypes": {"get": _Operation("List the kinds of resource", {"200": "ListResponse"})},
        "/ResourceTypes/{id}": {"get": _Operation("Tell of one kind of resource", {"200": "Described"})},
        "/Schemas": {"get": _Operation("List the schemas", {"200": "ListResponse"})},
        "/Schemas/{id}": {"get": _Operation("Tell of one schema", {"200": "Described"})},
        "/openapi.json": {"get": _Operation("Return this document", {"200": "Described"})},
    }


def _list(what: str) -> _Operation:
    return _Operation(f"List {what}", {"200": "ListResponse"}, _LISTING)


def _search(what: str) -> _Operation:
    return _Operation(f"List {what}, asked for in a body", {"200": "ListResponse"}, takes="SearchRequest")


def _creation(name: str) -> _Operation:
    return _Operation(f"Create a {name.lower()}", {"201": f"{name}Read"}, _SHOWING, takes=f"{name}Written")


def _on_resource(name: str, what: str, *also_refused: str) -> dict[str, _Operation]:
    of_writing = ("412", *also_refused)
    shown: dict[str, str | None] = {"200": f"{name}Read"}
    changing = (*_SHOWING, "If-Match")
    return {
        "get": _Operation(
            f"Read {what}", {**shown, "304": None}, (*_SHOWING, "If-None-Match"), also_refused=also_refused
        ),
        "put": _Operation(f"Replace {what}", shown, changing, f"{name}Written", of_writing),
        "patch": _Operation(f"Change {what}", {**shown, "204": None}, changing, "PatchOp", of_writing),
        "delete": _Operation(f"Delete {what}", {"204": None}, ("If-Match",), also_refused=of_writing),
    }


def _path(path: str, methods: Mapping[str, _Operation]) -> dict[str, Any]:
    own = {"parameters": [_reference("parameters", "id")]} if "{id}" in path else {}
    return own | {method: _described(method, path, operation) for method, operation in methods.items()}


def _described(method: str, path: str, operation: _Operation) -> dict[str, Any]:
    refused = (*_OF_ALL, *(_OF_BODIES if operation.takes else ()), *operation.also_refused)
    media_type = "application/json" if path == "/openapi.json" else _MEDIA_TYPE
    described: dict[str, Any] = {
        "operationId": f"{method} {path}",
        "summary": operation.summary,
        "parameters": [_reference("parameters", name) for name in operation.parameters],
        "responses": {
            **{status: _response(status, schema, media_type) for status, schema in operation.gives.items()},
            **{status: _response(status, "Error", _MEDIA_TYPE) for status in sorted(refused)},
        },
    }
    if operation.takes:
        schema = {"schema": _reference("schemas", operation.takes)}
        described["requestBody"] = {"required": True, "content": dict.fromkeys(_TAKEN, schema)}
    return described


def _response(status: str, schema: str | None, media_type: str) -> dict[str, Any]:
    response: dict[str, Any] = {"description": _STATUSES[status]}
    if schema is not None:
        response["content"] = {media_type: {"schema": _reference("schemas", schema)}}
    return response


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
