from typing import Any

from pydantic import Field

from .base_model import BaseModel


class PasskeySignInBegin(BaseModel):
    passkey_sign_in_begin: "PasskeySignInBeginPasskeySignInBegin" = Field(
        alias="passkeySignInBegin"
    )


class PasskeySignInBeginPasskeySignInBegin(BaseModel):
    public_key: Any = Field(alias="publicKey")


PasskeySignInBegin.model_rebuild()
