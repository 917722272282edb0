from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import InvalidInput, PermissionDenied


class ActivityRecord(BaseModel):
    activity_record: Union[
        "ActivityRecordActivityRecordActivityRecorded",
        "ActivityRecordActivityRecordInvalidInput",
        "ActivityRecordActivityRecordPermissionDenied",
    ] = Field(alias="activityRecord", discriminator="typename__")


class ActivityRecordActivityRecordActivityRecorded(BaseModel):
    typename__: Literal["ActivityRecorded"] = Field(alias="__typename")
    entries: int


class ActivityRecordActivityRecordInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class ActivityRecordActivityRecordPermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


ActivityRecord.model_rebuild()
