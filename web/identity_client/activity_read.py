from pydantic import Field

from .base_model import BaseModel
from .fragments import ActivityRow, Desk, Neighbours


class ActivityRead(BaseModel):
    viewer: "ActivityReadViewer"
    access_tokens: "ActivityReadAccessTokens" = Field(alias="accessTokens")
    activity_entries: "ActivityReadActivityEntries" = Field(alias="activityEntries")


ActivityReadViewer = Desk


class ActivityReadAccessTokens(BaseModel):
    nodes: list["ActivityReadAccessTokensNodes"]


class ActivityReadAccessTokensNodes(BaseModel):
    id: str
    name: str
    prefix: str


class ActivityReadActivityEntries(BaseModel):
    nodes: list["ActivityReadActivityEntriesNodes"]
    page_info: "ActivityReadActivityEntriesPageInfo" = Field(alias="pageInfo")


ActivityReadActivityEntriesNodes = ActivityRow
ActivityReadActivityEntriesPageInfo = Neighbours
ActivityRead.model_rebuild()
ActivityReadAccessTokens.model_rebuild()
ActivityReadActivityEntries.model_rebuild()
