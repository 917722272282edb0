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


class GroupReplace(BaseModel):
    group_replace: Union[
        "GroupReplaceGroupReplaceGroup",
        "GroupReplaceGroupReplaceGroupNameTaken",
        "GroupReplaceGroupReplaceInvalidInput",
        "GroupReplaceGroupReplaceNotFound",
        "GroupReplaceGroupReplacePermissionDenied",
        "GroupReplaceGroupReplaceValueTaken",
        "GroupReplaceGroupReplaceVersionConflict",
    ] = Field(alias="groupReplace", discriminator="typename__")


class GroupReplaceGroupReplaceGroup(Group):
    typename__: Literal["Group"] = Field(alias="__typename")


class GroupReplaceGroupReplaceGroupNameTaken(GroupNameTaken):
    typename__: Literal["GroupNameTaken"] = Field(alias="__typename")


class GroupReplaceGroupReplaceInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class GroupReplaceGroupReplaceNotFound(NotFound):
    typename__: Literal["NotFound"] = Field(alias="__typename")


class GroupReplaceGroupReplacePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class GroupReplaceGroupReplaceValueTaken(ValueTaken):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")


class GroupReplaceGroupReplaceVersionConflict(VersionConflict):
    typename__: Literal["VersionConflict"] = Field(alias="__typename")


GroupReplace.model_rebuild()
