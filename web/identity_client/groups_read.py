from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Source
from .fragments import Desk, Neighbours


class GroupsRead(BaseModel):
    viewer: "GroupsReadViewer"
    groups: "GroupsReadGroups"


GroupsReadViewer = Desk


class GroupsReadGroups(BaseModel):
    count_up_to: int = Field(alias="countUpTo")
    nodes: list["GroupsReadGroupsNodes"]
    page_info: "GroupsReadGroupsPageInfo" = Field(alias="pageInfo")


class GroupsReadGroupsNodes(BaseModel):
    id: str
    display_name: str = Field(alias="displayName")
    external_id: Optional[str] = Field(alias="externalId")
    source: Source
    meta: "GroupsReadGroupsNodesMeta"
    members: "GroupsReadGroupsNodesMembers"


class GroupsReadGroupsNodesMeta(BaseModel):
    last_modified: Any = Field(alias="lastModified")


class GroupsReadGroupsNodesMembers(BaseModel):
    total_count: int = Field(alias="totalCount")


GroupsReadGroupsPageInfo = Neighbours
GroupsRead.model_rebuild()
GroupsReadGroups.model_rebuild()
GroupsReadGroupsNodes.model_rebuild()
