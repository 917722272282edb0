from .base_model import BaseModel
from .fragments import OperatorDesk


class OperatorRead(BaseModel):
    viewer: "OperatorReadViewer"


OperatorReadViewer = OperatorDesk
OperatorRead.model_rebuild()
