from pydantic import Field

from .base_model import BaseModel


class GroupCount(BaseModel):
    groups: "GroupCountGroups"


class GroupCountGroups(BaseModel):
    total_count: int = Field(alias="totalCount")


GroupCount.model_rebuild()
