from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class SubjectsById(BaseModel):
    user: Optional["SubjectsByIdUser"] = None
    group: Optional["SubjectsByIdGroup"] = None


class SubjectsByIdUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


class SubjectsByIdGroup(BaseModel):
    id: str
    display_name: str = Field(alias="displayName")


SubjectsById.model_rebuild()
