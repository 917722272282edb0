from .base_model import BaseModel
from .enums import ActorKind


class ViewerRead(BaseModel):
    viewer: "ViewerReadViewer"


class ViewerReadViewer(BaseModel):
    kind: ActorKind


ViewerRead.model_rebuild()
