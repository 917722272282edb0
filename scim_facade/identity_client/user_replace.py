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


class UserReplace(BaseModel):
    user_replace: Union[
        "UserReplaceUserReplaceInvalidInput",
        "UserReplaceUserReplaceLastOwner",
        "UserReplaceUserReplaceNotFound",
        "UserReplaceUserReplacePermissionDenied",
        "UserReplaceUserReplaceUser",
        "UserReplaceUserReplaceUserNameTaken",
        "UserReplaceUserReplaceValueTaken",
        "UserReplaceUserReplaceVersionConflict",
    ] = Field(alias="userReplace", discriminator="typename__")


class UserReplaceUserReplaceInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class UserReplaceUserReplaceLastOwner(LastOwner):
    typename__: Literal["LastOwner"] = Field(alias="__typename")


class UserReplaceUserReplaceNotFound(NotFound):
    typename__: Literal["NotFound"] = Field(alias="__typename")


class UserReplaceUserReplacePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class UserReplaceUserReplaceUser(User):
    typename__: Literal["User"] = Field(alias="__typename")


class UserReplaceUserReplaceUserNameTaken(UserNameTaken):
    typename__: Literal["UserNameTaken"] = Field(alias="__typename")


class UserReplaceUserReplaceValueTaken(ValueTaken):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")


class UserReplaceUserReplaceVersionConflict(VersionConflict):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")


UserReplace.model_rebuild()
