from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Refusal,
    SignedIn,
    SignedInOrganisation,
    SignedInSession,
)


class PasswordSetUp(BaseModel):
    password_set_up: Union[
        "PasswordSetUpPasswordSetUpInvalidInput",
        "PasswordSetUpPasswordSetUpSessionStarted",
        "PasswordSetUpPasswordSetUpSignInRefused",
    ] = Field(alias="passwordSetUp", discriminator="typename__")


class PasswordSetUpPasswordSetUpInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class PasswordSetUpPasswordSetUpSessionStarted(SignedIn):
    typename__: Literal["SessionStarted"] = Field(alias="__typename")


class PasswordSetUpPasswordSetUpSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


PasswordSetUp.model_rebuild()
