from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import SignInRefusal, SignInRule
from .fragments import MicrosoftConnection, Refusal


class SignInTest(BaseModel):
    sign_in_test: Union[
        "SignInTestSignInTestNotFound",
        "SignInTestSignInTestPermissionDenied",
        "SignInTestSignInTestSignInRefused",
        "SignInTestSignInTestSignInTested",
    ] = Field(alias="signInTest", discriminator="typename__")


class SignInTestSignInTestNotFound(BaseModel):
    typename__: Literal["NotFound"] = Field(alias="__typename")
    message: str


class SignInTestSignInTestPermissionDenied(BaseModel):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")
    message: str


class SignInTestSignInTestSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


class SignInTestSignInTestSignInTested(BaseModel):
    typename__: Literal["SignInTested"] = Field(alias="__typename")
    claims: list["SignInTestSignInTestSignInTestedClaims"]
    rule: Optional[SignInRule]
    must_confirm: bool = Field(alias="mustConfirm")
    refusal: Optional[SignInRefusal]
    user: Optional["SignInTestSignInTestSignInTestedUser"]
    connection: "SignInTestSignInTestSignInTestedConnection"


class SignInTestSignInTestSignInTestedClaims(BaseModel):
    name: str
    value: str


class SignInTestSignInTestSignInTestedUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


SignInTestSignInTestSignInTestedConnection = MicrosoftConnection
SignInTest.model_rebuild()
SignInTestSignInTestSignInTested.model_rebuild()
