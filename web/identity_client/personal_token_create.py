from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class PersonalTokenCreate(BaseModel):
    personal_token_create: Union[
        "PersonalTokenCreatePersonalTokenCreateInvalidInput",
        "PersonalTokenCreatePersonalTokenCreatePermissionDenied",
        "PersonalTokenCreatePersonalTokenCreatePersonalTokenCreated",
    ] = Field(alias="personalTokenCreate", discriminator="typename__")


class PersonalTokenCreatePersonalTokenCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class PersonalTokenCreatePersonalTokenCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class PersonalTokenCreatePersonalTokenCreatePersonalTokenCreated(BaseModel):
    typename__: Literal["PersonalTokenCreated"] = Field(alias="__typename")
    secret: str
    personal_token: "PersonalTokenCreatePersonalTokenCreatePersonalTokenCreatedPersonalToken" = Field(
        alias="personalToken"
    )


class PersonalTokenCreatePersonalTokenCreatePersonalTokenCreatedPersonalToken(
    BaseModel
):
    name: str


PersonalTokenCreate.model_rebuild()
PersonalTokenCreatePersonalTokenCreatePersonalTokenCreated.model_rebuild()
