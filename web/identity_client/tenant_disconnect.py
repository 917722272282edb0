from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    MicrosoftConnection,
    MicrosoftConnectionTenant,  # noqa: F401
)


class TenantDisconnect(BaseModel):
    tenant_disconnect: Union[
        "TenantDisconnectTenantDisconnectConnection",
        "TenantDisconnectTenantDisconnectLastOwner",
        "TenantDisconnectTenantDisconnectNotFound",
        "TenantDisconnectTenantDisconnectPermissionDenied",
    ] = Field(alias="tenantDisconnect", discriminator="typename__")


class TenantDisconnectTenantDisconnectConnection(MicrosoftConnection):
    typename__: Literal["Connection"] = Field(alias="__typename")


class TenantDisconnectTenantDisconnectLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class TenantDisconnectTenantDisconnectNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class TenantDisconnectTenantDisconnectPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


TenantDisconnect.model_rebuild()
