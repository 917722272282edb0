from typing import Optional

from .base_model import BaseModel
from .fragments import User


class UserRead(BaseModel):
    user: Optional["UserReadUser"]


UserReadUser = User
UserRead.model_rebuild()
