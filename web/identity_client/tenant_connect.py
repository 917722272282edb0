from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    MicrosoftConnection,
    MicrosoftConnectionTenant,  # noqa: F401
    Refusal,
)


class TenantConnect(BaseModel):
    tenant_connect: Union[
        "TenantConnectTenantConnectConnection",
        "TenantConnectTenantConnectLastOwner",
        "TenantConnectTenantConnectPermissionDenied",
        "TenantConnectTenantConnectSignInRefused",
    ] = Field(alias="tenantConnect", discriminator="typename__")


class TenantConnectTenantConnectConnection(MicrosoftConnection):
    typename__: Literal["Connection"] = Field(alias="__typename")


class TenantConnectTenantConnectLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class TenantConnectTenantConnectPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class TenantConnectTenantConnectSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


TenantConnect.model_rebuild()
