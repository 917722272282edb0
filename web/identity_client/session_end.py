from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class SessionEnd(BaseModel):
    session_end: Union[
        "SessionEndSessionEndInvalidInput",
        "SessionEndSessionEndNotFound",
        "SessionEndSessionEndPermissionDenied",
        "SessionEndSessionEndSession",
    ] = Field(alias="sessionEnd", discriminator="typename__")


class SessionEndSessionEndInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class SessionEndSessionEndNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class SessionEndSessionEndPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class SessionEndSessionEndSession(BaseModel):
    typename__: Literal["Session"] = Field(alias="__typename")
    id: str


SessionEnd.model_rebuild()
