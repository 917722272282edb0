from typing import Any, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class SetupLinkCreate(BaseModel):
    setup_link_create: Union[
        "SetupLinkCreateSetupLinkCreateInvalidInput",
        "SetupLinkCreateSetupLinkCreateNotFound",
        "SetupLinkCreateSetupLinkCreatePermissionDenied",
        "SetupLinkCreateSetupLinkCreateSetupLinkCreated",
    ] = Field(alias="setupLinkCreate", discriminator="typename__")


class SetupLinkCreateSetupLinkCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class SetupLinkCreateSetupLinkCreateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class SetupLinkCreateSetupLinkCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class SetupLinkCreateSetupLinkCreateSetupLinkCreated(BaseModel):
    typename__: Literal["SetupLinkCreated"] = Field(alias="__typename")
    secret: str
    setup_link: "SetupLinkCreateSetupLinkCreateSetupLinkCreatedSetupLink" = Field(
        alias="setupLink"
    )


class SetupLinkCreateSetupLinkCreateSetupLinkCreatedSetupLink(BaseModel):
    user_name: str = Field(alias="userName")
    organisation_name: str = Field(alias="organisationName")
    expires_at: Any = Field(alias="expiresAt")


SetupLinkCreate.model_rebuild()
SetupLinkCreateSetupLinkCreateSetupLinkCreated.model_rebuild()
