from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    MicrosoftConnection,
    MicrosoftConnectionTenant,  # noqa: F401
)


class ConnectionUpdate(BaseModel):
    connection_update: Union[
        "ConnectionUpdateConnectionUpdateConnection",
        "ConnectionUpdateConnectionUpdateInvalidInput",
        "ConnectionUpdateConnectionUpdateLastOwner",
        "ConnectionUpdateConnectionUpdateNotFound",
        "ConnectionUpdateConnectionUpdatePermissionDenied",
    ] = Field(alias="connectionUpdate", discriminator="typename__")


class ConnectionUpdateConnectionUpdateConnection(MicrosoftConnection):
    typename__: Literal["Connection"] = Field(alias="__typename")


class ConnectionUpdateConnectionUpdateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class ConnectionUpdateConnectionUpdateLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class ConnectionUpdateConnectionUpdateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class ConnectionUpdateConnectionUpdatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


ConnectionUpdate.model_rebuild()
