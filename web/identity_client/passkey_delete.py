from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class PasskeyDelete(BaseModel):
    passkey_delete: Union[
        "PasskeyDeletePasskeyDeleteLastOwner",
        "PasskeyDeletePasskeyDeleteNotFound",
        "PasskeyDeletePasskeyDeletePasskeyDeleted",
        "PasskeyDeletePasskeyDeletePermissionDenied",
    ] = Field(alias="passkeyDelete", discriminator="typename__")


class PasskeyDeletePasskeyDeleteLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class PasskeyDeletePasskeyDeleteNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class PasskeyDeletePasskeyDeletePasskeyDeleted(BaseModel):
    typename__: Literal["PasskeyDeleted"] = Field(alias="__typename")
    id: str


class PasskeyDeletePasskeyDeletePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


PasskeyDelete.model_rebuild()
