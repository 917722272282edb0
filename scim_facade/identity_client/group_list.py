from pydantic import Field

from .base_model import BaseModel
from .fragments import Group, PageInfo


class GroupList(BaseModel):
    groups: "GroupListGroups"


class GroupListGroups(BaseModel):
    total_count: int = Field(alias="totalCount")
    page_info: "GroupListGroupsPageInfo" = Field(alias="pageInfo")
    nodes: list["GroupListGroupsNodes"]


GroupListGroupsPageInfo = PageInfo
GroupListGroupsNodes = Group
GroupList.model_rebuild()
GroupListGroups.model_rebuild()
