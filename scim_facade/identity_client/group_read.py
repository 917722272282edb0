from typing import Optional

from .base_model import BaseModel
from .fragments import Group


class GroupRead(BaseModel):
    group: Optional["GroupReadGroup"]


GroupReadGroup = Group
GroupRead.model_rebuild()
