from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class UserLock(BaseModel):
    user_lock: Union[
        "UserLockUserLockInvalidInput",
        "UserLockUserLockLastOwner",
        "UserLockUserLockNotFound",
        "UserLockUserLockPermissionDenied",
        "UserLockUserLockUser",
    ] = Field(alias="userLock", discriminator="typename__")


class UserLockUserLockInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class UserLockUserLockLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class UserLockUserLockNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class UserLockUserLockPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class UserLockUserLockUser(BaseModel):
    typename__: Literal["User"] = Field(alias="__typename")
    id: str


UserLock.model_rebuild()
