from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Operator


class AddressInput(BaseModel):
    formatted: Optional[str] = None
    street_address: Optional[str] = Field(alias="streetAddress", default=None)
    locality: Optional[str] = None
    region: Optional[str] = None
    postal_code: Optional[str] = Field(alias="postalCode", default=None)
    country: Optional[str] = None
    type_: Optional[str] = Field(alias="type", default=None)
    primary: Optional[bool] = None


class Comparison(BaseModel):
    """Compares one attribute with a value. A multi-valued attribute matches when any element does."""

    attribute: str
    "SCIM attribute name: userName, name.familyName, emails.value, enterprise.department, members.value, meta.lastModified"
    operator: Operator
    value: Any
    "A string, a boolean or a number."


class ElementFilter(BaseModel):
    """Some element of a multi-valued attribute satisfies the filter; names inside are sub-attributes."""

    attribute: str
    filter_: "Filter" = Field(alias="filter")


class EnterpriseUserInput(BaseModel):
    employee_number: Optional[str] = Field(alias="employeeNumber", default=None)
    cost_center: Optional[str] = Field(alias="costCenter", default=None)
    organization: Optional[str] = None
    division: Optional[str] = None
    department: Optional[str] = None
    manager: Optional[str] = None
    "The manager's user id as the client sent it; it need not be known."


class Filter(BaseModel):
    and_: Optional[list["Filter"]] = Field(alias="and", default=None)
    or_: Optional[list["Filter"]] = Field(alias="or", default=None)
    not_: Optional["Filter"] = Field(alias="not", default=None)
    compare: Optional["Comparison"] = None
    present: Optional[str] = None
    "The attribute has a value (RFC 7644: pr)."
    element: Optional["ElementFilter"] = None


class GroupChanges(BaseModel):
    display_name: Optional[str] = Field(alias="displayName", default=None)
    external_id: Optional[str] = Field(alias="externalId", default=None)
    extensions: Optional[Any] = None
    replace_members: Optional[list[str]] = Field(alias="replaceMembers", default=None)
    "The whole new set of member ids; applied before addMembers and removeMembers."
    add_members: Optional[list[str]] = Field(alias="addMembers", default=None)
    remove_members: Optional[list[str]] = Field(alias="removeMembers", default=None)


class GroupInput(BaseModel):
    display_name: str = Field(alias="displayName")
    external_id: Optional[str] = Field(alias="externalId", default=None)
    extensions: Optional[Any] = None
    members: Optional[list[str]] = None


class MultiValueInput(BaseModel):
    value: Optional[str] = None
    display: Optional[str] = None
    type_: Optional[str] = Field(alias="type", default=None)
    primary: Optional[bool] = None


class NameInput(BaseModel):
    formatted: Optional[str] = None
    family_name: Optional[str] = Field(alias="familyName", default=None)
    given_name: Optional[str] = Field(alias="givenName", default=None)
    middle_name: Optional[str] = Field(alias="middleName", default=None)
    honorific_prefix: Optional[str] = Field(alias="honorificPrefix", default=None)
    honorific_suffix: Optional[str] = Field(alias="honorificSuffix", default=None)


class Sort(BaseModel):
    attribute: str
    descending: bool = False


class UserChanges(BaseModel):
    """Absent leaves an attribute as it is; null or an empty list clears it."""

    external_id: Optional[str] = Field(alias="externalId", default=None)
    user_name: Optional[str] = Field(alias="userName", default=None)
    active: Optional[bool] = None
    name: Optional["NameInput"] = None
    display_name: Optional[str] = Field(alias="displayName", default=None)
    nick_name: Optional[str] = Field(alias="nickName", default=None)
    profile_url: Optional[str] = Field(alias="profileUrl", default=None)
    title: Optional[str] = None
    user_type: Optional[str] = Field(alias="userType", default=None)
    preferred_language: Optional[str] = Field(alias="preferredLanguage", default=None)
    locale: Optional[str] = None
    timezone: Optional[str] = None
    emails: Optional[list["MultiValueInput"]] = None
    phone_numbers: Optional[list["MultiValueInput"]] = Field(
        alias="phoneNumbers", default=None
    )
    ims: Optional[list["MultiValueInput"]] = None
    photos: Optional[list["MultiValueInput"]] = None
    addresses: Optional[list["AddressInput"]] = None
    entitlements: Optional[list["MultiValueInput"]] = None
    roles: Optional[list["MultiValueInput"]] = None
    x_509_certificates: Optional[list["MultiValueInput"]] = Field(
        alias="x509Certificates", default=None
    )
    enterprise: Optional["EnterpriseUserInput"] = None
    extensions: Optional[Any] = None


class UserInput(BaseModel):
    user_name: str = Field(alias="userName")
    external_id: Optional[str] = Field(alias="externalId", default=None)
    active: Optional[bool] = None
    name: Optional["NameInput"] = None
    display_name: Optional[str] = Field(alias="displayName", default=None)
    nick_name: Optional[str] = Field(alias="nickName", default=None)
    profile_url: Optional[str] = Field(alias="profileUrl", default=None)
    title: Optional[str] = None
    user_type: Optional[str] = Field(alias="userType", default=None)
    preferred_language: Optional[str] = Field(alias="preferredLanguage", default=None)
    locale: Optional[str] = None
    timezone: Optional[str] = None
    emails: Optional[list["MultiValueInput"]] = None
    phone_numbers: Optional[list["MultiValueInput"]] = Field(
        alias="phoneNumbers", default=None
    )
    ims: Optional[list["MultiValueInput"]] = None
    photos: Optional[list["MultiValueInput"]] = None
    addresses: Optional[list["AddressInput"]] = None
    entitlements: Optional[list["MultiValueInput"]] = None
    roles: Optional[list["MultiValueInput"]] = None
    x_509_certificates: Optional[list["MultiValueInput"]] = Field(
        alias="x509Certificates", default=None
    )
    enterprise: Optional["EnterpriseUserInput"] = None
    extensions: Optional[Any] = None


ElementFilter.model_rebuild()
Filter.model_rebuild()
UserChanges.model_rebuild()
UserInput.model_rebuild()
