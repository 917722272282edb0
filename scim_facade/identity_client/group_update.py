from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Group,
    GroupMembers,
    GroupMeta,
    GroupNameTaken,
    InvalidInput,
    NotFound,
    PermissionDenied,
    ValueTaken,
    VersionConflict,
)


class GroupUpdate(BaseModel):
    group_update: Union[
        "GroupUpdateGroupUpdateGroup",
        "GroupUpdateGroupUpdateGroupNameTaken",
        "GroupUpdateGroupUpdateInvalidInput",
        "GroupUpdateGroupUpdateNotFound",
        "GroupUpdateGroupUpdatePermissionDenied",
        "GroupUpdateGroupUpdateValueTaken",
        "GroupUpdateGroupUpdateVersionConflict",
    ] = Field(alias="groupUpdate", discriminator="typename__")


class GroupUpdateGroupUpdateGroup(Group):
    typename__: Literal["Group"] = Field(alias="__typename")


class GroupUpdateGroupUpdateGroupNameTaken(GroupNameTaken):
    typename__: Literal["GroupNameTaken"] = Field(alias="__typename")


class GroupUpdateGroupUpdateInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class GroupUpdateGroupUpdateNotFound(NotFound):
    typename__: Literal["NotFound"] = Field(alias="__typename")


class GroupUpdateGroupUpdatePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class GroupUpdateGroupUpdateValueTaken(ValueTaken):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")


class GroupUpdateGroupUpdateVersionConflict(VersionConflict):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")


GroupUpdate.model_rebuild()
