from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    Misfit,
    Nonconforming,
    NonconformingExamples,  # noqa: F401
)


class CustomSchemaReplace(BaseModel):
    extension_schema_replace: Union[
        "CustomSchemaReplaceExtensionSchemaReplaceDataDoesNotConform",
        "CustomSchemaReplaceExtensionSchemaReplaceExtensionSchema",
        "CustomSchemaReplaceExtensionSchemaReplaceInvalidInput",
        "CustomSchemaReplaceExtensionSchemaReplaceNotFound",
        "CustomSchemaReplaceExtensionSchemaReplacePermissionDenied",
        "CustomSchemaReplaceExtensionSchemaReplaceVersionConflict",
    ] = Field(alias="extensionSchemaReplace", discriminator="typename__")


class CustomSchemaReplaceExtensionSchemaReplaceDataDoesNotConform(Nonconforming):
    typename__: Literal["DataDoesNotConform"] = Field(alias="__typename")
    message: str


class CustomSchemaReplaceExtensionSchemaReplaceExtensionSchema(BaseModel):
    typename__: Literal["ExtensionSchema"] = Field(alias="__typename")
    urn: str


class CustomSchemaReplaceExtensionSchemaReplaceInvalidInput(Misfit):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class CustomSchemaReplaceExtensionSchemaReplaceNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class CustomSchemaReplaceExtensionSchemaReplacePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class CustomSchemaReplaceExtensionSchemaReplaceVersionConflict(BaseModel):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")
    message: str


CustomSchemaReplace.model_rebuild()
