from typing import Optional

from .base_model import BaseModel


class ConnectionsRead(BaseModel):
    viewer: "ConnectionsReadViewer"


class ConnectionsReadViewer(BaseModel):
    organisation: Optional["ConnectionsReadViewerOrganisation"]


class ConnectionsReadViewerOrganisation(BaseModel):
    connections: list["ConnectionsReadViewerOrganisationConnections"]


class ConnectionsReadViewerOrganisationConnections(BaseModel):
    id: str
    tenant: Optional["ConnectionsReadViewerOrganisationConnectionsTenant"]


class ConnectionsReadViewerOrganisationConnectionsTenant(BaseModel):
    id: str


ConnectionsRead.model_rebuild()
ConnectionsReadViewer.model_rebuild()
ConnectionsReadViewerOrganisation.model_rebuild()
ConnectionsReadViewerOrganisationConnections.model_rebuild()
