from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class SessionLifetimesUpdate(BaseModel):
    organisation_update: Union[
        "SessionLifetimesUpdateOrganisationUpdateInvalidInput",
        "SessionLifetimesUpdateOrganisationUpdateNotFound",
        "SessionLifetimesUpdateOrganisationUpdateOrganisation",
        "SessionLifetimesUpdateOrganisationUpdatePermissionDenied",
    ] = Field(alias="organisationUpdate", discriminator="typename__")


class SessionLifetimesUpdateOrganisationUpdateInvalidInput(BaseModel):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")
    message: str


class SessionLifetimesUpdateOrganisationUpdateNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class SessionLifetimesUpdateOrganisationUpdateOrganisation(BaseModel):
    typename__: Literal["Organisation"] = Field(alias="__typename")
    id: str


class SessionLifetimesUpdateOrganisationUpdatePermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


SessionLifetimesUpdate.model_rebuild()
