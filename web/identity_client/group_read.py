from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Source
from .fragments import Desk, MemberRow, Timeline


class GroupRead(BaseModel):
    viewer: "GroupReadViewer"
    group: Optional["GroupReadGroup"]
    groups: "GroupReadGroups"
    audit_entries: "GroupReadAuditEntries" = Field(alias="auditEntries")


GroupReadViewer = Desk


class GroupReadGroup(BaseModel):
    id: str
    display_name: str = Field(alias="displayName")
    external_id: Optional[str] = Field(alias="externalId")
    source: Source
    extensions: Any
    meta: "GroupReadGroupMeta"
    members: "GroupReadGroupMembers"


class GroupReadGroupMeta(BaseModel):
    created: Any
    last_modified: Any = Field(alias="lastModified")


class GroupReadGroupMembers(BaseModel):
    total_count: int = Field(alias="totalCount")
    nodes: list["GroupReadGroupMembersNodes"]
    page_info: "GroupReadGroupMembersPageInfo" = Field(alias="pageInfo")


GroupReadGroupMembersNodes = MemberRow


class GroupReadGroupMembersPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")


class GroupReadGroups(BaseModel):
    nodes: list["GroupReadGroupsNodes"]


class GroupReadGroupsNodes(BaseModel):
    id: str
    display_name: str = Field(alias="displayName")


GroupReadAuditEntries = Timeline
GroupRead.model_rebuild()
GroupReadGroup.model_rebuild()
GroupReadGroupMembers.model_rebuild()
GroupReadGroups.model_rebuild()
