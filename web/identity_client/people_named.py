from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class PeopleNamed(BaseModel):
    users: "PeopleNamedUsers"


class PeopleNamedUsers(BaseModel):
    nodes: list["PeopleNamedUsersNodes"]


class PeopleNamedUsersNodes(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


PeopleNamed.model_rebuild()
PeopleNamedUsers.model_rebuild()
