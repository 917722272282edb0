from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class DelegatedSessionEnd(BaseModel):
    delegated_session_end: Union[
        "DelegatedSessionEndDelegatedSessionEndDelegatedSession",
        "DelegatedSessionEndDelegatedSessionEndInvalidInput",
        "DelegatedSessionEndDelegatedSessionEndNotFound",
        "DelegatedSessionEndDelegatedSessionEndPermissionDenied",
    ] = Field(alias="delegatedSessionEnd", discriminator="typename__")


class DelegatedSessionEndDelegatedSessionEndDelegatedSession(BaseModel):
    typename__: Literal["DelegatedSession"] = Field(alias="__typename")
    id: str


class DelegatedSessionEndDelegatedSessionEndInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class DelegatedSessionEndDelegatedSessionEndNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class DelegatedSessionEndDelegatedSessionEndPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


DelegatedSessionEnd.model_rebuild()
