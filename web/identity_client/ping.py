from pydantic import Field

from .base_model import BaseModel


class Ping(BaseModel):
    typename__: str = Field(alias="__typename")
