from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ReviewDecision


class ReviewItemDecide(BaseModel):
    review_item_decide: Union[
        "ReviewItemDecideReviewItemDecideInvalidInput",
        "ReviewItemDecideReviewItemDecideLastOwner",
        "ReviewItemDecideReviewItemDecideNotFound",
        "ReviewItemDecideReviewItemDecidePermissionDenied",
        "ReviewItemDecideReviewItemDecideReviewItem",
    ] = Field(alias="reviewItemDecide", discriminator="typename__")


class ReviewItemDecideReviewItemDecideInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class ReviewItemDecideReviewItemDecideLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class ReviewItemDecideReviewItemDecideNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class ReviewItemDecideReviewItemDecidePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class ReviewItemDecideReviewItemDecideReviewItem(BaseModel):
    typename__: Literal["ReviewItem"] = Field(alias="__typename")
    id: str
    decision: Optional[ReviewDecision]


ReviewItemDecide.model_rebuild()
