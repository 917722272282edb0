from pydantic import Field

from .base_model import BaseModel
from .fragments import Group


class GroupList(BaseModel):
    groups: "GroupListGroups"


class GroupListGroups(BaseModel):
    total_count: int = Field(alias="totalCount")
    nodes: list["GroupListGroupsNodes"]


GroupListGroupsNodes = Group
GroupList.model_rebuild()
GroupListGroups.model_rebuild()
