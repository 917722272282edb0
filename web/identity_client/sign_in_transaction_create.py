from typing import Any, Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class SignInTransactionCreate(BaseModel):
    sign_in_transaction_create: Union[
        "SignInTransactionCreateSignInTransactionCreateInvalidInput",
        "SignInTransactionCreateSignInTransactionCreateNotFound",
        "SignInTransactionCreateSignInTransactionCreatePermissionDenied",
        "SignInTransactionCreateSignInTransactionCreateSignInRefused",
        "SignInTransactionCreateSignInTransactionCreateSignInTransactionCreated",
    ] = Field(alias="signInTransactionCreate", discriminator="typename__")


class SignInTransactionCreateSignInTransactionCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class SignInTransactionCreateSignInTransactionCreateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class SignInTransactionCreateSignInTransactionCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class SignInTransactionCreateSignInTransactionCreateSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


class SignInTransactionCreateSignInTransactionCreateSignInTransactionCreated(BaseModel):
    typename__: Literal["SignInTransactionCreated"] = Field(alias="__typename")
    expires_at: Any = Field(alias="expiresAt")


SignInTransactionCreate.model_rebuild()
