from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Misfit, Token


class AccessTokenCreate(BaseModel):
    access_token_create: Union[
        "AccessTokenCreateAccessTokenCreateAccessTokenCreated",
        "AccessTokenCreateAccessTokenCreateInvalidInput",
        "AccessTokenCreateAccessTokenCreateNotFound",
        "AccessTokenCreateAccessTokenCreatePermissionDenied",
    ] = Field(alias="accessTokenCreate", discriminator="typename__")


class AccessTokenCreateAccessTokenCreateAccessTokenCreated(BaseModel):
    typename__: Literal["AccessTokenCreated"] = Field(alias="__typename")
    secret: str
    access_token: "AccessTokenCreateAccessTokenCreateAccessTokenCreatedAccessToken" = (
        Field(alias="accessToken")
    )


AccessTokenCreateAccessTokenCreateAccessTokenCreatedAccessToken = Token


class AccessTokenCreateAccessTokenCreateInvalidInput(Misfit):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class AccessTokenCreateAccessTokenCreateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class AccessTokenCreateAccessTokenCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


AccessTokenCreate.model_rebuild()
AccessTokenCreateAccessTokenCreateAccessTokenCreated.model_rebuild()
