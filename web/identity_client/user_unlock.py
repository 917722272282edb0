from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class UserUnlock(BaseModel):
    user_unlock: Union[
        "UserUnlockUserUnlockNotFound",
        "UserUnlockUserUnlockPermissionDenied",
        "UserUnlockUserUnlockUser",
    ] = Field(alias="userUnlock", discriminator="typename__")


class UserUnlockUserUnlockNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class UserUnlockUserUnlockPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class UserUnlockUserUnlockUser(BaseModel):
    typename__: Literal["User"] = Field(alias="__typename")
    id: str


UserUnlock.model_rebuild()
