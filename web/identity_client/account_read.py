from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Desk,
    DeskOrganisation,
    DeskUser,
    MicrosoftConnection,
    OwnSession,
)


class AccountRead(BaseModel):
    viewer: "AccountReadViewer"


class AccountReadViewer(Desk):
    has_password: bool = Field(alias="hasPassword")
    organisation: Optional["AccountReadViewerOrganisation"]
    session: Optional["AccountReadViewerSession"]
    sessions: list["AccountReadViewerSessions"]
    passkeys: list["AccountReadViewerPasskeys"]


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
