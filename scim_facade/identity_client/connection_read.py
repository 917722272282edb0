from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ActorKind, Conformance
from .fragments import ExtensionSchema


class ConnectionRead(BaseModel):
    viewer: "ConnectionReadViewer"


class ConnectionReadViewer(BaseModel):
    kind: ActorKind
    user: Optional["ConnectionReadViewerUser"]
    connection: Optional["ConnectionReadViewerConnection"]
    organisation: Optional["ConnectionReadViewerOrganisation"]


class ConnectionReadViewerUser(BaseModel):
    id: str


class ConnectionReadViewerConnection(BaseModel):
    id: str
    version: int
    conformance: Conformance


class ConnectionReadViewerOrganisation(BaseModel):
    extension_schemas: list["ConnectionReadViewerOrganisationExtensionSchemas"] = Field(
        alias="extensionSchemas"
    )


ConnectionReadViewerOrganisationExtensionSchemas = ExtensionSchema
ConnectionRead.model_rebuild()
ConnectionReadViewer.model_rebuild()
ConnectionReadViewerOrganisation.model_rebuild()
