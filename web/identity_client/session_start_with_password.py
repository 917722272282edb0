from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Refusal,
    SignedIn,
    SignedInOrganisation,
    SignedInSession,
)


class SessionStartWithPassword(BaseModel):
    session_start_with_password: Union[
        "SessionStartWithPasswordSessionStartWithPasswordSessionStarted",
        "SessionStartWithPasswordSessionStartWithPasswordSignInRefused",
    ] = Field(alias="sessionStartWithPassword", discriminator="typename__")


class SessionStartWithPasswordSessionStartWithPasswordSessionStarted(SignedIn):
    typename__: Literal["SessionStarted"] = Field(alias="__typename")


class SessionStartWithPasswordSessionStartWithPasswordSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


SessionStartWithPassword.model_rebuild()
