from pydantic import Field

from .base_model import BaseModel
from .fragments import User


class UserList(BaseModel):
    users: "UserListUsers"


class UserListUsers(BaseModel):
    total_count: int = Field(alias="totalCount")
    nodes: list["UserListUsersNodes"]


UserListUsersNodes = User
UserList.model_rebuild()
UserListUsers.model_rebuild()
