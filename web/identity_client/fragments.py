from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ActorKind, Role, SignInMethod, SignInRefusal


class Desk(BaseModel):
    kind: ActorKind
    label: str
    role: Optional[Role]
    user: Optional["DeskUser"]
    organisation: Optional["DeskOrganisation"]


class DeskUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


class DeskOrganisation(BaseModel):
    id: str
    slug: str
    name: str


class MicrosoftConnection(BaseModel):
    id: str
    name: str
    microsoft_sign_in: bool = Field(alias="microsoftSignIn")
    just_in_time: bool = Field(alias="justInTime")
    admin_consented_at: Optional[Any] = Field(alias="adminConsentedAt")
    tenant: Optional["MicrosoftConnectionTenant"]


class MicrosoftConnectionTenant(BaseModel):
    id: str
    domain: Optional[str]
    connected_at: Any = Field(alias="connectedAt")
    connected_by: str = Field(alias="connectedBy")


class OwnSession(BaseModel):
    id: str
    method: SignInMethod
    tenant_id: Optional[str] = Field(alias="tenantId")
    user_agent: Optional[str] = Field(alias="userAgent")
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


class Refusal(BaseModel):
    reason: SignInRefusal
    retry_after_seconds: Optional[int] = Field(alias="retryAfterSeconds")


class SignedIn(BaseModel):
    secret: str
    session: "SignedInSession"
    organisation: "SignedInOrganisation"


class SignedInSession(BaseModel):
    id: str
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")


class SignedInOrganisation(BaseModel):
    slug: str


Desk.model_rebuild()
MicrosoftConnection.model_rebuild()
OwnSession.model_rebuild()
Refusal.model_rebuild()
SignedIn.model_rebuild()
