from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Desk, MicrosoftConnection


class AuthenticationRead(BaseModel):
    viewer: "AuthenticationReadViewer"
    organisation: Optional["AuthenticationReadOrganisation"]
    own: "AuthenticationReadOwn"


AuthenticationReadViewer = Desk


class AuthenticationReadOrganisation(BaseModel):
    connections: list["AuthenticationReadOrganisationConnections"]
    session_lifetimes: "AuthenticationReadOrganisationSessionLifetimes" = Field(
        alias="sessionLifetimes"
    )


AuthenticationReadOrganisationConnections = MicrosoftConnection


class AuthenticationReadOrganisationSessionLifetimes(BaseModel):
    lifetime_seconds: Optional[int] = Field(alias="lifetimeSeconds")
    idle_seconds: Optional[int] = Field(alias="idleSeconds")
    maximum_lifetime_seconds: int = Field(alias="maximumLifetimeSeconds")
    maximum_idle_seconds: int = Field(alias="maximumIdleSeconds")


class AuthenticationReadOwn(BaseModel):
    user: Optional["AuthenticationReadOwnUser"]


class AuthenticationReadOwnUser(BaseModel):
    microsoft_accounts: list["AuthenticationReadOwnUserMicrosoftAccounts"] = Field(
        alias="microsoftAccounts"
    )


class AuthenticationReadOwnUserMicrosoftAccounts(BaseModel):
    tenant_id: str = Field(alias="tenantId")


AuthenticationRead.model_rebuild()
AuthenticationReadOrganisation.model_rebuild()
AuthenticationReadOwn.model_rebuild()
AuthenticationReadOwnUser.model_rebuild()
