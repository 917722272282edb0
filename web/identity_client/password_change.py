from typing import Any, Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class PasswordChange(BaseModel):
    password_change: Union[
        "PasswordChangePasswordChangeInvalidInput",
        "PasswordChangePasswordChangePasswordChanged",
        "PasswordChangePasswordChangePermissionDenied",
        "PasswordChangePasswordChangeSignInRefused",
    ] = Field(alias="passwordChange", discriminator="typename__")


class PasswordChangePasswordChangeInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class PasswordChangePasswordChangePasswordChanged(BaseModel):
    typename__: Literal["PasswordChanged"] = Field(alias="__typename")
    changed_at: Any = Field(alias="changedAt")


class PasswordChangePasswordChangePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class PasswordChangePasswordChangeSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


PasswordChange.model_rebuild()
