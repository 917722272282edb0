from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    ActivityRow,
    ActivityRowActor,  # noqa: F401
    Audited,
    Desk,
)


class ActivityEntryRead(BaseModel):
    viewer: "ActivityEntryReadViewer"
    access_tokens: "ActivityEntryReadAccessTokens" = Field(alias="accessTokens")
    activity_entry: Optional["ActivityEntryReadActivityEntry"] = Field(
        alias="activityEntry"
    )


ActivityEntryReadViewer = Desk


class ActivityEntryReadAccessTokens(BaseModel):
    nodes: list["ActivityEntryReadAccessTokensNodes"]


class ActivityEntryReadAccessTokensNodes(BaseModel):
    id: str
    name: str
    prefix: str


class ActivityEntryReadActivityEntry(ActivityRow):
    connection_id: Optional[str] = Field(alias="connectionId")
    advice: Optional[str]
    explanation: "ActivityEntryReadActivityEntryExplanation"
    changes: list["ActivityEntryReadActivityEntryChanges"]


class ActivityEntryReadActivityEntryExplanation(BaseModel):
    request: Optional[Any]
    rules: list["ActivityEntryReadActivityEntryExplanationRules"]
    understood: Optional[Any]
    operations: list["ActivityEntryReadActivityEntryExplanationOperations"]
    answer: Optional[Any]
    steps: list["ActivityEntryReadActivityEntryExplanationSteps"]


class ActivityEntryReadActivityEntryExplanationRules(BaseModel):
    rule: str
    subject: str


class ActivityEntryReadActivityEntryExplanationOperations(BaseModel):
    name: str
    variables: Any
    result: Optional[str]
    started_ms: float = Field(alias="startedMs")
    duration_ms: float = Field(alias="durationMs")


class ActivityEntryReadActivityEntryExplanationSteps(BaseModel):
    name: str
    duration_ms: float = Field(alias="durationMs")


ActivityEntryReadActivityEntryChanges = Audited
ActivityEntryRead.model_rebuild()
ActivityEntryReadAccessTokens.model_rebuild()
ActivityEntryReadActivityEntry.model_rebuild()
ActivityEntryReadActivityEntryExplanation.model_rebuild()
