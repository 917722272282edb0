from typing import Optional

from .base_model import BaseModel
from .fragments import User


class MeRead(BaseModel):
    viewer: "MeReadViewer"


class MeReadViewer(BaseModel):
    user: Optional["MeReadViewerUser"]


MeReadViewerUser = User
MeRead.model_rebuild()
MeReadViewer.model_rebuild()
