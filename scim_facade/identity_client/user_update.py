from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    InvalidInput,
    LastOwner,
    NotFound,
    PermissionDenied,
    User,
    UserAddresses,
    UserEmails,
    UserEnterprise,
    UserEntitlements,
    UserGroups,
    UserIms,
    UserMeta,
    UserName,
    UserNameTaken,
    UserPhoneNumbers,
    UserPhotos,
    UserRoles,
    UserX509Certificates,
    ValueTaken,
    VersionConflict,
)


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


class UserUpdateUserUpdateInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class UserUpdateUserUpdateLastOwner(LastOwner):
    typename__: Literal["LastOwner"] = Field(alias="__typename")


class UserUpdateUserUpdateNotFound(NotFound):
    typename__: Literal["NotFound"] = Field(alias="__typename")


class UserUpdateUserUpdatePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class UserUpdateUserUpdateUser(User):
    typename__: Literal["User"] = Field(alias="__typename")


class UserUpdateUserUpdateUserNameTaken(UserNameTaken):
    typename__: Literal["UserNameTaken"] = Field(alias="__typename")


class UserUpdateUserUpdateValueTaken(ValueTaken):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")


class UserUpdateUserUpdateVersionConflict(VersionConflict):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")


UserUpdate.model_rebuild()
