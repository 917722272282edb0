from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class CustomSchemaDelete(BaseModel):
    extension_schema_delete: Union[
        "CustomSchemaDeleteExtensionSchemaDeleteExtensionSchemaDeleted",
        "CustomSchemaDeleteExtensionSchemaDeleteNotFound",
        "CustomSchemaDeleteExtensionSchemaDeletePermissionDenied",
        "CustomSchemaDeleteExtensionSchemaDeleteVersionConflict",
    ] = Field(alias="extensionSchemaDelete", discriminator="typename__")


class CustomSchemaDeleteExtensionSchemaDeleteExtensionSchemaDeleted(BaseModel):
    typename__: Literal["ExtensionSchemaDeleted"] = Field(alias="__typename")
    urn: str


class CustomSchemaDeleteExtensionSchemaDeleteNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class CustomSchemaDeleteExtensionSchemaDeletePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class CustomSchemaDeleteExtensionSchemaDeleteVersionConflict(BaseModel):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")
    message: str


CustomSchemaDelete.model_rebuild()
