from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Group,
    GroupMembers,
    GroupMeta,
    GroupNameTaken,
    InvalidInput,
    PermissionDenied,
    ValueTaken,
)


class GroupCreate(BaseModel):
    group_create: Union[
        "GroupCreateGroupCreateGroup",
        "GroupCreateGroupCreateGroupNameTaken",
        "GroupCreateGroupCreateInvalidInput",
        "GroupCreateGroupCreatePermissionDenied",
        "GroupCreateGroupCreateValueTaken",
    ] = Field(alias="groupCreate", discriminator="typename__")


class GroupCreateGroupCreateGroup(Group):
    typename__: Literal["Group"] = Field(alias="__typename")


class GroupCreateGroupCreateGroupNameTaken(GroupNameTaken):
    typename__: Literal["GroupNameTaken"] = Field(alias="__typename")


class GroupCreateGroupCreateInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class GroupCreateGroupCreatePermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class GroupCreateGroupCreateValueTaken(ValueTaken):
    typename__: Literal["ValueTaken"] = Field(alias="__typename")


GroupCreate.model_rebuild()
