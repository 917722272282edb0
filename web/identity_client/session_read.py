from typing import Optional

from .base_model import BaseModel
from .enums import ActorKind, SignInMethod


class SessionRead(BaseModel):
    viewer: "SessionReadViewer"


class SessionReadViewer(BaseModel):
    kind: ActorKind
    organisation: Optional["SessionReadViewerOrganisation"]
    session: Optional["SessionReadViewerSession"]


class SessionReadViewerOrganisation(BaseModel):
    slug: str


class SessionReadViewerSession(BaseModel):
    method: SignInMethod


SessionRead.model_rebuild()
SessionReadViewer.model_rebuild()
