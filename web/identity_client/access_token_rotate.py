from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Misfit, Token


class AccessTokenRotate(BaseModel):
    access_token_rotate: Union[
        "AccessTokenRotateAccessTokenRotateAccessTokenCreated",
        "AccessTokenRotateAccessTokenRotateInvalidInput",
        "AccessTokenRotateAccessTokenRotateNotFound",
        "AccessTokenRotateAccessTokenRotatePermissionDenied",
    ] = Field(alias="accessTokenRotate", discriminator="typename__")


class AccessTokenRotateAccessTokenRotateAccessTokenCreated(BaseModel):
    typename__: Literal["AccessTokenCreated"] = Field(alias="__typename")
    secret: str
    access_token: "AccessTokenRotateAccessTokenRotateAccessTokenCreatedAccessToken" = (
        Field(alias="accessToken")
    )


AccessTokenRotateAccessTokenRotateAccessTokenCreatedAccessToken = Token


class AccessTokenRotateAccessTokenRotateInvalidInput(Misfit):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class AccessTokenRotateAccessTokenRotateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class AccessTokenRotateAccessTokenRotatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


AccessTokenRotate.model_rebuild()
AccessTokenRotateAccessTokenRotateAccessTokenCreated.model_rebuild()
