from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Desk, Token


class TokensRead(BaseModel):
    viewer: "TokensReadViewer"
    organisation: Optional["TokensReadOrganisation"]


TokensReadViewer = Desk


class TokensReadOrganisation(BaseModel):
    id: str
    connections: list["TokensReadOrganisationConnections"]
    access_tokens: "TokensReadOrganisationAccessTokens" = Field(alias="accessTokens")


class TokensReadOrganisationConnections(BaseModel):
    id: str


class TokensReadOrganisationAccessTokens(BaseModel):
    nodes: list["TokensReadOrganisationAccessTokensNodes"]


TokensReadOrganisationAccessTokensNodes = Token
TokensRead.model_rebuild()
TokensReadOrganisation.model_rebuild()
TokensReadOrganisationAccessTokens.model_rebuild()
