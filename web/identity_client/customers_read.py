from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import OperatorDesk


class CustomersRead(BaseModel):
    viewer: "CustomersReadViewer"
    organisations: "CustomersReadOrganisations"


CustomersReadViewer = OperatorDesk


class CustomersReadOrganisations(BaseModel):
    nodes: list["CustomersReadOrganisationsNodes"]
    page_info: "CustomersReadOrganisationsPageInfo" = Field(alias="pageInfo")


class CustomersReadOrganisationsNodes(BaseModel):
    slug: str
    name: str
    created_at: Any = Field(alias="createdAt")
    microsoft_sign_in: bool = Field(alias="microsoftSignIn")
    tenant_connected: bool = Field(alias="tenantConnected")
    last_scim_request_at: Optional[Any] = Field(alias="lastScimRequestAt")
    requests: int
    troubled_requests: int = Field(alias="troubledRequests")


class CustomersReadOrganisationsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


CustomersRead.model_rebuild()
CustomersReadOrganisations.model_rebuild()
