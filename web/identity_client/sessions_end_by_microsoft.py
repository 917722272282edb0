from pydantic import Field

from .base_model import BaseModel


class SessionsEndByMicrosoft(BaseModel):
    sessions_end_by_microsoft: "SessionsEndByMicrosoftSessionsEndByMicrosoft" = Field(
        alias="sessionsEndByMicrosoft"
    )


class SessionsEndByMicrosoftSessionsEndByMicrosoft(BaseModel):
    sessions: int


SessionsEndByMicrosoft.model_rebuild()
