from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class AccessTokenRevoke(BaseModel):
    access_token_revoke: Union[
        "AccessTokenRevokeAccessTokenRevokeAccessToken",
        "AccessTokenRevokeAccessTokenRevokeNotFound",
        "AccessTokenRevokeAccessTokenRevokePermissionDenied",
    ] = Field(alias="accessTokenRevoke", discriminator="typename__")


class AccessTokenRevokeAccessTokenRevokeAccessToken(BaseModel):
    typename__: Literal["AccessToken"] = Field(alias="__typename")
    id: str


class AccessTokenRevokeAccessTokenRevokeNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class AccessTokenRevokeAccessTokenRevokePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


AccessTokenRevoke.model_rebuild()
