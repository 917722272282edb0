"""Resources and the protocol's messages as JSON Schema (draft 2020-12), for the description of the endpoint.

Pure. It describes the standard's own forms. What a lenient connection takes besides is in the dialect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.bulk import BULK_REQUEST, BULK_RESPONSE
from scim_facade.core.errors import ERROR
from scim_facade.core.limits import (
    MAX_BULK_OPERATIONS,
    MAX_ELEMENTS,
    MAX_FILTER_LENGTH,
    MAX_MEMBERS,
    MAX_OPERATIONS,
    MAX_STRING_LENGTH,
)
from scim_facade.core.listing import LIST_RESPONSE
from scim_facade.core.operations import PATCH_OP
from scim_facade.core.schema import GROUP_MEMBERS
from scim_facade.core.search import SEARCH_REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scim_facade.core.attributes import Attribute, ResourceType

Described = dict[str, Any]

_TEXT: Final[Mapping[str, Any]] = {"type": "string", "maxLength": MAX_STRING_LENGTH}
_TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "string": _TEXT,
    "reference": _TEXT,
    "binary": {**_TEXT, "contentEncoding": "base64"},
    "dateTime": {**_TEXT, "format": "date-time"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "complex": {"type": "object"},
    "any": {},
}
_NAMES: Final = {"type": "array", "items": {"type": "string"}}
_STATUS: Final = {"type": "string", "pattern": "^[1-5][0-9]{2}$"}
_COUNT: Final = {"type": "integer"}


def resource_schemas(kind: ResourceType) -> dict[str, Described]:
    """A kind of resource with all its attributes, as it is read and as it is written.

    Extensions stand under their URN (RFC 7643 §3.3). Of what is read only what is always returned is sure to be there.
    """
    extensions = {
        extension.urn: {"type": "object", "description": extension.description, **_object(extension.attributes)}
        for extension in kind.extensions
    }
    described = _object((*kind.common.attributes, *kind.schema.attributes))
    always = [part.name for part in kind.common.attributes if part.returned == "always"]
    # `active` has a default (RFC 7643 §4.1.1), so that nobody needs to write it.
    needed = [part.name for part in kind.schema.attributes if part.required and part.type != "boolean"]
    return {
        kind.name: {
            "type": "object",
            "description": kind.description,
            "properties": described["properties"] | extensions,
        },
        f"{kind.name}Read": _of(kind.name, [*always, "meta"]),
        f"{kind.name}Written": _of(kind.name, ["schemas", *needed]),
    }


def message_schemas() -> dict[str, Described]:
    """The protocol's messages (RFC 7644 §8.2), and what discovery answers."""
    return {
        "Error": _message(
            ERROR, {"status": _STATUS, "scimType": {"type": "string"}, "detail": {"type": "string"}}, "status", "detail"
        ),
        "ListResponse": _message(
            LIST_RESPONSE,
            {
                "totalResults": _COUNT,
                "startIndex": _COUNT,
                "itemsPerPage": _COUNT,
                "nextCursor": {"type": "string"},
                "previousCursor": {"type": "string"},
                "Resources": {"type": "array", "items": {"type": "object"}},
            },
            "totalResults",
            "itemsPerPage",
            "Resources",
        ),
        "SearchRequest": _message(SEARCH_REQUEST, _SEARCH),
        "PatchOp": _message(PATCH_OP, {"Operations": _list(_PATCH_OPERATION, MAX_OPERATIONS)}, "Operations"),
        "BulkRequest": _message(
            BULK_REQUEST,
            {
                "failOnErrors": {"type": "integer", "minimum": 1},
                "Operations": _list(_BULK_OPERATION, MAX_BULK_OPERATIONS),
            },
            "Operations",
        ),
        "BulkResponse": _message(BULK_RESPONSE, {"Operations": {"type": "array", "items": _OUTCOME}}, "Operations"),
        "Described": {"type": "object"},
    }


_SEARCH: Final = {
    "attributes": _NAMES,
    "excludedAttributes": _NAMES,
    "filter": {"type": "string", "maxLength": MAX_FILTER_LENGTH},
    "sortBy": {"type": "string"},
    "sortOrder": {"enum": ["ascending", "descending"]},
    "startIndex": _COUNT,
    "count": _COUNT,
    "cursor": {"type": "string"},
}
_PATCH_OPERATION: Final = {
    "type": "object",
    "required": ["op"],
    "properties": {
        "op": {"enum": ["add", "replace", "remove"]},
        "path": {"type": "string", "maxLength": MAX_FILTER_LENGTH},
        "value": {},
    },
}
_BULK_OPERATION: Final = {
    "type": "object",
    "required": ["method", "path"],
    "properties": {
        "method": {"enum": ["POST", "PUT", "PATCH", "DELETE"]},
        "path": {"type": "string"},
        "bulkId": {"type": "string"},
        "version": {"type": "string"},
        "data": {"type": "object"},
    },
}
_OUTCOME: Final = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "method": {"type": "string"},
        "bulkId": {"type": "string"},
        "version": {"type": "string"},
        "location": {"type": "string"},
        "status": _STATUS,
        "response": {"$ref": "#/components/schemas/Error"},
    },
}


def _message(urn: str, properties: Mapping[str, Any], *required: str) -> Described:
    schemas = {"type": "array", "items": {"type": "string"}, "contains": {"const": urn}}
    return {"type": "object", "required": ["schemas", *required], "properties": {"schemas": schemas, **properties}}


def _list(items: Mapping[str, Any], longest: int) -> Described:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": longest}


def _of(name: str, required: list[str]) -> Described:
    return {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "required": required}


def _object(attributes: Iterable[Attribute]) -> Described:
    return {"properties": {attribute.name: _attribute(attribute) for attribute in attributes}}


def _attribute(attribute: Attribute) -> Described:
    value: Described = dict(_TYPES[attribute.type])
    if attribute.sub_attributes:
        value |= _object(attribute.sub_attributes)
    if attribute.canonical_values:
        value["examples"] = list(attribute.canonical_values)
    if attribute.multi_valued:
        longest = MAX_MEMBERS if attribute.name == GROUP_MEMBERS.name else MAX_ELEMENTS
        value = {"type": "array", "items": value, "maxItems": longest}
    if attribute.description:
        value["description"] = attribute.description
    if attribute.mutability in {"readOnly", "writeOnly"}:
        value[attribute.mutability] = True
    return value
