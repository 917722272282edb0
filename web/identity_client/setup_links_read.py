from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Delegate, Desk, SetupLink


class SetupLinksRead(BaseModel):
    viewer: "SetupLinksReadViewer"
    organisation: Optional["SetupLinksReadOrganisation"]


SetupLinksReadViewer = Desk


class SetupLinksReadOrganisation(BaseModel):
    connections: list["SetupLinksReadOrganisationConnections"]
    connection_setup_links: list["SetupLinksReadOrganisationConnectionSetupLinks"] = (
        Field(alias="connectionSetupLinks")
    )
    delegated_sessions: list["SetupLinksReadOrganisationDelegatedSessions"] = Field(
        alias="delegatedSessions"
    )


class SetupLinksReadOrganisationConnections(BaseModel):
    id: str


SetupLinksReadOrganisationConnectionSetupLinks = SetupLink
SetupLinksReadOrganisationDelegatedSessions = Delegate
SetupLinksRead.model_rebuild()
SetupLinksReadOrganisation.model_rebuild()
