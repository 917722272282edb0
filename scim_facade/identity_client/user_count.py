from pydantic import Field

from .base_model import BaseModel


class UserCount(BaseModel):
    users: "UserCountUsers"


class UserCountUsers(BaseModel):
    total_count: int = Field(alias="totalCount")


UserCount.model_rebuild()
