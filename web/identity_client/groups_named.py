from pydantic import Field

from .base_model import BaseModel


class GroupsNamed(BaseModel):
    groups: "GroupsNamedGroups"


class GroupsNamedGroups(BaseModel):
    nodes: list["GroupsNamedGroupsNodes"]


class GroupsNamedGroupsNodes(BaseModel):
    id: str
    display_name: str = Field(alias="displayName")


GroupsNamed.model_rebuild()
GroupsNamedGroups.model_rebuild()
