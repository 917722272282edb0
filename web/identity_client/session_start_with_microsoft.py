from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Refusal,
    SignedIn,
    SignedInOrganisation,
    SignedInSession,
)


class SessionStartWithMicrosoft(BaseModel):
    session_start_with_microsoft: Union[
        "SessionStartWithMicrosoftSessionStartWithMicrosoftAccountUnconfirmed",
        "SessionStartWithMicrosoftSessionStartWithMicrosoftSessionStarted",
        "SessionStartWithMicrosoftSessionStartWithMicrosoftSignInRefused",
        "SessionStartWithMicrosoftSessionStartWithMicrosoftTenantUnclaimed",
    ] = Field(alias="sessionStartWithMicrosoft", discriminator="typename__")


class SessionStartWithMicrosoftSessionStartWithMicrosoftAccountUnconfirmed(BaseModel):
    typename__: Literal["AccountUnconfirmed"] = Field(alias="__typename")
    tenant_id: str = Field(alias="tenantId")
    user_name: Optional[str] = Field(alias="userName")


class SessionStartWithMicrosoftSessionStartWithMicrosoftSessionStarted(SignedIn):
    typename__: Literal["SessionStarted"] = Field(alias="__typename")


class SessionStartWithMicrosoftSessionStartWithMicrosoftSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


class SessionStartWithMicrosoftSessionStartWithMicrosoftTenantUnclaimed(BaseModel):
    typename__: Literal["TenantUnclaimed"] = Field(alias="__typename")
    tenant_id: str = Field(alias="tenantId")
    user_name: Optional[str] = Field(alias="userName")


SessionStartWithMicrosoft.model_rebuild()
