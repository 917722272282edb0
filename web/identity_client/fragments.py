from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    ActivityKind,
    ActivityOutcome,
    ActorKind,
    DelegationKind,
    ResourceType,
    Role,
    SignInMethod,
    SignInRefusal,
    Source,
    TokenStatus,
)


class ActivityRow(BaseModel):
    id: str
    at: Any
    kind: ActivityKind
    outcome: ActivityOutcome
    request_id: str = Field(alias="requestId")
    actor: Optional["ActivityRowActor"]
    action: str
    status: Optional[int]
    target_type: Optional[str] = Field(alias="targetType")
    target_id: Optional[str] = Field(alias="targetId")
    target_label: Optional[str] = Field(alias="targetLabel")
    message: Optional[str]
    duration_ms: float = Field(alias="durationMs")


class ActivityRowActor(BaseModel):
    kind: ActorKind
    id: str
    label: str


class Audited(BaseModel):
    id: str
    at: Any
    actor: "AuditedActor"
    action: str
    target_type: str = Field(alias="targetType")
    target_id: str = Field(alias="targetId")
    target_label: str = Field(alias="targetLabel")
    changes: list["AuditedChanges"]
    request_id: str = Field(alias="requestId")


class AuditedActor(BaseModel):
    kind: ActorKind
    id: str
    label: str


class AuditedChanges(BaseModel):
    field: str
    before: Optional[Any]
    after: Optional[Any]


class CustomAttribute(BaseModel):
    name: str
    type_: str = Field(alias="type")
    description: str
    multi_valued: bool = Field(alias="multiValued")
    required: bool
    case_exact: bool = Field(alias="caseExact")
    uniqueness: str
    canonical_values: list[str] = Field(alias="canonicalValues")
    reference_types: list[str] = Field(alias="referenceTypes")


class CustomSchema(BaseModel):
    urn: str
    resource_type: ResourceType = Field(alias="resourceType")
    name: str
    description: str
    version: int
    attributes: list["CustomSchemaAttributes"]


class CustomSchemaAttributes(CustomAttribute):
    sub_attributes: list["CustomSchemaAttributesSubAttributes"] = Field(
        alias="subAttributes"
    )


class CustomSchemaAttributesSubAttributes(CustomAttribute):
    pass


class Delegate(BaseModel):
    id: str
    label: str
    reason: Optional[str]
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


class DelegateIn(BaseModel):
    secret: str
    session: "DelegateInSession"


class DelegateInSession(BaseModel):
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")


class Desk(BaseModel):
    kind: ActorKind
    label: str
    role: Optional[Role]
    user: Optional["DeskUser"]
    organisation: Optional["DeskOrganisation"]
    delegated_session: Optional["DeskDelegatedSession"] = Field(
        alias="delegatedSession"
    )


