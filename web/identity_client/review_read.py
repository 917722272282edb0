from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ReviewDecision, ReviewReason, Source
from .fragments import Desk


class ReviewRead(BaseModel):
    viewer: "ReviewReadViewer"
    review_items: "ReviewReadReviewItems" = Field(alias="reviewItems")


ReviewReadViewer = Desk


class ReviewReadReviewItems(BaseModel):
    total_count: int = Field(alias="totalCount")
    page_info: "ReviewReadReviewItemsPageInfo" = Field(alias="pageInfo")
    nodes: list["ReviewReadReviewItemsNodes"]


class ReviewReadReviewItemsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class ReviewReadReviewItemsNodes(BaseModel):
    id: str
    reason: ReviewReason
    tenant_id: Optional[str] = Field(alias="tenantId")
    object_id: Optional[str] = Field(alias="objectId")
    external_id: Optional[str] = Field(alias="externalId")
    request_id: Optional[str] = Field(alias="requestId")
    user_name: Optional[str] = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    user_id: Optional[str] = Field(alias="userId")
    decisions: list[ReviewDecision]
    is_settled: bool = Field(alias="isSettled")
    attempts: int
    first_at: Any = Field(alias="firstAt")
    last_at: Any = Field(alias="lastAt")
    user: Optional["ReviewReadReviewItemsNodesUser"]


class ReviewReadReviewItemsNodesUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    external_id: Optional[str] = Field(alias="externalId")
    active: bool
    source: Source
    microsoft_accounts: list["ReviewReadReviewItemsNodesUserMicrosoftAccounts"] = Field(
        alias="microsoftAccounts"
    )


class ReviewReadReviewItemsNodesUserMicrosoftAccounts(BaseModel):
    tenant_id: str = Field(alias="tenantId")
    object_id: str = Field(alias="objectId")
    last_sign_in_at: Any = Field(alias="lastSignInAt")


ReviewRead.model_rebuild()
ReviewReadReviewItems.model_rebuild()
ReviewReadReviewItemsNodes.model_rebuild()
ReviewReadReviewItemsNodesUser.model_rebuild()
