from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import LastOwner, NotFound, PermissionDenied, VersionConflict


class UserDelete(BaseModel):
    user_delete: Union[
        "UserDeleteUserDeleteLastOwner",
        "UserDeleteUserDeleteNotFound",
        "UserDeleteUserDeletePermissionDenied",
        "UserDeleteUserDeleteUserDeleted",
        "UserDeleteUserDeleteVersionConflict",
    ] = Field(alias="userDelete", discriminator="typename__")


class UserDeleteUserDeleteLastOwner(LastOwner):
    typename__: Literal["LastOwner"] = Field(alias="__typename")


class UserDeleteUserDeleteNotFound(NotFound):
    typename__: Literal["NotFound"] = Field(alias="__typename")


class UserDeleteUserDeletePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class UserDeleteUserDeleteUserDeleted(BaseModel):
    typename__: Literal["UserDeleted"] = Field(alias="__typename")
    id: str


class UserDeleteUserDeleteVersionConflict(VersionConflict):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")


UserDelete.model_rebuild()
