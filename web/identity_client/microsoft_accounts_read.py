from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class MicrosoftAccountsRead(BaseModel):
    viewer: "MicrosoftAccountsReadViewer"


class MicrosoftAccountsReadViewer(BaseModel):
    user: Optional["MicrosoftAccountsReadViewerUser"]


class MicrosoftAccountsReadViewerUser(BaseModel):
    microsoft_accounts: list["MicrosoftAccountsReadViewerUserMicrosoftAccounts"] = (
        Field(alias="microsoftAccounts")
    )


class MicrosoftAccountsReadViewerUserMicrosoftAccounts(BaseModel):
    tenant_id: str = Field(alias="tenantId")


MicrosoftAccountsRead.model_rebuild()
MicrosoftAccountsReadViewer.model_rebuild()
MicrosoftAccountsReadViewerUser.model_rebuild()
