from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class PersonNamed(BaseModel):
    user: Optional["PersonNamedUser"]


class PersonNamedUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


PersonNamed.model_rebuild()
