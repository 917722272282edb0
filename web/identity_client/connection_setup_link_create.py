from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import SetupLink


class ConnectionSetupLinkCreate(BaseModel):
    connection_setup_link_create: Union[
        "ConnectionSetupLinkCreateConnectionSetupLinkCreateConnectionSetupLinkCreated",
        "ConnectionSetupLinkCreateConnectionSetupLinkCreateInvalidInput",
        "ConnectionSetupLinkCreateConnectionSetupLinkCreateNotFound",
        "ConnectionSetupLinkCreateConnectionSetupLinkCreatePermissionDenied",
    ] = Field(alias="connectionSetupLinkCreate", discriminator="typename__")


class ConnectionSetupLinkCreateConnectionSetupLinkCreateConnectionSetupLinkCreated(
    BaseModel
):
    typename__: Literal["ConnectionSetupLinkCreated"] = Field(alias="__typename")
    secret: str
    connection_setup_link: "ConnectionSetupLinkCreateConnectionSetupLinkCreateConnectionSetupLinkCreatedConnectionSetupLink" = Field(
        alias="connectionSetupLink"
    )


ConnectionSetupLinkCreateConnectionSetupLinkCreateConnectionSetupLinkCreatedConnectionSetupLink = SetupLink


class ConnectionSetupLinkCreateConnectionSetupLinkCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class ConnectionSetupLinkCreateConnectionSetupLinkCreateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class ConnectionSetupLinkCreateConnectionSetupLinkCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


ConnectionSetupLinkCreate.model_rebuild()
ConnectionSetupLinkCreateConnectionSetupLinkCreateConnectionSetupLinkCreated.model_rebuild()
