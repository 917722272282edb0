from pydantic import Field

from .base_model import BaseModel
from .fragments import ActivityRow


class ActivityAdded(BaseModel):
    activity_added: "ActivityAddedActivityAdded" = Field(alias="activityAdded")


ActivityAddedActivityAdded = ActivityRow
ActivityAdded.model_rebuild()
