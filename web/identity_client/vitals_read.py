from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import TokenStatus
from .fragments import Vitals


class VitalsRead(BaseModel):
    organisation: Optional["VitalsReadOrganisation"]


class VitalsReadOrganisation(BaseModel):
    connections: list["VitalsReadOrganisationConnections"]
    access_tokens: "VitalsReadOrganisationAccessTokens" = Field(alias="accessTokens")


VitalsReadOrganisationConnections = Vitals


class VitalsReadOrganisationAccessTokens(BaseModel):
    nodes: list["VitalsReadOrganisationAccessTokensNodes"]


class VitalsReadOrganisationAccessTokensNodes(BaseModel):
    prefix: str
    status: TokenStatus


VitalsRead.model_rebuild()
VitalsReadOrganisation.model_rebuild()
VitalsReadOrganisationAccessTokens.model_rebuild()
