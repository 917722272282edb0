"""Schemas by which an organisation extends users and groups."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import strawberry

from identity.rules.extension_schema import ResourceType

if TYPE_CHECKING:
    from identity.records import ExtensionSchemaRecord


strawberry.enum(ResourceType)


@strawberry.type(description="An attribute of a schema, with the characteristics of RFC 7643 §7.")
class SchemaAttribute:
    name: str
    type: str
    description: str
    multi_valued: bool
    required: bool
    case_exact: bool
    uniqueness: str
    canonical_values: list[str]
    reference_types: list[str]
    sub_attributes: list[SchemaAttribute]

    @classmethod
    def of(cls, attribute: dict[str, Any]) -> Self:
        return cls(
            name=attribute["name"],
            type=attribute["type"],
            description=attribute["description"],
            multi_valued=attribute["multiValued"],
            required=attribute["required"],
            case_exact=attribute["caseExact"],
            uniqueness=attribute["uniqueness"],
            canonical_values=attribute.get("canonicalValues", []),
            reference_types=attribute.get("referenceTypes", []),
            sub_attributes=[SchemaAttribute.of(sub) for sub in attribute.get("subAttributes", [])],
        )


@strawberry.type(description="A schema by which an organisation extends users or groups (RFC 7643 §3.3).")
class ExtensionSchema:
    urn: strawberry.ID
    resource_type: ResourceType
    name: str
    description: str
    attributes: list[SchemaAttribute]
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, schema: ExtensionSchemaRecord) -> Self:
        return cls(
            urn=strawberry.ID(schema.urn),
            resource_type=schema.resource_type,
            name=schema.name,
            description=schema.description,
            attributes=[SchemaAttribute.of(attribute) for attribute in schema.attributes],
            version=schema.version,
            created_at=schema.created_at,
            updated_at=schema.updated_at,
        )
