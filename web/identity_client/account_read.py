from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ActorKind, Role
from .fragments import MicrosoftConnection, OwnSession


class AccountRead(BaseModel):
    viewer: "AccountReadViewer"


class AccountReadViewer(BaseModel):
    kind: ActorKind
    label: str
    role: Optional[Role]
    has_password: bool = Field(alias="hasPassword")
    user: Optional["AccountReadViewerUser"]
    organisation: Optional["AccountReadViewerOrganisation"]
    session: Optional["AccountReadViewerSession"]
    sessions: list["AccountReadViewerSessions"]
    passkeys: list["AccountReadViewerPasskeys"]


class AccountReadViewerUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


class AccountReadViewerOrganisation(BaseModel):
    id: str
    slug: str
    name: str
    connections: list["AccountReadViewerOrganisationConnections"]


AccountReadViewerOrganisationConnections = MicrosoftConnection
AccountReadViewerSession = OwnSession
AccountReadViewerSessions = OwnSession


class AccountReadViewerPasskeys(BaseModel):
    id: str
    name: str
    created_at: Any = Field(alias="createdAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


AccountRead.model_rebuild()
AccountReadViewer.model_rebuild()
AccountReadViewerOrganisation.model_rebuild()
