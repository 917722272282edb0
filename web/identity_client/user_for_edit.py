from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Source
from .fragments import Desk, Value


class UserForEdit(BaseModel):
    viewer: "UserForEditViewer"
    user: Optional["UserForEditUser"]


UserForEditViewer = Desk


class UserForEditUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    active: bool
    version: int
    source: Source
    name: Optional["UserForEditUserName"]
    emails: list["UserForEditUserEmails"]


class UserForEditUserName(BaseModel):
    formatted: Optional[str]
    family_name: Optional[str] = Field(alias="familyName")
    given_name: Optional[str] = Field(alias="givenName")
    middle_name: Optional[str] = Field(alias="middleName")
    honorific_prefix: Optional[str] = Field(alias="honorificPrefix")
    honorific_suffix: Optional[str] = Field(alias="honorificSuffix")


UserForEditUserEmails = Value
UserForEdit.model_rebuild()
UserForEditUser.model_rebuild()
