from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Role, Source
from .fragments import Desk, OwnSession


class AccountRead(BaseModel):
    viewer: "AccountReadViewer"
    own: "AccountReadOwn"


AccountReadViewer = Desk


class AccountReadOwn(BaseModel):
    role: Optional[Role]
    has_password: bool = Field(alias="hasPassword")
    user: Optional["AccountReadOwnUser"]
    organisation: Optional["AccountReadOwnOrganisation"]
    session: Optional["AccountReadOwnSession"]
    sessions: list["AccountReadOwnSessions"]
    passkeys: list["AccountReadOwnPasskeys"]
    personal_tokens: list["AccountReadOwnPersonalTokens"] = Field(
        alias="personalTokens"
    )


class AccountReadOwnUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    external_id: Optional[str] = Field(alias="externalId")
    title: Optional[str]
    source: Source
    name: Optional["AccountReadOwnUserName"]
    emails: list["AccountReadOwnUserEmails"]
    phone_numbers: list["AccountReadOwnUserPhoneNumbers"] = Field(alias="phoneNumbers")
    enterprise: Optional["AccountReadOwnUserEnterprise"]
    groups: list["AccountReadOwnUserGroups"]
    microsoft_accounts: list["AccountReadOwnUserMicrosoftAccounts"] = Field(
        alias="microsoftAccounts"
    )


class AccountReadOwnUserName(BaseModel):
    given_name: Optional[str] = Field(alias="givenName")
    family_name: Optional[str] = Field(alias="familyName")


class AccountReadOwnUserEmails(BaseModel):
    value: Optional[str]
    type_: Optional[str] = Field(alias="type")
    primary: Optional[bool]


class AccountReadOwnUserPhoneNumbers(BaseModel):
    value: Optional[str]
    type_: Optional[str] = Field(alias="type")
    primary: Optional[bool]


class AccountReadOwnUserEnterprise(BaseModel):
    department: Optional[str]
    employee_number: Optional[str] = Field(alias="employeeNumber")
    manager: Optional["AccountReadOwnUserEnterpriseManager"]


class AccountReadOwnUserEnterpriseManager(BaseModel):
    display_name: Optional[str] = Field(alias="displayName")


class AccountReadOwnUserGroups(BaseModel):
    value: str
    display: str
    type_: str = Field(alias="type")


class AccountReadOwnUserMicrosoftAccounts(BaseModel):
    tenant_id: str = Field(alias="tenantId")
    object_id: str = Field(alias="objectId")
    linked_at: Any = Field(alias="linkedAt")
    last_sign_in_at: Any = Field(alias="lastSignInAt")


class AccountReadOwnOrganisation(BaseModel):
    id: str
    slug: str
    name: str


AccountReadOwnSession = OwnSession
AccountReadOwnSessions = OwnSession


class AccountReadOwnPasskeys(BaseModel):
    id: str
    name: str
    created_at: Any = Field(alias="createdAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


class AccountReadOwnPersonalTokens(BaseModel):
    id: str
    name: str
    prefix: str
    created_at: Any = Field(alias="createdAt")
    expires_at: Optional[Any] = Field(alias="expiresAt")
    revoked_at: Optional[Any] = Field(alias="revokedAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


AccountRead.model_rebuild()
AccountReadOwn.model_rebuild()
AccountReadOwnUser.model_rebuild()
AccountReadOwnUserEnterprise.model_rebuild()
