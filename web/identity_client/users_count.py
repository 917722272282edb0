from pydantic import Field

from .base_model import BaseModel
from .fragments import Desk


class UsersCount(BaseModel):
    viewer: "UsersCountViewer"
    users: "UsersCountUsers"


UsersCountViewer = Desk


class UsersCountUsers(BaseModel):
    total_count: int = Field(alias="totalCount")


UsersCount.model_rebuild()
