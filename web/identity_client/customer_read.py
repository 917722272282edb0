from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Conformance
from .fragments import Delegate, OperatorDesk, SetupLink


class CustomerRead(BaseModel):
    viewer: "CustomerReadViewer"
    organisation: Optional["CustomerReadOrganisation"]


CustomerReadViewer = OperatorDesk


class CustomerReadOrganisation(BaseModel):
    id: str
    slug: str
    name: str
    created_at: Any = Field(alias="createdAt")
    connections: list["CustomerReadOrganisationConnections"]
    connection_setup_links: list["CustomerReadOrganisationConnectionSetupLinks"] = (
        Field(alias="connectionSetupLinks")
    )
    delegated_sessions: list["CustomerReadOrganisationDelegatedSessions"] = Field(
        alias="delegatedSessions"
    )


class CustomerReadOrganisationConnections(BaseModel):
    id: str
    name: str
    conformance: Conformance
    microsoft_sign_in: bool = Field(alias="microsoftSignIn")
    tenant: Optional["CustomerReadOrganisationConnectionsTenant"]
    health: "CustomerReadOrganisationConnectionsHealth"


class CustomerReadOrganisationConnectionsTenant(BaseModel):
    id: str
    domain: Optional[str]


class CustomerReadOrganisationConnectionsHealth(BaseModel):
    last_request_at: Optional[Any] = Field(alias="lastRequestAt")
    last_change_at: Optional[Any] = Field(alias="lastChangeAt")
    requests: int
    refused: int
    failed: int


CustomerReadOrganisationConnectionSetupLinks = SetupLink
CustomerReadOrganisationDelegatedSessions = Delegate
CustomerRead.model_rebuild()
CustomerReadOrganisation.model_rebuild()
CustomerReadOrganisationConnections.model_rebuild()
