from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ActivityKind, ActivityOutcome, Conformance, Operator, SignInPurpose


class AccessTokenInput(BaseModel):
    connection_id: str = Field(alias="connectionId")
    expires_at: Optional[Any] = Field(alias="expiresAt", default=None)
    name: str = "SCIM"


class ActivityFilter(BaseModel):
    """What is given has to hold."""

    actor_id: Optional[str] = Field(alias="actorId", default=None)
    "The token or the person who did it."
    connection_id: Optional[str] = Field(alias="connectionId", default=None)
    group_id: Optional[str] = Field(alias="groupId", default=None)
    kind: Optional[ActivityKind] = None
    outcomes: Optional[list[ActivityOutcome]] = None
    person_id: Optional[str] = Field(alias="personId", default=None)
    "Of the person, or of a group as far as they were put into it or taken out."
    request_id: Optional[str] = Field(alias="requestId", default=None)
    since: Optional[Any] = None
    until: Optional[Any] = None


class AddressInput(BaseModel):
    country: Optional[str] = None
    formatted: Optional[str] = None
    locality: Optional[str] = None
    postal_code: Optional[str] = Field(alias="postalCode", default=None)
    primary: Optional[bool] = None
    region: Optional[str] = None
    street_address: Optional[str] = Field(alias="streetAddress", default=None)
    type_: Optional[str] = Field(alias="type", default=None)


class Comparison(BaseModel):
    """Compares one attribute with a value. A multi-valued attribute matches when any element does."""

    attribute: str
    "SCIM attribute name: userName, name.familyName, emails.value, enterprise.department, members.value, meta.lastModified"
    operator: Operator
    value: Any
    "A string, a boolean or a number."


class ConnectionChanges(BaseModel):
    """Absent leaves it as it is. From the next request on, requests are read by a changed conformance."""

    conformance: Optional[Conformance] = None
    just_in_time: Optional[bool] = Field(alias="justInTime", default=None)
    "Whether a first sign-in may create a person. The connection's next SCIM request turns it off."
    microsoft_sign_in: Optional[bool] = Field(alias="microsoftSignIn", default=None)
    "Whether people sign in with Microsoft. Switching it off ends the sessions that Microsoft opened."
    name: Optional[str] = None


class ConnectionSetupLinkInput(BaseModel):
    connection_id: str = Field(alias="connectionId")
    expires_at: Optional[Any] = Field(alias="expiresAt", default=None)
    "7 days from now unless given; 30 at most."
    label: str
    "Whom the link is for, such as `Jo of IT`."
    reason: Optional[str] = None
    "Stands in the organisation's audit log. The operator has to give one."


class ConnectionSetupLinkOpenInput(BaseModel):
    secret: str
    "What the link ends with."


class ElementFilter(BaseModel):
    """Some element of a multi-valued attribute satisfies the filter; names inside are sub-attributes."""

    attribute: str
    filter_: "Filter" = Field(alias="filter")


class EnterpriseUserInput(BaseModel):
    cost_center: Optional[str] = Field(alias="costCenter", default=None)
    department: Optional[str] = None
    division: Optional[str] = None
    employee_number: Optional[str] = Field(alias="employeeNumber", default=None)
    manager: Optional[str] = None
    "The manager's user id as the client sent it; it need not be known."
    organization: Optional[str] = None


class ExtensionSchemaInput(BaseModel):
    attributes: list["SchemaAttributeInput"]
    description: str = ""
    name: str
    urn: str
    "urn:ietf:params:scim:schemas:extension:<Name>:2.0:User, or …:Group for what extends groups."


class Filter(BaseModel):
    and_: Optional[list["Filter"]] = Field(alias="and", default=None)
    compare: Optional["Comparison"] = None
    element: Optional["ElementFilter"] = None
    not_: Optional["Filter"] = Field(alias="not", default=None)
    or_: Optional[list["Filter"]] = Field(alias="or", default=None)
    present: Optional[str] = None
    "The attribute has a value (RFC 7644: pr)."


class MicrosoftSignInInput(BaseModel):
    browser: str
    "The secret of the browser that redeemed the transaction."
    id_token: str = Field(alias="idToken")
    user_agent: Optional[str] = Field(alias="userAgent", default=None)


class MultiValueInput(BaseModel):
    display: Optional[str] = None
    primary: Optional[bool] = None
    type_: Optional[str] = Field(alias="type", default=None)
    value: Optional[str] = None


