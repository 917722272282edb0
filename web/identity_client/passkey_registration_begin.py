from typing import Any, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class PasskeyRegistrationBegin(BaseModel):
    passkey_registration_begin: Union[
        "PasskeyRegistrationBeginPasskeyRegistrationBeginPasskeyOptions",
        "PasskeyRegistrationBeginPasskeyRegistrationBeginPermissionDenied",
    ] = Field(alias="passkeyRegistrationBegin", discriminator="typename__")


class PasskeyRegistrationBeginPasskeyRegistrationBeginPasskeyOptions(BaseModel):
    typename__: Literal["PasskeyOptions"] = Field(alias="__typename")
    public_key: Any = Field(alias="publicKey")


class PasskeyRegistrationBeginPasskeyRegistrationBeginPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


PasskeyRegistrationBegin.model_rebuild()