class DeskUser(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")


class DeskOrganisation(BaseModel):
    id: str
    slug: str
    name: str


class DeskDelegatedSession(BaseModel):
    kind: DelegationKind
    label: str
    reason: Optional[str]
    expires_at: Any = Field(alias="expiresAt")


class MemberRow(BaseModel):
    value: str
    display: Optional[str]
    type_: str = Field(alias="type")


class MicrosoftConnection(BaseModel):
    id: str
    name: str
    microsoft_sign_in: bool = Field(alias="microsoftSignIn")
    just_in_time: bool = Field(alias="justInTime")
    admin_consented_at: Optional[Any] = Field(alias="adminConsentedAt")
    tenant: Optional["MicrosoftConnectionTenant"]


class MicrosoftConnectionTenant(BaseModel):
    id: str
    domain: Optional[str]
    connected_at: Any = Field(alias="connectedAt")
    connected_by: str = Field(alias="connectedBy")


class Misfit(BaseModel):
    field: str


class Neighbours(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    has_previous_page: bool = Field(alias="hasPreviousPage")
    start_cursor: Optional[str] = Field(alias="startCursor")
    end_cursor: Optional[str] = Field(alias="endCursor")


class Nonconforming(BaseModel):
    resources: int
    examples: list["NonconformingExamples"]


class NonconformingExamples(BaseModel):
    id: str
    attribute: str
    reason: str


class OperatorDesk(BaseModel):
    kind: ActorKind
    label: str


class OwnSession(BaseModel):
    id: str
    method: SignInMethod
    tenant_id: Optional[str] = Field(alias="tenantId")
    user_agent: Optional[str] = Field(alias="userAgent")
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


class Value(BaseModel):
    value: Optional[str]
    display: Optional[str]
    type_: Optional[str] = Field(alias="type")
    primary: Optional[bool]


class Profile(BaseModel):
    id: str
    external_id: Optional[str] = Field(alias="externalId")
    user_name: str = Field(alias="userName")
    active: bool
    version: int
    meta: "ProfileMeta"
    name: Optional["ProfileName"]
    display_name: Optional[str] = Field(alias="displayName")
    nick_name: Optional[str] = Field(alias="nickName")
    profile_url: Optional[str] = Field(alias="profileUrl")
    title: Optional[str]
    user_type: Optional[str] = Field(alias="userType")
    preferred_language: Optional[str] = Field(alias="preferredLanguage")
    locale: Optional[str]
    timezone: Optional[str]
    emails: list["ProfileEmails"]
    phone_numbers: list["ProfilePhoneNumbers"] = Field(alias="phoneNumbers")
    ims: list["ProfileIms"]
    photos: list["ProfilePhotos"]
    entitlements: list["ProfileEntitlements"]
    roles: list["ProfileRoles"]
    x_509_certificates: list["ProfileX509Certificates"] = Field(
        alias="x509Certificates"
    )
    addresses: list["ProfileAddresses"]
    enterprise: Optional["ProfileEnterprise"]
    extensions: Any


class ProfileMeta(BaseModel):
    created: Any
    last_modified: Any = Field(alias="lastModified")


class ProfileName(BaseModel):
    formatted: Optional[str]
    family_name: Optional[str] = Field(alias="familyName")
    given_name: Optional[str] = Field(alias="givenName")
    middle_name: Optional[str] = Field(alias="middleName")
    honorific_prefix: Optional[str] = Field(alias="honorificPrefix")
    honorific_suffix: Optional[str] = Field(alias="honorificSuffix")


class ProfileEmails(Value):
    pass


class ProfilePhoneNumbers(Value):
    pass


class ProfileIms(Value):
    pass


class ProfilePhotos(Value):
    pass


class ProfileEntitlements(Value):
    pass


class ProfileRoles(Value):
    pass


class ProfileX509Certificates(Value):
    pass


class ProfileAddresses(BaseModel):
    formatted: Optional[str]
    street_address: Optional[str] = Field(alias="streetAddress")
    locality: Optional[str]
    region: Optional[str]
    postal_code: Optional[str] = Field(alias="postalCode")
    country: Optional[str]
    type_: Optional[str] = Field(alias="type")
    primary: Optional[bool]


class ProfileEnterprise(BaseModel):
    employee_number: Optional[str] = Field(alias="employeeNumber")
    cost_center: Optional[str] = Field(alias="costCenter")
    organization: Optional[str]
    division: Optional[str]
    department: Optional[str]
    manager: Optional["ProfileEnterpriseManager"]


class ProfileEnterpriseManager(BaseModel):
    value: str
    display_name: Optional[str] = Field(alias="displayName")


class Refusal(BaseModel):
    reason: SignInRefusal
    retry_after_seconds: Optional[int] = Field(alias="retryAfterSeconds")


class SetupLink(BaseModel):
    id: str
    label: str
    created_by: str = Field(alias="createdBy")
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")
    revoked_at: Optional[Any] = Field(alias="revokedAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")


class SignedIn(BaseModel):
    secret: str
    session: "SignedInSession"
    organisation: "SignedInOrganisation"


class SignedInSession(BaseModel):
    id: str
    created_at: Any = Field(alias="createdAt")
    expires_at: Any = Field(alias="expiresAt")


class SignedInOrganisation(BaseModel):
    slug: str


class Timeline(BaseModel):
    nodes: list["TimelineNodes"]
    page_info: "TimelinePageInfo" = Field(alias="pageInfo")


class TimelineNodes(BaseModel):
    id: str
    at: Any
    action: str
    actor: "TimelineNodesActor"
    changes: list["TimelineNodesChanges"]
    request_id: str = Field(alias="requestId")


class TimelineNodesActor(BaseModel):
    kind: ActorKind
    id: str
    label: str


class TimelineNodesChanges(BaseModel):
    field: str
    before: Optional[Any]
    after: Optional[Any]


class TimelinePageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class Token(BaseModel):
    id: str
    connection_id: str = Field(alias="connectionId")
    name: str
    prefix: str
    created_at: Any = Field(alias="createdAt")
    expires_at: Optional[Any] = Field(alias="expiresAt")
    revoked_at: Optional[Any] = Field(alias="revokedAt")
    last_used_at: Optional[Any] = Field(alias="lastUsedAt")
    replaces: Optional[str]
    replaced_by: Optional[str] = Field(alias="replacedBy")
    status: TokenStatus


class UserRow(BaseModel):
    id: str
    user_name: str = Field(alias="userName")
    display_name: Optional[str] = Field(alias="displayName")
    active: bool
    source: Source
    emails: list["UserRowEmails"]
    lock: Optional["UserRowLock"]
    microsoft_accounts: list["UserRowMicrosoftAccounts"] = Field(
        alias="microsoftAccounts"
    )
    meta: "UserRowMeta"


class UserRowEmails(BaseModel):
    value: Optional[str]
    primary: Optional[bool]


class UserRowLock(BaseModel):
    locked_at: Any = Field(alias="lockedAt")


class UserRowMicrosoftAccounts(BaseModel):
    object_id: str = Field(alias="objectId")


class UserRowMeta(BaseModel):
    last_modified: Any = Field(alias="lastModified")


class Vitals(BaseModel):
    id: str
    health: "VitalsHealth"
    refused_credentials: list["VitalsRefusedCredentials"] = Field(
        alias="refusedCredentials"
    )


class VitalsHealth(BaseModel):
    last_request_at: Optional[Any] = Field(alias="lastRequestAt")
    last_change_at: Optional[Any] = Field(alias="lastChangeAt")
    requests: int
    refused: int
    failed: int


class VitalsRefusedCredentials(BaseModel):
    prefix: str
    reason: str
    uses: int
    last_at: Any = Field(alias="lastAt")


ActivityRow.model_rebuild()
Audited.model_rebuild()
CustomAttribute.model_rebuild()
CustomSchema.model_rebuild()
Delegate.model_rebuild()
DelegateIn.model_rebuild()
Desk.model_rebuild()
MemberRow.model_rebuild()
MicrosoftConnection.model_rebuild()
Misfit.model_rebuild()
Neighbours.model_rebuild()
Nonconforming.model_rebuild()
OperatorDesk.model_rebuild()
OwnSession.model_rebuild()
Value.model_rebuild()
Profile.model_rebuild()
Refusal.model_rebuild()
SetupLink.model_rebuild()
SignedIn.model_rebuild()
Timeline.model_rebuild()
Token.model_rebuild()
UserRow.model_rebuild()
Vitals.model_rebuild()
