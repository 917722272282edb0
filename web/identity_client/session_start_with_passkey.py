from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Refusal,
    SignedIn,
    SignedInOrganisation,
    SignedInSession,
)


class SessionStartWithPasskey(BaseModel):
    session_start_with_passkey: Union[
        "SessionStartWithPasskeySessionStartWithPasskeySessionStarted",
        "SessionStartWithPasskeySessionStartWithPasskeySignInRefused",
    ] = Field(alias="sessionStartWithPasskey", discriminator="typename__")


class SessionStartWithPasskeySessionStartWithPasskeySessionStarted(SignedIn):
    typename__: Literal["SessionStarted"] = Field(alias="__typename")


class SessionStartWithPasskeySessionStartWithPasskeySignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


SessionStartWithPasskey.model_rebuild()
