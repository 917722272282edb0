from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ResourceType


class SchemaAttribute(BaseModel):
    name: str
    type_: str = Field(alias="type")
    description: str
    multi_valued: bool = Field(alias="multiValued")
    required: bool
    case_exact: bool = Field(alias="caseExact")
    uniqueness: str
    canonical_values: list[str] = Field(alias="canonicalValues")
    reference_types: list[str] = Field(alias="referenceTypes")


class ExtensionSchema(BaseModel):
    urn: str
    resource_type: ResourceType = Field(alias="resourceType")
    name: str
    description: str
    attributes: list["ExtensionSchemaAttributes"]


class ExtensionSchemaAttributes(SchemaAttribute):
    sub_attributes: list["ExtensionSchemaAttributesSubAttributes"] = Field(
        alias="subAttributes"
    )


class ExtensionSchemaAttributesSubAttributes(SchemaAttribute):
    pass


class MemberPage(BaseModel):
    nodes: list["MemberPageNodes"]
    page_info: "MemberPagePageInfo" = Field(alias="pageInfo")


class MemberPageNodes(BaseModel):
    value: str
    display: Optional[str]
    type_: str = Field(alias="type")


class MemberPagePageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class FoundGroup(BaseModel):
    id: str
    external_id: Optional[str] = Field(alias="externalId")
    group_name: str = Field(alias="groupName")
    version: int
    meta: "FoundGroupMeta"
    extensions: Optional[Any] = None
    members: Optional["FoundGroupMembers"] = None


class FoundGroupMeta(BaseModel):
    created: Any
    last_modified: Any = Field(alias="lastModified")


class FoundGroupMembers(MemberPage):
    pass


class Group(BaseModel):
    id: str
    external_id: Optional[str] = Field(alias="externalId")
    display_name: str = Field(alias="displayName")
    version: int
    meta: "GroupMeta"
    extensions: Optional[Any] = None
    members: Optional["GroupMembers"] = None


class GroupMeta(BaseModel):
    created: Any
    last_modified: Any = Field(alias="lastModified")


class GroupMembers(MemberPage):
    pass


class GroupNameTaken(BaseModel):
    message: str
    display_name: str = Field(alias="displayName")
    existing_id: Optional[str] = Field(alias="existingId")


class InvalidInput(BaseModel):
    message: str
    field: str


class LastOwner(BaseModel):
    message: str


class MultiValue(BaseModel):
    value: Optional[str]
    display: Optional[str]
    type_: Optional[str] = Field(alias="type")
    primary: Optional[bool]


class NotFound(BaseModel):
    message: str
    id: str


class PageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    has_previous_page: bool = Field(alias="hasPreviousPage")
    start_cursor: Optional[str] = Field(alias="startCursor")
    end_cursor: Optional[str] = Field(alias="endCursor")


class PermissionDenied(BaseModel):
    message: str


class User(BaseModel):
    id: str
    external_id: Optional[str] = Field(alias="externalId")
    user_name: str = Field(alias="userName")
    active: bool
    version: int
    meta: "UserMeta"
    name: Optional["UserName"] = None
    display_name: Optional[str] = Field(alias="displayName", default=None)
    nick_name: Optional[str] = Field(alias="nickName", default=None)
    profile_url: Optional[str] = Field(alias="profileUrl", default=None)
    title: Optional[str] = None
    user_type: Optional[str] = Field(alias="userType", default=None)
    preferred_language: Optional[str] = Field(alias="preferredLanguage", default=None)
    locale: Optional[str] = None
    timezone: Optional[str] = None
    emails: Optional[list["UserEmails"]] = None
    phone_numbers: Optional[list["UserPhoneNumbers"]] = Field(
        alias="phoneNumbers", default=None
    )
    ims: Optional[list["UserIms"]] = None
    photos: Optional[list["UserPhotos"]] = None
    addresses: Optional[list["UserAddresses"]] = None
    entitlements: Optional[list["UserEntitlements"]] = None
    roles: Optional[list["UserRoles"]] = None
    x_509_certificates: Optional[list["UserX509Certificates"]] = Field(
        alias="x509Certificates", default=None
    )
    groups: Optional[list["UserGroups"]] = None
    enterprise: Optional["UserEnterprise"] = None
    extensions: Optional[Any] = None


class UserMeta(BaseModel):
    created: Any
    last_modified: Any = Field(alias="lastModified")


class UserName(BaseModel):
    formatted: Optional[str]
    family_name: Optional[str] = Field(alias="familyName")
    given_name: Optional[str] = Field(alias="givenName")
    middle_name: Optional[str] = Field(alias="middleName")
    honorific_prefix: Optional[str] = Field(alias="honorificPrefix")
    honorific_suffix: Optional[str] = Field(alias="honorificSuffix")


class UserEmails(MultiValue):
    pass


class UserPhoneNumbers(MultiValue):
    pass


class UserIms(MultiValue):
    pass


class UserPhotos(MultiValue):
    pass


class UserAddresses(BaseModel):
    formatted: Optional[str]
    street_address: Optional[str] = Field(alias="streetAddress")
    locality: Optional[str]
    region: Optional[str]
    postal_code: Optional[str] = Field(alias="postalCode")
    country: Optional[str]
    type_: Optional[str] = Field(alias="type")
    primary: Optional[bool]


class UserEntitlements(MultiValue):
    pass


class UserRoles(MultiValue):
    pass


class UserX509Certificates(MultiValue):
    pass


class UserGroups(BaseModel):
    value: str
    display: str
    type_: str = Field(alias="type")


class UserEnterprise(BaseModel):
    employee_number: Optional[str] = Field(alias="employeeNumber")
    cost_center: Optional[str] = Field(alias="costCenter")
    organization: Optional[str]
    division: Optional[str]
    department: Optional[str]
    manager: Optional["UserEnterpriseManager"] = None


class UserEnterpriseManager(BaseModel):
    value: str
    display_name: Optional[str] = Field(alias="displayName")


class UserNameTaken(BaseModel):
    message: str
    user_name: str = Field(alias="userName")
    existing_id: Optional[str] = Field(alias="existingId")


class ValueTaken(BaseModel):
    message: str
    attribute: str
    value: str
    existing_id: Optional[str] = Field(alias="existingId")


class VersionConflict(BaseModel):
    message: str
    current_version: int = Field(alias="currentVersion")


SchemaAttribute.model_rebuild()
ExtensionSchema.model_rebuild()
MemberPage.model_rebuild()
FoundGroup.model_rebuild()
Group.model_rebuild()
GroupNameTaken.model_rebuild()
InvalidInput.model_rebuild()
LastOwner.model_rebuild()
MultiValue.model_rebuild()
NotFound.model_rebuild()
PageInfo.model_rebuild()
PermissionDenied.model_rebuild()
User.model_rebuild()
UserNameTaken.model_rebuild()
ValueTaken.model_rebuild()
VersionConflict.model_rebuild()
