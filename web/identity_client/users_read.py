from pydantic import Field

from .base_model import BaseModel
from .fragments import Desk, Neighbours, UserRow


class UsersRead(BaseModel):
    viewer: "UsersReadViewer"
    users: "UsersReadUsers"


UsersReadViewer = Desk


class UsersReadUsers(BaseModel):
    count_up_to: int = Field(alias="countUpTo")
    nodes: list["UsersReadUsersNodes"]
    page_info: "UsersReadUsersPageInfo" = Field(alias="pageInfo")


UsersReadUsersNodes = UserRow
UsersReadUsersPageInfo = Neighbours
UsersRead.model_rebuild()
UsersReadUsers.model_rebuild()
