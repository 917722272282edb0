from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class UserSessionsEnd(BaseModel):
    user_sessions_end: Union[
        "UserSessionsEndUserSessionsEndNotFound",
        "UserSessionsEndUserSessionsEndPermissionDenied",
        "UserSessionsEndUserSessionsEndUser",
    ] = Field(alias="userSessionsEnd", discriminator="typename__")


class UserSessionsEndUserSessionsEndNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class UserSessionsEndUserSessionsEndPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class UserSessionsEndUserSessionsEndUser(BaseModel):
    typename__: Literal["User"] = Field(alias="__typename")
    id: str


UserSessionsEnd.model_rebuild()
