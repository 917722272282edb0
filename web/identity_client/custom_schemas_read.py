from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import CustomSchema, Desk


class CustomSchemasRead(BaseModel):
    viewer: "CustomSchemasReadViewer"
    organisation: Optional["CustomSchemasReadOrganisation"]


CustomSchemasReadViewer = Desk


class CustomSchemasReadOrganisation(BaseModel):
    id: str
    extension_schemas: list["CustomSchemasReadOrganisationExtensionSchemas"] = Field(
        alias="extensionSchemas"
    )


CustomSchemasReadOrganisationExtensionSchemas = CustomSchema
CustomSchemasRead.model_rebuild()
CustomSchemasReadOrganisation.model_rebuild()
