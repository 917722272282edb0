from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Operator


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


class Filter(BaseModel):
    and_: Optional[list["Filter"]] = Field(alias="and", default=None)
    compare: Optional["Comparison"] = None
    element: Optional["ElementFilter"] = None
    not_: Optional["Filter"] = Field(alias="not", default=None)
    or_: Optional[list["Filter"]] = Field(alias="or", default=None)
    present: Optional[str] = None
    "The attribute has a value (RFC 7644: pr)."


class GroupChanges(BaseModel):
    add_members: Optional[list[str]] = Field(alias="addMembers", default=None)
    display_name: Optional[str] = Field(alias="displayName", default=None)
    extensions: Optional[Any] = None
    "Changed attribute by attribute; null takes one, or a whole extension, away."
    external_id: Optional[str] = Field(alias="externalId", default=None)
    remove_members: Optional[list[str]] = Field(alias="removeMembers", default=None)
    remove_members_where: Optional["Filter"] = Field(
        alias="removeMembersWhere", default=None
    )
    "Takes out the members that satisfy a filter over value, type and display; applied last."
    replace_members: Optional[list[str]] = Field(alias="replaceMembers", default=None)
    "The whole new set of members, users and groups, by id; applied before addMembers and removeMembers."


class GroupInput(BaseModel):
    display_name: str = Field(alias="displayName")
    extensions: Optional[Any] = None
    external_id: Optional[str] = Field(alias="externalId", default=None)
    members: Optional[list[str]] = None


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


class RuleUseInput(BaseModel):
    rule: str
    uses: int


class Sort(BaseModel):
    attribute: str
    descending: bool = False


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


class UserInput(BaseModel):
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
    user_name: str = Field(alias="userName")
    user_type: Optional[str] = Field(alias="userType", default=None)
    x_509_certificates: Optional[list["MultiValueInput"]] = Field(
        alias="x509Certificates", default=None
    )


ElementFilter.model_rebuild()
Filter.model_rebuild()
GroupChanges.model_rebuild()
UserChanges.model_rebuild()
UserInput.model_rebuild()
