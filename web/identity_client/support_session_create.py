from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    DelegateIn,
    DelegateInSession,  # noqa: F401
)


class SupportSessionCreate(BaseModel):
    support_session_create: Union[
        "SupportSessionCreateSupportSessionCreateDelegatedSessionStarted",
        "SupportSessionCreateSupportSessionCreateInvalidInput",
        "SupportSessionCreateSupportSessionCreateNotFound",
        "SupportSessionCreateSupportSessionCreatePermissionDenied",
    ] = Field(alias="supportSessionCreate", discriminator="typename__")


class SupportSessionCreateSupportSessionCreateDelegatedSessionStarted(DelegateIn):
    typename__: Literal["DelegatedSessionStarted"] = Field(alias="__typename")


class SupportSessionCreateSupportSessionCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class SupportSessionCreateSupportSessionCreateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class SupportSessionCreateSupportSessionCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


SupportSessionCreate.model_rebuild()
