from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    Misfit,
    Nonconforming,
    NonconformingExamples,  # noqa: F401
)


class CustomSchemaCreate(BaseModel):
    extension_schema_create: Union[
        "CustomSchemaCreateExtensionSchemaCreateDataDoesNotConform",
        "CustomSchemaCreateExtensionSchemaCreateExtensionSchema",
        "CustomSchemaCreateExtensionSchemaCreateInvalidInput",
        "CustomSchemaCreateExtensionSchemaCreatePermissionDenied",
        "CustomSchemaCreateExtensionSchemaCreateSchemaExists",
    ] = Field(alias="extensionSchemaCreate", discriminator="typename__")


class CustomSchemaCreateExtensionSchemaCreateDataDoesNotConform(Nonconforming):
    typename__: Literal["DataDoesNotConform"] = Field(alias="__typename")
    message: str


class CustomSchemaCreateExtensionSchemaCreateExtensionSchema(BaseModel):
    typename__: Literal["ExtensionSchema"] = Field(alias="__typename")
    urn: str


class CustomSchemaCreateExtensionSchemaCreateInvalidInput(Misfit):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class CustomSchemaCreateExtensionSchemaCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class CustomSchemaCreateExtensionSchemaCreateSchemaExists(BaseModel):
    typename__: Literal["SchemaExists"] = Field(alias="__typename")
    message: str


CustomSchemaCreate.model_rebuild()
