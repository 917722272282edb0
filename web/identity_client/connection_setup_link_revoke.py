from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class ConnectionSetupLinkRevoke(BaseModel):
    connection_setup_link_revoke: Union[
        "ConnectionSetupLinkRevokeConnectionSetupLinkRevokeConnectionSetupLink",
        "ConnectionSetupLinkRevokeConnectionSetupLinkRevokeNotFound",
        "ConnectionSetupLinkRevokeConnectionSetupLinkRevokePermissionDenied",
    ] = Field(alias="connectionSetupLinkRevoke", discriminator="typename__")


class ConnectionSetupLinkRevokeConnectionSetupLinkRevokeConnectionSetupLink(BaseModel):
    typename__: Literal["ConnectionSetupLink"] = Field(alias="__typename")
    id: str


class ConnectionSetupLinkRevokeConnectionSetupLinkRevokeNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class ConnectionSetupLinkRevokeConnectionSetupLinkRevokePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


ConnectionSetupLinkRevoke.model_rebuild()
