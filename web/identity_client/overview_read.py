from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ActivityKind, ActivityOutcome, TokenStatus
from .fragments import (  # noqa: F401
    Desk,
    Vitals,
    VitalsHealth,
    VitalsRefusedCredentials,
)


class OverviewRead(BaseModel):
    viewer: "OverviewReadViewer"
    directory_counts: "OverviewReadDirectoryCounts" = Field(alias="directoryCounts")
    activity_counts: list["OverviewReadActivityCounts"] = Field(alias="activityCounts")
    review_items: "OverviewReadReviewItems" = Field(alias="reviewItems")
    organisation: Optional["OverviewReadOrganisation"]


OverviewReadViewer = Desk


class OverviewReadDirectoryCounts(BaseModel):
    active: int
    provisioned: int
    linked: int
    locked: int
    deactivated: int
    groups: int
    never_signed_in: int = Field(alias="neverSignedIn")
    oldest_unlinked: list["OverviewReadDirectoryCountsOldestUnlinked"] = Field(
        alias="oldestUnlinked"
    )


class OverviewReadDirectoryCountsOldestUnlinked(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    meta: "OverviewReadDirectoryCountsOldestUnlinkedMeta"


class OverviewReadDirectoryCountsOldestUnlinkedMeta(BaseModel):
    created: Any


class OverviewReadActivityCounts(BaseModel):
    begins_at: Any = Field(alias="beginsAt")
    kind: ActivityKind
    outcome: ActivityOutcome
    entries: int


class OverviewReadReviewItems(BaseModel):
    total_count: int = Field(alias="totalCount")


class OverviewReadOrganisation(BaseModel):
    connections: list["OverviewReadOrganisationConnections"]
    access_tokens: "OverviewReadOrganisationAccessTokens" = Field(alias="accessTokens")


class OverviewReadOrganisationConnections(Vitals):
    microsoft_sign_in: bool = Field(alias="microsoftSignIn")
    tenant: Optional["OverviewReadOrganisationConnectionsTenant"]


class OverviewReadOrganisationConnectionsTenant(BaseModel):
    id: str


class OverviewReadOrganisationAccessTokens(BaseModel):
    nodes: list["OverviewReadOrganisationAccessTokensNodes"]


class OverviewReadOrganisationAccessTokensNodes(BaseModel):
    id: str
    name: str
    status: TokenStatus
    expires_at: Optional[Any] = Field(alias="expiresAt")
    replaced_by: Optional[str] = Field(alias="replacedBy")


OverviewRead.model_rebuild()
OverviewReadDirectoryCounts.model_rebuild()
OverviewReadDirectoryCountsOldestUnlinked.model_rebuild()
OverviewReadOrganisation.model_rebuild()
OverviewReadOrganisationConnections.model_rebuild()
OverviewReadOrganisationAccessTokens.model_rebuild()
