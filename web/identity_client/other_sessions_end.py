from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class OtherSessionsEnd(BaseModel):
    other_sessions_end: Union[
        "OtherSessionsEndOtherSessionsEndPermissionDenied",
        "OtherSessionsEndOtherSessionsEndSessionsEnded",
    ] = Field(alias="otherSessionsEnd", discriminator="typename__")


class OtherSessionsEndOtherSessionsEndPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class OtherSessionsEndOtherSessionsEndSessionsEnded(BaseModel):
    typename__: Literal["SessionsEnded"] = Field(alias="__typename")
    sessions: int


OtherSessionsEnd.model_rebuild()
