from pydantic import Field

from .base_model import BaseModel
from .fragments import ActivityRow


class ActivitySince(BaseModel):
    activity_entries: "ActivitySinceActivityEntries" = Field(alias="activityEntries")


class ActivitySinceActivityEntries(BaseModel):
    nodes: list["ActivitySinceActivityEntriesNodes"]


ActivitySinceActivityEntriesNodes = ActivityRow
ActivitySince.model_rebuild()
ActivitySinceActivityEntries.model_rebuild()
