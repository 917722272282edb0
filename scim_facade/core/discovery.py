"""What the service says about itself (RFC 7643 §5-§7), generated from the attribute table.

Pure. It says only what is carried out: clients, and Microsoft's validator, hold the service to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.limits import MAX_BULK_OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scim_facade.core.attributes import Attribute, ResourceType, Schema
    from scim_facade.core.listing import PageSizes

_SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:Schema"
_RESOURCE_TYPE: Final = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_SERVICE_PROVIDER_CONFIG: Final = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"


def schemas(resource_types: Iterable[ResourceType], base_url: str) -> list[dict[str, Any]]:
    """Every schema of the resources once (RFC 7643 §7): User, Enterprise User, Group, and those of the organisation.

    `id`, `externalId`, `meta` and `schemas` belong to every resource and to no schema (§3.1). The schemas of the
    discovery resources themselves (§8.7.2) are left out: clients make forms and mappings of whatever is listed here.
    """
    declared = {
        schema.urn: schema
        for resource_type in resource_types
        for schema in (resource_type.schema, *resource_type.extensions)
    }
    return [_schema(schema, base_url) for schema in declared.values()]


def resource_types(resource_types: Iterable[ResourceType], base_url: str) -> list[dict[str, Any]]:
    """The kinds of resource the service holds (RFC 7643 §6)."""
    return [_resource_type(resource_type, base_url) for resource_type in resource_types]


def service_provider_config(
    base_url: str, sizes: PageSizes, *, max_body_bytes: int, documentation_url: str
) -> dict[str, Any]:
    """What the service can do, and how much at once (RFC 7643 §5, RFC 9865 §4).

    Cursors name a row, so there is nothing about them to expire, and no `cursorTimeout`.
    """
    return {
        "schemas": [_SERVICE_PROVIDER_CONFIG],
        "documentationUri": documentation_url,
        "patch": {"supported": True},
        "bulk": {"supported": True, "maxOperations": MAX_BULK_OPERATIONS, "maxPayloadSize": max_body_bytes},
        "filter": {"supported": True, "maxResults": sizes.maximum},
        "changePassword": {"supported": False},
        "sort": {"supported": True},
        "etag": {"supported": True},
        "pagination": {
            "cursor": True,
            "index": True,
            "defaultPaginationMethod": "index",
            "defaultPageSize": sizes.default,
            "maxPageSize": sizes.maximum,
        },
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A SCIM token of this connection, sent as 'Authorization: Bearer <token>'.",
                "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base_url}/ServiceProviderConfig"},
    }


def _schema(schema: Schema, base_url: str) -> dict[str, Any]:
    return {
        "schemas": [_SCHEMA],
        "id": schema.urn,
        "name": schema.name,
        "description": schema.description,
        "attributes": [_attribute(attribute) for attribute in schema.attributes],
        "meta": {"resourceType": "Schema", "location": f"{base_url}/Schemas/{schema.urn}"},
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": attribute.name,
        "type": attribute.type,
        "multiValued": attribute.multi_valued,
        "description": attribute.description,
        "required": attribute.required,
        "caseExact": attribute.case_exact,
        "mutability": attribute.mutability,
        "returned": attribute.returned,
        "uniqueness": attribute.uniqueness,
    }
    optional = {
        "canonicalValues": list(attribute.canonical_values),
        "referenceTypes": list(attribute.reference_types),
        "subAttributes": [_attribute(sub) for sub in attribute.sub_attributes],
    }
    return described | {key: value for key, value in optional.items() if value}


def _resource_type(resource_type: ResourceType, base_url: str) -> dict[str, Any]:
    described = {
        "schemas": [_RESOURCE_TYPE],
        "id": resource_type.name,
        "name": resource_type.name,
        "description": resource_type.description,
        "endpoint": resource_type.endpoint,
        "schema": resource_type.schema.urn,
        "meta": {"resourceType": "ResourceType", "location": f"{base_url}/ResourceTypes/{resource_type.name}"},
    }
    extensions = [{"schema": extension.urn, "required": False} for extension in resource_type.extensions]
    return described | ({"schemaExtensions": extensions} if extensions else {})
