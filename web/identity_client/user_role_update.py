from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class UserRoleUpdate(BaseModel):
    user_role_update: Union[
        "UserRoleUpdateUserRoleUpdateLastOwner",
        "UserRoleUpdateUserRoleUpdateNotFound",
        "UserRoleUpdateUserRoleUpdatePermissionDenied",
        "UserRoleUpdateUserRoleUpdateUser",
    ] = Field(alias="userRoleUpdate", discriminator="typename__")


class UserRoleUpdateUserRoleUpdateLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class UserRoleUpdateUserRoleUpdateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class UserRoleUpdateUserRoleUpdatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class UserRoleUpdateUserRoleUpdateUser(BaseModel):
    typename__: Literal["User"] = Field(alias="__typename")
    id: str


UserRoleUpdate.model_rebuild()
