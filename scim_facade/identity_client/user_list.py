from pydantic import Field

from .base_model import BaseModel
from .fragments import PageInfo, User


class UserList(BaseModel):
    users: "UserListUsers"


class UserListUsers(BaseModel):
    total_count: int = Field(alias="totalCount")
    page_info: "UserListUsersPageInfo" = Field(alias="pageInfo")
    nodes: list["UserListUsersNodes"]


UserListUsersPageInfo = PageInfo
UserListUsersNodes = User
UserList.model_rebuild()
UserListUsers.model_rebuild()
