from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel


class ConnectionSetupLinkRead(BaseModel):
    connection_setup_link: Optional["ConnectionSetupLinkReadConnectionSetupLink"] = (
        Field(alias="connectionSetupLink")
    )


class ConnectionSetupLinkReadConnectionSetupLink(BaseModel):
    organisation_name: str = Field(alias="organisationName")
    label: str
    expires_at: Any = Field(alias="expiresAt")


ConnectionSetupLinkRead.model_rebuild()
