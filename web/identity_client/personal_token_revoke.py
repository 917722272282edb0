from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class PersonalTokenRevoke(BaseModel):
    personal_token_revoke: Union[
        "PersonalTokenRevokePersonalTokenRevokeNotFound",
        "PersonalTokenRevokePersonalTokenRevokePermissionDenied",
        "PersonalTokenRevokePersonalTokenRevokePersonalToken",
    ] = Field(alias="personalTokenRevoke", discriminator="typename__")


class PersonalTokenRevokePersonalTokenRevokeNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class PersonalTokenRevokePersonalTokenRevokePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class PersonalTokenRevokePersonalTokenRevokePersonalToken(BaseModel):
    typename__: Literal["PersonalToken"] = Field(alias="__typename")
    id: str


PersonalTokenRevoke.model_rebuild()
