from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Conformance
from .fragments import (  # noqa: F401
    CustomSchema,
    Desk,
    Token,
    Vitals,
    VitalsHealth,
    VitalsRefusedCredentials,
)


class ProvisioningRead(BaseModel):
    viewer: "ProvisioningReadViewer"
    organisation: Optional["ProvisioningReadOrganisation"]


ProvisioningReadViewer = Desk


class ProvisioningReadOrganisation(BaseModel):
    id: str
    connections: list["ProvisioningReadOrganisationConnections"]
    access_tokens: "ProvisioningReadOrganisationAccessTokens" = Field(
        alias="accessTokens"
    )
    extension_schemas: list["ProvisioningReadOrganisationExtensionSchemas"] = Field(
        alias="extensionSchemas"
    )


class ProvisioningReadOrganisationConnections(Vitals):
    conformance: Conformance
    rule_uses: list["ProvisioningReadOrganisationConnectionsRuleUses"] = Field(
        alias="ruleUses"
    )


class ProvisioningReadOrganisationConnectionsRuleUses(BaseModel):
    rule: str
    uses: int
    last_used_at: Any = Field(alias="lastUsedAt")


class ProvisioningReadOrganisationAccessTokens(BaseModel):
    nodes: list["ProvisioningReadOrganisationAccessTokensNodes"]


ProvisioningReadOrganisationAccessTokensNodes = Token
ProvisioningReadOrganisationExtensionSchemas = CustomSchema
ProvisioningRead.model_rebuild()
ProvisioningReadOrganisation.model_rebuild()
ProvisioningReadOrganisationConnections.model_rebuild()
ProvisioningReadOrganisationAccessTokens.model_rebuild()
