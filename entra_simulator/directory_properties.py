"""The properties of people and groups in files: their names in Microsoft Graph and in Entra, and their form in JSON.

Sources: Microsoft Graph, resource types user and group; the headings of the Entra admin center's files for bulk
creation and of its downloads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from entra_simulator.directory import AppRole, Group, Person
from entra_simulator.source_attributes import is_extension

if TYPE_CHECKING:
    from collections.abc import Callable

_TEMPLATE_HEADING = re.compile(r"[^\[\]]*\[(\w+)\][^\[\]]*")
_BLOCK_SIGN_IN = "Block sign in"

Section = Literal["people", "groups"]


class NotInForm(ValueError):
    """A value is not what its property takes; the message says what does."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a value stands in JSON. `read` raises NotInForm; `is_list` and `is_boolean` tell how a cell spells it."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value
    is_list: bool = False
    is_boolean: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A property's name in Microsoft Graph, the field of a person or group it fills, and its form."""

    name: str
    field: str
    form: Form


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        raise NotInForm("a text belongs here")
    return value or None


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotInForm("true or false belongs here")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise NotInForm("a list of texts belongs here")
    return tuple(value)


def _single_text(value: Any) -> str | None:
    texts = _texts(value)
    if len(texts) > 1:
        raise NotInForm("one text at most belongs here, as in Entra")
    return next(iter(texts), None)


def _reference(value: Any) -> str | None:
    return _text(value.get("id") if isinstance(value, dict) else value)


def _references(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise NotInForm("a list of object ids or user principal names belongs here")
    return _texts([_reference(one) for one in value])


def _role(value: Any) -> AppRole:
    match value:
        case str(name) if name:
            return AppRole(name, name)
        case {"value": str(name), "displayName": str(display_name)} if name and len(value) == len(("value", "name")):
            return AppRole(name, display_name)
    raise NotInForm('each role is a text or {"value": …, "displayName": …}')


def _roles(value: Any) -> tuple[AppRole, ...]:
    if not isinstance(value, list):
        raise NotInForm("a list of roles belongs here")
    return tuple(map(_role, value))


def _roles_to_json(roles: tuple[AppRole, ...]) -> list[Any]:
    return [
        role.value if role.value == role.display_name else {"value": role.value, "displayName": role.display_name}
        for role in roles
    ]


TEXT = Form(_text)
BOOLEAN = Form(_boolean, is_boolean=True)
BLOCKED = Form(lambda value: not _boolean(value), is_boolean=True)
TEXTS = Form(_texts, list, is_list=True)
SINGLE_TEXT = Form(_single_text, lambda value: [value], is_list=True)
REFERENCE = Form(_reference)
REFERENCES = Form(_references, sorted, is_list=True)
ROLES = Form(_roles, _roles_to_json, is_list=True)

# The first name of each field is the one that is written.
_PERSON_PROPERTIES = (
    Property("id", "object_id", TEXT),
    Property("userPrincipalName", "user_principal_name", TEXT),
    Property("displayName", "display_name", TEXT),
    Property("givenName", "given_name", TEXT),
    Property("surname", "surname", TEXT),
    Property("mail", "mail", TEXT),
    Property("otherMails", "other_mails", TEXTS),
    Property("mailNickname", "mail_nickname", TEXT),
    Property("accountEnabled", "account_enabled", BOOLEAN),
    Property("userType", "user_type", TEXT),
    Property("jobTitle", "job_title", TEXT),
    Property("department", "department", TEXT),
    Property("companyName", "company_name", TEXT),
    Property("employeeId", "employee_id", TEXT),
    Property("manager", "manager", REFERENCE),
    Property("businessPhones", "telephone_number", SINGLE_TEXT),
    Property("mobilePhone", "mobile", TEXT),
    Property("faxNumber", "facsimile_telephone_number", TEXT),
    Property("officeLocation", "physical_delivery_office_name", TEXT),
    Property("streetAddress", "street_address", TEXT),
    Property("city", "city", TEXT),
    Property("state", "state", TEXT),
    Property("postalCode", "postal_code", TEXT),
    Property("country", "country", TEXT),
    Property("usageLocation", "usage_location", TEXT),
    Property("preferredLanguage", "preferred_language", TEXT),
    Property("appRoleAssignments", "app_role_assignments", ROLES),
    Property("assigned", "assigned", BOOLEAN),
    Property("softDeleted", "soft_deleted", BOOLEAN),
    Property("objectId", "object_id", TEXT),
    Property("telephoneNumber", "telephone_number", TEXT),
    Property("mobile", "mobile", TEXT),
    Property("facsimileTelephoneNumber", "facsimile_telephone_number", TEXT),
    Property("physicalDeliveryOfficeName", "physical_delivery_office_name", TEXT),
    Property("alternateEmailAddress", "other_mails", TEXTS),
)
_GROUP_PROPERTIES = (
    Property("id", "object_id", TEXT),
    Property("displayName", "display_name", TEXT),
    Property("mailNickname", "mail_nickname", TEXT),
    Property("mail", "mail", TEXT),
    Property("description", "description", TEXT),
    Property("members", "members", REFERENCES),
    Property("objectId", "object_id", TEXT),
)

_PROPERTIES = {"people": _PERSON_PROPERTIES, "groups": _GROUP_PROPERTIES}
_DEFAULTS = {kind: {field.name: field.default for field in fields(kind)} for kind in (Person, Group)}

# What Entra's own files hold besides, and no mapping reads.
_UNREAD_PROPERTIES = frozenset(
    (
        *(
            "passwordProfile",
            "authenticationPhoneNumber",
            "authenticationAlternativePhoneNumber",
            "authenticationEmail",
        ),
        *("ageGroup", "consentProvidedForMinor", "legalAgeGroupClassification", "creationType", "directorySynced"),
        *("invitationState", "identityIssuer", "createdDateTime", "securityEnabled", "mailEnabled", "groupTypes"),
        *("groupType", "membershipType", "source", "visibility", "isAssignableToRole"),
    )
)


@lru_cache(maxsize=4096)
def find_property(section: Section, name: str) -> Property | None:
    """The property that `name` names, or that a heading such as `User name [userPrincipalName] Required` does.

    An extension attribute is one of its own. In the file for bulk creation, `accountEnabled` says whether sign-in is
    blocked, so its sense is the other way round.
    """
    bare = _bare(name)
    if is_extension(bare):
        return Property(bare, bare, TEXT)
    found = next((one for one in _PROPERTIES[section] if one.name == bare), None)
    if found is not None and name.startswith(_BLOCK_SIGN_IN):
        return Property(found.name, found.field, BLOCKED)
    return found


def is_unread(name: str) -> bool:
    """Whether `name` is known from Entra's own files, and may stand there without being read."""
    return _bare(name) in _UNREAD_PROPERTIES


def _bare(heading: str) -> str:
    template = _TEMPLATE_HEADING.fullmatch(heading)
    return template[1] if template else heading


def written_properties(section: Section) -> tuple[Property, ...]:
    """One property for each field, under the name that is written."""
    first: dict[str, Property] = {}
    for one in _PROPERTIES[section]:
        first.setdefault(one.field, one)
    return tuple(first.values())


def names_of_fields(section: Section) -> dict[str, str]:
    """The name that is written, by field."""
    return {one.field: one.name for one in written_properties(section)}


def is_said(one: Person | Group, field: str) -> bool:
    """Whether a file has to say what `one` has in `field`, because it does not go without saying."""
    return bool(getattr(one, field) != _DEFAULTS[type(one)][field])
