from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel


class SetupLinkRead(BaseModel):
    setup_link: Optional["SetupLinkReadSetupLink"] = Field(alias="setupLink")


class SetupLinkReadSetupLink(BaseModel):
    organisation_name: str = Field(alias="organisationName")
    organisation_slug: str = Field(alias="organisationSlug")
    user_name: str = Field(alias="userName")
    expires_at: Any = Field(alias="expiresAt")


SetupLinkRead.model_rebuild()
