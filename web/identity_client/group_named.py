from pydantic import Field

from .base_model import BaseModel


class GroupNamed(BaseModel):
    groups: "GroupNamedGroups"


class GroupNamedGroups(BaseModel):
    nodes: list["GroupNamedGroupsNodes"]


class GroupNamedGroupsNodes(BaseModel):
    id: str
    display_name: str = Field(alias="displayName")


GroupNamed.model_rebuild()
GroupNamedGroups.model_rebuild()
