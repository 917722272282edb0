from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class UserUpdate(BaseModel):
    user_update: Union[
        "UserUpdateUserUpdateInvalidInput",
        "UserUpdateUserUpdateLastOwner",
        "UserUpdateUserUpdateNotFound",
        "UserUpdateUserUpdatePermissionDenied",
        "UserUpdateUserUpdateUser",
        "UserUpdateUserUpdateUserNameTaken",
        "UserUpdateUserUpdateValueTaken",
        "UserUpdateUserUpdateVersionConflict",
    ] = Field(alias="userUpdate", discriminator="typename__")


class UserUpdateUserUpdateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class UserUpdateUserUpdateLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class UserUpdateUserUpdateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class UserUpdateUserUpdatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class UserUpdateUserUpdateUser(BaseModel):
    typename__: Literal["User"] = Field(alias="__typename")
    id: str


class UserUpdateUserUpdateUserNameTaken(BaseModel):
    typename__: Literal["UserNameTaken"] = Field(alias="__typename")
    message: str


class UserUpdateUserUpdateValueTaken(BaseModel):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")
    message: str


class UserUpdateUserUpdateVersionConflict(BaseModel):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")
    message: str


UserUpdate.model_rebuild()
