from .base_model import BaseModel
from .fragments import Desk


class HomeRead(BaseModel):
    viewer: "HomeReadViewer"


HomeReadViewer = Desk
HomeRead.model_rebuild()
