from pydantic import Field

from .base_model import BaseModel
from .fragments import Desk, Neighbours, UserRow


class UsersRead(BaseModel):
    viewer: "UsersReadViewer"
    users: "UsersReadUsers"


UsersReadViewer = Desk


class UsersReadUsers(BaseModel):
    total_count: int = Field(alias="totalCount")
    nodes: list["UsersReadUsersNodes"]
    page_info: "UsersReadUsersPageInfo" = Field(alias="pageInfo")


UsersReadUsersNodes = UserRow
UsersReadUsersPageInfo = Neighbours
UsersRead.model_rebuild()
UsersReadUsers.model_rebuild()
