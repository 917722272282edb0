from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import SignInPurpose
from .fragments import Refusal


class SignInTransactionRedeem(BaseModel):
    sign_in_transaction_redeem: Union[
        "SignInTransactionRedeemSignInTransactionRedeemSignInRefused",
        "SignInTransactionRedeemSignInTransactionRedeemSignInTransactionRedeemed",
    ] = Field(alias="signInTransactionRedeem", discriminator="typename__")


class SignInTransactionRedeemSignInTransactionRedeemSignInRefused(Refusal):
    typename__: Literal["SignInRefused"] = Field(alias="__typename")
    message: str


class SignInTransactionRedeemSignInTransactionRedeemSignInTransactionRedeemed(
    BaseModel
):
    typename__: Literal["SignInTransactionRedeemed"] = Field(alias="__typename")
    purpose: SignInPurpose
    sealed: str


SignInTransactionRedeem.model_rebuild()
