from pydantic import Field

from .base_model import BaseModel
from .fragments import ActivityRow, Neighbours


class ActivityExport(BaseModel):
    activity_entries: "ActivityExportActivityEntries" = Field(alias="activityEntries")


class ActivityExportActivityEntries(BaseModel):
    nodes: list["ActivityExportActivityEntriesNodes"]
    page_info: "ActivityExportActivityEntriesPageInfo" = Field(alias="pageInfo")


ActivityExportActivityEntriesNodes = ActivityRow
ActivityExportActivityEntriesPageInfo = Neighbours
ActivityExport.model_rebuild()
ActivityExportActivityEntries.model_rebuild()
