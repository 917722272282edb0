from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Desk, MemberRow


class GroupMembersExport(BaseModel):
    viewer: "GroupMembersExportViewer"
    group: Optional["GroupMembersExportGroup"]


GroupMembersExportViewer = Desk


class GroupMembersExportGroup(BaseModel):
    display_name: str = Field(alias="displayName")
    members: "GroupMembersExportGroupMembers"


class GroupMembersExportGroupMembers(BaseModel):
    total_count: int = Field(alias="totalCount")
    nodes: list["GroupMembersExportGroupMembersNodes"]
    page_info: "GroupMembersExportGroupMembersPageInfo" = Field(alias="pageInfo")


GroupMembersExportGroupMembersNodes = MemberRow


class GroupMembersExportGroupMembersPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


GroupMembersExport.model_rebuild()
GroupMembersExportGroup.model_rebuild()
GroupMembersExportGroupMembers.model_rebuild()
