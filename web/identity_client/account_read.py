from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
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


class AccountReadOwnUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


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


AccountRead.model_rebuild()
AccountReadOwn.model_rebuild()
