from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import TokenStatus
from .fragments import (  # noqa: F401
    CustomSchema,
    Desk,
    Vitals,
    VitalsHealth,
    VitalsRefusedCredentials,
)


class ProvisioningGuideRead(BaseModel):
    viewer: "ProvisioningGuideReadViewer"
    organisation: Optional["ProvisioningGuideReadOrganisation"]


ProvisioningGuideReadViewer = Desk


class ProvisioningGuideReadOrganisation(BaseModel):
    id: str
    name: str
    connections: list["ProvisioningGuideReadOrganisationConnections"]
    access_tokens: "ProvisioningGuideReadOrganisationAccessTokens" = Field(
        alias="accessTokens"
    )
    extension_schemas: list["ProvisioningGuideReadOrganisationExtensionSchemas"] = (
        Field(alias="extensionSchemas")
    )


class ProvisioningGuideReadOrganisationConnections(Vitals):
    microsoft_sign_in: bool = Field(alias="microsoftSignIn")
    tenant: Optional["ProvisioningGuideReadOrganisationConnectionsTenant"]
    progress: "ProvisioningGuideReadOrganisationConnectionsProgress"


class ProvisioningGuideReadOrganisationConnectionsTenant(BaseModel):
    id: str


class ProvisioningGuideReadOrganisationConnectionsProgress(BaseModel):
    users: int
    object_ids: int = Field(alias="objectIds")
    groups: bool
    microsoft_sign_ins: bool = Field(alias="microsoftSignIns")


class ProvisioningGuideReadOrganisationAccessTokens(BaseModel):
    nodes: list["ProvisioningGuideReadOrganisationAccessTokensNodes"]


class ProvisioningGuideReadOrganisationAccessTokensNodes(BaseModel):
    prefix: str
    status: TokenStatus


ProvisioningGuideReadOrganisationExtensionSchemas = CustomSchema
ProvisioningGuideRead.model_rebuild()
ProvisioningGuideReadOrganisation.model_rebuild()
ProvisioningGuideReadOrganisationConnections.model_rebuild()
ProvisioningGuideReadOrganisationAccessTokens.model_rebuild()
