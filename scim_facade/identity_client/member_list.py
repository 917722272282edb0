from typing import Optional

from .base_model import BaseModel
from .fragments import MemberPage


class MemberList(BaseModel):
    group: Optional["MemberListGroup"]


class MemberListGroup(BaseModel):
    members: "MemberListGroupMembers"


MemberListGroupMembers = MemberPage
MemberList.model_rebuild()
MemberListGroup.model_rebuild()
