"""Mutations of the schemas by which an organisation extends users and groups, with what they take and answer."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from identity.commands import extension_schemas
from identity.graphql.context import GraphQLInfo
from identity.graphql.inputs import attributes
from identity.graphql.problems import (
    DataDoesNotConform,
    InvalidInput,
    NotFound,
    PermissionDenied,
    SchemaExists,
    VersionConflict,
)
from identity.graphql.types.schemas import ExtensionSchema


@strawberry.input(description="An attribute of a schema, with the characteristics of RFC 7643 §7.")
class SchemaAttributeInput:
    """An attribute, as it is defined."""

    name: str
    type: str = strawberry.field(
        description="string, boolean, decimal, integer, dateTime, reference, binary or complex."
    )
    description: str = ""
    multi_valued: bool = False
    required: bool = strawberry.field(default=False, description="Whoever has the extension has the attribute.")
    case_exact: bool = False
    uniqueness: str = strawberry.field(
        default="none", description="none, or server: no two of the organisation's resources hold the same value."
    )
    canonical_values: list[str] = strawberry.field(
        default_factory=list, description="Suggestions; others are accepted, too."
    )
    reference_types: list[str] = strawberry.field(default_factory=list)
    sub_attributes: list[SchemaAttributeInput] = strawberry.field(
        default_factory=list, description="Of an attribute of type complex, whose own are not complex."
    )


@strawberry.input
class ExtensionSchemaInput:
    """A schema, as it is defined."""

    urn: strawberry.ID = strawberry.field(
        description="urn:ietf:params:scim:schemas:extension:<Name>:2.0:User, or …:Group for what extends groups."
    )
    name: str
    description: str = ""
    attributes: list[SchemaAttributeInput]


@strawberry.type
class ExtensionSchemaDeleted:
    """What is stored under the schema stays, undeclared."""

    urn: strawberry.ID


ExtensionSchemaCreateResult: TypeAlias = Annotated[
    ExtensionSchema | SchemaExists | DataDoesNotConform | InvalidInput | PermissionDenied,
    strawberry.union("ExtensionSchemaCreateResult"),
]
ExtensionSchemaReplaceResult: TypeAlias = Annotated[
    ExtensionSchema | NotFound | VersionConflict | DataDoesNotConform | InvalidInput | PermissionDenied,
    strawberry.union("ExtensionSchemaReplaceResult"),
]
ExtensionSchemaDeleteResult: TypeAlias = Annotated[
    ExtensionSchemaDeleted | NotFound | VersionConflict | PermissionDenied,
    strawberry.union("ExtensionSchemaDeleteResult"),
]


@strawberry.type
class ExtensionSchemaMutations:
    """The part of `Mutation` that changes schemas."""

    @strawberry.mutation
    async def extension_schema_create(
        self,
        info: GraphQLInfo,
        input: ExtensionSchemaInput,  # noqa: A002  GraphQL's habit
    ) -> ExtensionSchemaCreateResult:
        """Declare a schema; refused when values are stored under its URN that do not conform."""
        act = info.context.act("extensionSchemaCreate")
        async with info.context.database.writing() as writer:
            schema = await extension_schemas.create(writer, act, attributes(input))
        return ExtensionSchema.of(schema)

    @strawberry.mutation
    async def extension_schema_replace(
        self,
        info: GraphQLInfo,
        urn: strawberry.ID,
        input: ExtensionSchemaInput,  # noqa: A002  GraphQL's habit
        expected_version: int | None = None,
    ) -> ExtensionSchemaReplaceResult:
        """Put a definition in a schema's place; refused like a creation."""
        act = info.context.act("extensionSchemaReplace")
        async with info.context.database.writing() as writer:
            schema = await extension_schemas.replace(writer, act, urn, attributes(input), expected_version)
        return ExtensionSchema.of(schema)

    @strawberry.mutation
    async def extension_schema_delete(
        self, info: GraphQLInfo, urn: strawberry.ID, expected_version: int | None = None
    ) -> ExtensionSchemaDeleteResult:
        """Take a schema back."""
        act = info.context.act("extensionSchemaDelete")
        async with info.context.database.writing() as writer:
            deleted = await extension_schemas.remove(writer, act, urn, expected_version)
        return ExtensionSchemaDeleted(urn=strawberry.ID(deleted))
