from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class PasskeyCreate(BaseModel):
    passkey_create: Union[
        "PasskeyCreatePasskeyCreateInvalidInput",
        "PasskeyCreatePasskeyCreatePasskey",
        "PasskeyCreatePasskeyCreatePermissionDenied",
    ] = Field(alias="passkeyCreate", discriminator="typename__")


class PasskeyCreatePasskeyCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class PasskeyCreatePasskeyCreatePasskey(BaseModel):
    typename__: Literal["Passkey"] = Field(alias="__typename")
    id: str
    name: str


class PasskeyCreatePasskeyCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


PasskeyCreate.model_rebuild()
