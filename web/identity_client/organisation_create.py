from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class OrganisationCreate(BaseModel):
    organisation_create: Union[
        "OrganisationCreateOrganisationCreateInvalidInput",
        "OrganisationCreateOrganisationCreateOrganisationCreated",
        "OrganisationCreateOrganisationCreatePermissionDenied",
        "OrganisationCreateOrganisationCreateSlugTaken",
    ] = Field(alias="organisationCreate", discriminator="typename__")


class OrganisationCreateOrganisationCreateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class OrganisationCreateOrganisationCreateOrganisationCreated(BaseModel):
    typename__: Literal["OrganisationCreated"] = Field(alias="__typename")
    organisation: "OrganisationCreateOrganisationCreateOrganisationCreatedOrganisation"
    owner: "OrganisationCreateOrganisationCreateOrganisationCreatedOwner"


class OrganisationCreateOrganisationCreateOrganisationCreatedOrganisation(BaseModel):
    slug: str
    name: str


class OrganisationCreateOrganisationCreateOrganisationCreatedOwner(BaseModel):
    user_name: str = Field(alias="userName")


class OrganisationCreateOrganisationCreatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class OrganisationCreateOrganisationCreateSlugTaken(BaseModel):
    typename__: Literal["SlugTaken"] = Field(alias="__typename")
    message: str


OrganisationCreate.model_rebuild()
OrganisationCreateOrganisationCreateOrganisationCreated.model_rebuild()
