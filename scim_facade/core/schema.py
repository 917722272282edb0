"""The attribute table (RFC 7643 §4.1 User, §4.2 Group, §4.3 Enterprise User, §3.1 common attributes).

Pure. Everything that depends on what an attribute is derives from here: value coercion, filters, PATCH paths, /Schemas.
`password` is known, but no schema lists it: it is accepted (RFC 7643 §4.1.1), never stored, never returned.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scim_facade.core.attributes import CORE_GROUP, CORE_USER, ENTERPRISE_USER, Attribute, ResourceType, Schema


def _value(
    description: str, *, canonical_types: tuple[str, ...] = (), value: Attribute | None = None
) -> tuple[Attribute, ...]:
    """Sub-attributes that multi-valued attributes share (RFC 7643 §2.4)."""
    return (
        value or Attribute("value", description=description),
        Attribute("display", description="A name of the value, for people to read."),
        Attribute("type", description="What the value is used for.", canonical_values=canonical_types),
        Attribute("primary", "boolean", "Whether this is the preferred value; true at most once."),
    )


_NAME: Final = Attribute(
    "name",
    "complex",
    "The components of the person's name.",
    sub_attributes=(
        Attribute("formatted", description="The full name, as it is displayed."),
        Attribute("familyName", description="The family name, or last name in most Western languages."),
        Attribute("givenName", description="The given name, or first name in most Western languages."),
        Attribute("middleName", description="The middle names."),
        Attribute("honorificPrefix", description="The title before the name, such as 'Ms.'."),
        Attribute("honorificSuffix", description="The suffix behind the name, such as 'III'."),
    ),
)

_ADDRESSES: Final = Attribute(
    "addresses",
    "complex",
    "Postal addresses.",
    multi_valued=True,
    sub_attributes=(
        Attribute("formatted", description="The whole address, as it is printed on a letter."),
        Attribute("streetAddress", description="Street, house number, post office box."),
        Attribute("locality", description="The city."),
        Attribute("region", description="The state or region."),
        Attribute("postalCode", description="The postal code."),
        Attribute("country", description="The country, as an ISO 3166-1 alpha-2 code."),
        Attribute("type", description="What the address is used for.", canonical_values=("work", "home", "other")),
        Attribute("primary", "boolean", "Whether this is the preferred address; true at most once."),
    ),
)

_USER_GROUPS: Final = Attribute(
    "groups",
    "complex",
    "The groups the person belongs to. They change through the groups' own members.",
    multi_valued=True,
    mutability="readOnly",
    sub_attributes=(
        Attribute("value", description="The id of the group.", case_exact=True, mutability="readOnly"),
        Attribute(
            "$ref",
            "reference",
            "The address of the group.",
            case_exact=True,
            mutability="readOnly",
            reference_types=("Group",),
        ),
        Attribute("display", description="The name of the group.", mutability="readOnly"),
        Attribute(
            "type",
            description="How the person belongs to the group.",
            mutability="readOnly",
            canonical_values=("direct", "indirect"),
        ),
    ),
)

_USER_SCHEMA: Final = Schema(
    CORE_USER,
    "User",
    "User Account",
    (
        Attribute(
            "userName",
            description="The name by which the person is known to the service; unique whatever its letter case.",
            required=True,
            uniqueness="server",
        ),
        _NAME,
        Attribute("displayName", description="The name shown to others."),
        Attribute("nickName", description="The casual name."),
        Attribute(
            "profileUrl",
            "reference",
            "The address of the person's online profile.",
            case_exact=True,
            reference_types=("external",),
        ),
        Attribute("title", description="The job title."),
        Attribute("userType", description="The relation to the organisation, such as 'Employee' or 'Contractor'."),
        Attribute("preferredLanguage", description="The preferred language, as in the HTTP header Accept-Language."),
        Attribute("locale", description="The locale for dates, numbers and currency, such as 'en-GB'."),
        Attribute("timezone", description="The time zone, such as 'Europe/Paris'."),
        Attribute("active", "boolean", "Whether the person may sign in; true when they are new.", required=True),
        Attribute(
            "emails",
            "complex",
            "E-mail addresses.",
            multi_valued=True,
            sub_attributes=_value("The e-mail address.", canonical_types=("work", "home", "other")),
        ),
        Attribute(
            "phoneNumbers",
            "complex",
            "Telephone numbers.",
            multi_valued=True,
            sub_attributes=_value(
                "The telephone number, returned as it came.",
                canonical_types=("work", "home", "mobile", "fax", "pager", "other"),
            ),
        ),
        Attribute(
            "ims",
            "complex",
            "Instant messaging addresses.",
            multi_valued=True,
            sub_attributes=_value(
                "The instant messaging address.",
                canonical_types=("aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
            ),
        ),
        Attribute(
            "photos",
            "complex",
            "Addresses of photographs.",
            multi_valued=True,
            sub_attributes=_value(
                "",
                canonical_types=("photo", "thumbnail"),
                value=Attribute(
                    "value",
                    "reference",
                    "The address of the photograph.",
                    case_exact=True,
                    reference_types=("external",),
                ),
            ),
        ),
        _ADDRESSES,
        _USER_GROUPS,
        Attribute(
            "entitlements",
            "complex",
            "Things the person is entitled to.",
            multi_valued=True,
            sub_attributes=_value("The entitlement."),
        ),
        Attribute(
            "roles",
            "complex",
            "Roles of the person at the customer; they grant nothing in this service.",
            multi_valued=True,
            sub_attributes=_value("The role."),
        ),
        Attribute(
            "x509Certificates",
            "complex",
            "X.509 certificates.",
            multi_valued=True,
            sub_attributes=_value(
                "", value=Attribute("value", "binary", "The DER-encoded certificate, in base64.", case_exact=True)
            ),
        ),
    ),
)

_ENTERPRISE_SCHEMA: Final = Schema(
    ENTERPRISE_USER,
    "EnterpriseUser",
    "What an enterprise knows about a person.",
    (
        Attribute("employeeNumber", description="The number or code of the employee."),
        Attribute("costCenter", description="The cost centre."),
        Attribute("organization", description="The organisation."),
        Attribute("division", description="The division."),
        Attribute("department", description="The department."),
        Attribute(
            "manager",
            "complex",
            "The person's manager.",
            sub_attributes=(
                Attribute("value", description="The id of the manager. It need not be known.", case_exact=True),
                Attribute(
                    "$ref",
                    "reference",
                    "The address of the manager, which names them where the id does not.",
                    case_exact=True,
                    reference_types=("User",),
                ),
                Attribute("displayName", description="The manager's name.", mutability="readOnly"),
            ),
        ),
    ),
)

GROUP_MEMBER_ID: Final = Attribute(
    "value",
    description="The id of the member. It need not be known yet.",
    case_exact=True,
    mutability="immutable",
)

GROUP_MEMBERS: Final = Attribute(
    "members",
    "complex",
    "The members of the group: people, and other groups.",
    multi_valued=True,
    sub_attributes=(
        GROUP_MEMBER_ID,
        Attribute(
            "$ref",
            "reference",
            "The address of the member, which names it where the id does not.",
            case_exact=True,
            mutability="immutable",
            reference_types=("User", "Group"),
        ),
        Attribute(
            "type", description="What the member is.", mutability="immutable", canonical_values=("User", "Group")
        ),
        Attribute("display", description="The member's name.", mutability="readOnly"),
    ),
)

_GROUP_SCHEMA: Final = Schema(
    CORE_GROUP,
    "Group",
    "A group of people.",
    (
        Attribute("displayName", description="The name of the group.", required=True, uniqueness="server"),
        GROUP_MEMBERS,
    ),
)

# Only a declaration: RFC 7643 §3.1 says that every resource has these, so no schema lists them and /Schemas neither.
_COMMON: Final = Schema(
    "",
    "Common",
    "Attributes of every resource.",
    (
        Attribute("id", case_exact=True, mutability="readOnly", returned="always", uniqueness="server"),
        Attribute("externalId", case_exact=True),
        Attribute(
            "schemas",
            "reference",
            multi_valued=True,
            case_exact=True,
            mutability="readOnly",
            returned="always",
        ),
        Attribute(
            "meta",
            "complex",
            mutability="readOnly",
            sub_attributes=(
                Attribute("resourceType", case_exact=True, mutability="readOnly"),
                Attribute("created", "dateTime", mutability="readOnly"),
                Attribute("lastModified", "dateTime", mutability="readOnly"),
                Attribute("location", "reference", case_exact=True, mutability="readOnly"),
                Attribute("version", case_exact=True, mutability="readOnly"),
            ),
        ),
    ),
)

_PASSWORD: Final = Attribute("password", case_exact=True, mutability="writeOnly", returned="never")
_COMMON_OF_USERS: Final = replace(_COMMON, attributes=(*_COMMON.attributes, _PASSWORD))

USER: Final = ResourceType(
    "User", "/Users", "People's accounts.", _USER_SCHEMA, _COMMON_OF_USERS, (_ENTERPRISE_SCHEMA,)
)
GROUP: Final = ResourceType("Group", "/Groups", "Groups of people.", _GROUP_SCHEMA, _COMMON)
RESOURCE_TYPES: Final = (USER, GROUP)
