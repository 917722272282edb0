from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Role, Source


class UsersExport(BaseModel):
    users: "UsersExportUsers"


class UsersExportUsers(BaseModel):
    nodes: list["UsersExportUsersNodes"]
    page_info: "UsersExportUsersPageInfo" = Field(alias="pageInfo")


class UsersExportUsersNodes(BaseModel):
    id: str
    external_id: Optional[str] = Field(alias="externalId")
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    name: Optional["UsersExportUsersNodesName"]
    title: Optional[str]
    emails: list["UsersExportUsersNodesEmails"]
    active: bool
    source: Source
    role: Role
    enterprise: Optional["UsersExportUsersNodesEnterprise"]
    lock: Optional["UsersExportUsersNodesLock"]
    microsoft_accounts: list["UsersExportUsersNodesMicrosoftAccounts"] = Field(
        alias="microsoftAccounts"
    )
    meta: "UsersExportUsersNodesMeta"


class UsersExportUsersNodesName(BaseModel):
    given_name: Optional[str] = Field(alias="givenName")
    family_name: Optional[str] = Field(alias="familyName")


class UsersExportUsersNodesEmails(BaseModel):
    value: Optional[str]
    primary: Optional[bool]


class UsersExportUsersNodesEnterprise(BaseModel):
    department: Optional[str]


class UsersExportUsersNodesLock(BaseModel):
    reason: str


class UsersExportUsersNodesMicrosoftAccounts(BaseModel):
    object_id: str = Field(alias="objectId")
    last_sign_in_at: Any = Field(alias="lastSignInAt")


class UsersExportUsersNodesMeta(BaseModel):
    created: Any
    last_modified: Any = Field(alias="lastModified")


class UsersExportUsersPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


UsersExport.model_rebuild()
UsersExportUsers.model_rebuild()
UsersExportUsersNodes.model_rebuild()
