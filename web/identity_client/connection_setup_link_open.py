from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    DelegateIn,
    DelegateInSession,  # noqa: F401
    Refusal,
)


class ConnectionSetupLinkOpen(BaseModel):
    connection_setup_link_open: Union[
        "ConnectionSetupLinkOpenConnectionSetupLinkOpenDelegatedSessionStarted",
        "ConnectionSetupLinkOpenConnectionSetupLinkOpenSignInRefused",
    ] = Field(alias="connectionSetupLinkOpen", discriminator="typename__")


class ConnectionSetupLinkOpenConnectionSetupLinkOpenDelegatedSessionStarted(DelegateIn):
    typename__: Literal["DelegatedSessionStarted"] = Field(alias="__typename")


class ConnectionSetupLinkOpenConnectionSetupLinkOpenSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


ConnectionSetupLinkOpen.model_rebuild()
