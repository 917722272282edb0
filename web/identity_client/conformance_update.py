from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class ConformanceUpdate(BaseModel):
    connection_update: Union[
        "ConformanceUpdateConnectionUpdateConnection",
        "ConformanceUpdateConnectionUpdateInvalidInput",
        "ConformanceUpdateConnectionUpdateLastOwner",
        "ConformanceUpdateConnectionUpdateNotFound",
        "ConformanceUpdateConnectionUpdatePermissionDenied",
    ] = Field(alias="connectionUpdate", discriminator="typename__")


class ConformanceUpdateConnectionUpdateConnection(BaseModel):
    typename__: Literal["Connection"] = Field(alias="__typename")
    id: str


class ConformanceUpdateConnectionUpdateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class ConformanceUpdateConnectionUpdateLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class ConformanceUpdateConnectionUpdateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class ConformanceUpdateConnectionUpdatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


ConformanceUpdate.model_rebuild()
