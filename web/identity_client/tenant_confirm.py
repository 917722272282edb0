from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    Refusal,
    SignedIn,
    SignedInOrganisation,
    SignedInSession,
)


class TenantConfirm(BaseModel):
    tenant_confirm: Union[
        "TenantConfirmTenantConfirmSessionStarted",
        "TenantConfirmTenantConfirmSignInRefused",
    ] = Field(alias="tenantConfirm", discriminator="typename__")


class TenantConfirmTenantConfirmSessionStarted(SignedIn):
    typename__: Literal["SessionStarted"] = Field(alias="__typename")


class TenantConfirmTenantConfirmSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


TenantConfirm.model_rebuild()
