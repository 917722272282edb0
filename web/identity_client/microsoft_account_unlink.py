from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class MicrosoftAccountUnlink(BaseModel):
    microsoft_account_unlink: Union[
        "MicrosoftAccountUnlinkMicrosoftAccountUnlinkLastOwner",
        "MicrosoftAccountUnlinkMicrosoftAccountUnlinkNotFound",
        "MicrosoftAccountUnlinkMicrosoftAccountUnlinkPermissionDenied",
        "MicrosoftAccountUnlinkMicrosoftAccountUnlinkUser",
    ] = Field(alias="microsoftAccountUnlink", discriminator="typename__")


class MicrosoftAccountUnlinkMicrosoftAccountUnlinkLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str


class MicrosoftAccountUnlinkMicrosoftAccountUnlinkNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class MicrosoftAccountUnlinkMicrosoftAccountUnlinkPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class MicrosoftAccountUnlinkMicrosoftAccountUnlinkUser(BaseModel):
    typename__: Literal["User"] = Field(alias="__typename")
    id: str


MicrosoftAccountUnlink.model_rebuild()
