from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Role, Source
from .fragments import (  # noqa: F401
    Desk,
    OwnSession,
    Profile,
    ProfileAddresses,
    ProfileEmails,
    ProfileEnterprise,
    ProfileEntitlements,
    ProfileIms,
    ProfileMeta,
    ProfileName,
    ProfilePhoneNumbers,
    ProfilePhotos,
    ProfileRoles,
    ProfileX509Certificates,
    Timeline,
)


class UserRead(BaseModel):
    viewer: "UserReadViewer"
    user: Optional["UserReadUser"]
    audit_entries: "UserReadAuditEntries" = Field(alias="auditEntries")


UserReadViewer = Desk


class UserReadUser(Profile):
    role: Role
    source: Source
    lock: Optional["UserReadUserLock"]
    groups: list["UserReadUserGroups"]
    reports: "UserReadUserReports"
    microsoft_accounts: list["UserReadUserMicrosoftAccounts"] = Field(
        alias="microsoftAccounts"
    )
    sessions: list["UserReadUserSessions"]
    personal_tokens: list["UserReadUserPersonalTokens"] = Field(alias="personalTokens")


class UserReadUserLock(BaseModel):
    locked_at: Any = Field(alias="lockedAt")
    locked_by: str = Field(alias="lockedBy")
    reason: str


class UserReadUserGroups(BaseModel):
    value: str
    display: str
    type_: str = Field(alias="type")


class UserReadUserReports(BaseModel):
    nodes: list["UserReadUserReportsNodes"]


class UserReadUserReportsNodes(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


class UserReadUserMicrosoftAccounts(BaseModel):
    tenant_id: str = Field(alias="tenantId")
    object_id: str = Field(alias="objectId")
    linked_at: Any = Field(alias="linkedAt")
    last_sign_in_at: Any = Field(alias="lastSignInAt")


UserReadUserSessions = OwnSession


class UserReadUserPersonalTokens(BaseModel):
    id: str
    name: str
    prefix: str
    created_at: Any = Field(alias="createdAt")
    expires_at: Optional[Any] = Field(alias="expiresAt")
    revoked_at: Optional[Any] = Field(alias="revokedAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


UserReadAuditEntries = Timeline
UserRead.model_rebuild()
UserReadUser.model_rebuild()
UserReadUserReports.model_rebuild()
