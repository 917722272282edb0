from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import NotFound, PermissionDenied, VersionConflict


class GroupDelete(BaseModel):
    group_delete: Union[
        "GroupDeleteGroupDeleteGroupDeleted",
        "GroupDeleteGroupDeleteNotFound",
        "GroupDeleteGroupDeletePermissionDenied",
        "GroupDeleteGroupDeleteVersionConflict",
    ] = Field(alias="groupDelete", discriminator="typename__")


class GroupDeleteGroupDeleteGroupDeleted(BaseModel):
    typename__: Literal["GroupDeleted"] = Field(alias="__typename")
    id: str


class GroupDeleteGroupDeleteNotFound(NotFound):
    typename__: Literal["NotFound"] = Field(alias="__typename")


class GroupDeleteGroupDeletePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class GroupDeleteGroupDeleteVersionConflict(VersionConflict):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")


GroupDelete.model_rebuild()
