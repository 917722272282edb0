from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class ReviewPerson(BaseModel):
    user_by: Optional["ReviewPersonUserBy"] = Field(alias="userBy")


class ReviewPersonUserBy(BaseModel):
    id: str


ReviewPerson.model_rebuild()
