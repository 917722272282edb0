from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Conformance, SignInPurpose


class ConnectionChanges(BaseModel):
    """Absent leaves it as it is. From the next request on, requests are read by a changed conformance."""

    conformance: Optional[Conformance] = None
    just_in_time: Optional[bool] = Field(alias="justInTime", default=None)
    "Whether a first sign-in may create a person. The connection's next SCIM request turns it off."
    microsoft_sign_in: Optional[bool] = Field(alias="microsoftSignIn", default=None)
    "Whether people sign in with Microsoft. Switching it off ends the sessions that Microsoft opened."
    name: Optional[str] = None


class MicrosoftSignInInput(BaseModel):
    browser: str
    "The secret of the browser that redeemed the transaction."
    id_token: str = Field(alias="idToken")
    user_agent: Optional[str] = Field(alias="userAgent", default=None)


class PasskeyInput(BaseModel):
    credential: Any
    "The browser's answer, `PublicKeyCredential.toJSON()`."
    name: str
    "By which the person tells their passkeys apart."


class PasskeySignInInput(BaseModel):
    credential: Any
    "The browser's answer, `PublicKeyCredential.toJSON()`."
    user_agent: Optional[str] = Field(alias="userAgent", default=None)


class PasswordSetUpInput(BaseModel):
    password: str
    secret: str
    "What the set-up link ends with."
    user_agent: Optional[str] = Field(alias="userAgent", default=None)


class PasswordSignInInput(BaseModel):
    organisation: str
    "The slug of the organisation."
    password: str
    user_agent: Optional[str] = Field(alias="userAgent", default=None)
    user_name: str = Field(alias="userName")


class SignInTransactionInput(BaseModel):
    browser: str
    "A secret that only the browser's cookie holds. It is kept as a hash."
    connection_id: Optional[str] = Field(alias="connectionId", default=None)
    "The connection whose tenant is to be connected; needs the session of an admin."
    expected_tenant_id: Optional[str] = Field(alias="expectedTenantId", default=None)
    "The tenant the ID token has to be of, when it is known."
    nonce: Optional[str] = None
    "The `nonce` claim the ID token has to have; null when none follows, as from the consent page."
    purpose: SignInPurpose = SignInPurpose.SIGN_IN
    sealed: str
    "What the caller needs to go on, sealed with the browser's secret."
    state: str
    "The `state` of the authorization request. It is kept as a hash."


class TenantConfirmInput(BaseModel):
    browser: str
    "The secret of the browser that was answered `TenantUnclaimed` or `AccountUnconfirmed`."
    organisation: str
    "The slug of the organisation."
    password: str
    user_agent: Optional[str] = Field(alias="userAgent", default=None)
    user_name: str = Field(alias="userName")


class TenantConnectInput(BaseModel):
    admin_consented: bool = Field(alias="adminConsented", default=False)
    "Whether the way led through Microsoft's consent page for administrators."
    browser: str
    "The secret of the browser that redeemed the transaction."
    id_token: str = Field(alias="idToken")
