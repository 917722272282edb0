from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    InvalidInput,
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
)


class UserCreate(BaseModel):
    user_create: Union[
        "UserCreateUserCreateInvalidInput",
        "UserCreateUserCreatePermissionDenied",
        "UserCreateUserCreateUser",
        "UserCreateUserCreateUserNameTaken",
        "UserCreateUserCreateValueTaken",
    ] = Field(alias="userCreate", discriminator="typename__")


class UserCreateUserCreateInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class UserCreateUserCreatePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class UserCreateUserCreateUser(User):
    typename__: Literal["User"] = Field(alias="__typename")


class UserCreateUserCreateUserNameTaken(UserNameTaken):
    typename__: Literal["UserNameTaken"] = Field(alias="__typename")


class UserCreateUserCreateValueTaken(ValueTaken):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")


UserCreate.model_rebuild()