class NameInput(BaseModel):
    family_name: Optional[str] = Field(alias="familyName", default=None)
    formatted: Optional[str] = None
    given_name: Optional[str] = Field(alias="givenName", default=None)
    honorific_prefix: Optional[str] = Field(alias="honorificPrefix", default=None)
    honorific_suffix: Optional[str] = Field(alias="honorificSuffix", default=None)
    middle_name: Optional[str] = Field(alias="middleName", default=None)


class OrganisationChanges(BaseModel):
    """What is absent stays as it is. A lifetime that is null is as long as the operator lets it."""

    name: Optional[str] = None
    session_idle_seconds: Optional[int] = Field(
        alias="sessionIdleSeconds", default=None
    )
    session_lifetime_seconds: Optional[int] = Field(
        alias="sessionLifetimeSeconds", default=None
    )


class OrganisationInput(BaseModel):
    name: str
    owner: str
    "userName of the first owner, who stands in the organisation from the start."
    slug: str


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


class PersonalTokenInput(BaseModel):
    expires_at: Optional[Any] = Field(alias="expiresAt", default=None)
    "90 days from now unless given; 366 at most."
    name: str


class SchemaAttributeInput(BaseModel):
    """An attribute of a schema, with the characteristics of RFC 7643 §7."""

    canonical_values: list[str] = Field(
        alias="canonicalValues", default_factory=lambda: []
    )
    "Suggestions; others are accepted, too."
    case_exact: bool = Field(alias="caseExact", default=False)
    description: str = ""
    multi_valued: bool = Field(alias="multiValued", default=False)
    name: str
    reference_types: list[str] = Field(
        alias="referenceTypes", default_factory=lambda: []
    )
    required: bool = False
    "Whoever has the extension has the attribute."
    sub_attributes: list["SchemaAttributeInput"] = Field(
        alias="subAttributes", default_factory=lambda: []
    )
    "Of an attribute of type complex, whose own are not complex."
    type_: str = Field(alias="type")
    "string, boolean, decimal, integer, dateTime, reference, binary or complex."
    uniqueness: str = "none"
    "none, or server: no two of the organisation's resources hold the same value."


class SetupLinkInput(BaseModel):
    organisation: str
    "The slug of the organisation."
    reason: str
    "Stands in the organisation's audit log."
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


class Sort(BaseModel):
    attribute: str
    descending: bool = False


class SupportSessionInput(BaseModel):
    organisation: str
    "The slug of the organisation."
    reason: str
    "Stands in the organisation's audit log."


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
    replacing: Optional[str] = None
    "The tenant that is connected and is to make room; who came in by it is signed out."


class UserChanges(BaseModel):
    """Absent leaves an attribute as it is; null or an empty list clears it."""

    active: Optional[bool] = None
    addresses: Optional[list["AddressInput"]] = None
    display_name: Optional[str] = Field(alias="displayName", default=None)
    emails: Optional[list["MultiValueInput"]] = None
    enterprise: Optional["EnterpriseUserInput"] = None
    entitlements: Optional[list["MultiValueInput"]] = None
    extensions: Optional[Any] = None
    external_id: Optional[str] = Field(alias="externalId", default=None)
    ims: Optional[list["MultiValueInput"]] = None
    locale: Optional[str] = None
    name: Optional["NameInput"] = None
    nick_name: Optional[str] = Field(alias="nickName", default=None)
    phone_numbers: Optional[list["MultiValueInput"]] = Field(
        alias="phoneNumbers", default=None
    )
    photos: Optional[list["MultiValueInput"]] = None
    preferred_language: Optional[str] = Field(alias="preferredLanguage", default=None)
    profile_url: Optional[str] = Field(alias="profileUrl", default=None)
    roles: Optional[list["MultiValueInput"]] = None
    timezone: Optional[str] = None
    title: Optional[str] = None
    user_name: Optional[str] = Field(alias="userName", default=None)
    user_type: Optional[str] = Field(alias="userType", default=None)
    x_509_certificates: Optional[list["MultiValueInput"]] = Field(
        alias="x509Certificates", default=None
    )


ElementFilter.model_rebuild()
ExtensionSchemaInput.model_rebuild()
Filter.model_rebuild()
SchemaAttributeInput.model_rebuild()
UserChanges.model_rebuild()
