"""Entra's default attribute mapping for a custom application, as data.

Source: Microsoft, "Tutorial: Develop and plan provisioning for a SCIM endpoint", tables of default attribute
mappings. One line departs from the default on purpose, as Microsoft advises: objectId feeds externalId, because
the default mailNickname is neither unique nor stable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from entra_simulator.directory import Group, Person
from entra_simulator.scim_path import resource_of, value_at

if TYPE_CHECKING:
    from collections.abc import Mapping

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ADSCIM_GROUP_SCHEMA = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
MANAGER_PATH = f"{ENTERPRISE_SCHEMA}:manager"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Direct mapping: the source attribute as it stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Join:
    """Entra's Join(separator, …): the attributes that have a value, joined."""

    separator: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """Entra's Switch(source, , key, value, …). It produces strings, even for a boolean target."""

    name: str
    cases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """One line of a mapping: where a value comes from and the SCIM path it goes to."""

    source: Attribute | Join | Switch
    target: str


USER_MAPPINGS = (
    AttributeMapping(Attribute("userPrincipalName"), "userName"),
    AttributeMapping(Switch("IsSoftDeleted", {"False": "True", "True": "False"}), "active"),
    AttributeMapping(Attribute("displayName"), "displayName"),
    AttributeMapping(Attribute("jobTitle"), "title"),
    AttributeMapping(Attribute("mail"), 'emails[type eq "work"].value'),
    AttributeMapping(Attribute("preferredLanguage"), "preferredLanguage"),
    AttributeMapping(Attribute("givenName"), "name.givenName"),
    AttributeMapping(Attribute("surname"), "name.familyName"),
    AttributeMapping(Join(" ", ("givenName", "surname")), "name.formatted"),
    AttributeMapping(Attribute("physicalDeliveryOfficeName"), 'addresses[type eq "work"].formatted'),
    AttributeMapping(Attribute("streetAddress"), 'addresses[type eq "work"].streetAddress'),
    AttributeMapping(Attribute("city"), 'addresses[type eq "work"].locality'),
    AttributeMapping(Attribute("state"), 'addresses[type eq "work"].region'),
    AttributeMapping(Attribute("postalCode"), 'addresses[type eq "work"].postalCode'),
    AttributeMapping(Attribute("country"), 'addresses[type eq "work"].country'),
    AttributeMapping(Attribute("telephoneNumber"), 'phoneNumbers[type eq "work"].value'),
    AttributeMapping(Attribute("mobile"), 'phoneNumbers[type eq "mobile"].value'),
    AttributeMapping(Attribute("facsimileTelephoneNumber"), 'phoneNumbers[type eq "fax"].value'),
    AttributeMapping(Attribute("objectId"), "externalId"),
    AttributeMapping(Attribute("employeeId"), f"{ENTERPRISE_SCHEMA}:employeeNumber"),
    AttributeMapping(Attribute("department"), f"{ENTERPRISE_SCHEMA}:department"),
)

GROUP_MAPPINGS = (
    AttributeMapping(Attribute("displayName"), "displayName"),
    AttributeMapping(Attribute("objectId"), "externalId"),
)

# The first is Entra's default. The second finds an object whose name changed while the job had no link to it.
USER_MATCHING = ("userName", "externalId")
GROUP_MATCHING = ("displayName", "externalId")


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """A value the target should hold at `path` and does not; `present` says whether it holds another one."""

    path: str
    value: str
    present: bool


def mapped_values(source: Person | Group) -> dict[str, str]:
    """The value of each SCIM path for a person or group; booleans are the strings "True" and "False".

    A source attribute without a value yields nothing: outbound provisioning never sends an empty value, so the
    target keeps what it has (Microsoft, "Known issues for provisioning").
    """
    values = ((line.target, _evaluate(line.source, source)) for line in _mappings_for(source))
    return {target: value for target, value in values if value}


def held_values(resource: Mapping[str, Any], mappings: tuple[AttributeMapping, ...]) -> dict[str, str]:
    """What a SCIM resource holds at each mapped path, in the form of `mapped_values`."""
    values = ((line.target, value_at(resource, line.target)) for line in mappings)
    return {target: str(value) for target, value in values if value is not None}


def attribute_changes(source: Person | Group, resource: Mapping[str, Any]) -> tuple[AttributeChange, ...]:
    """What must change in `resource` so that it shows `source`."""
    held = held_values(resource, _mappings_for(source))
    return tuple(
        AttributeChange(path, value, path in held)
        for path, value in mapped_values(source).items()
        if held.get(path) != value
    )


def user_to_scim(person: Person) -> dict[str, Any]:
    """The body that creates a person's account. The manager is not in it: references come in a second pass."""
    values: dict[str, Any] = {**mapped_values(person), "active": not person.is_soft_deleted}
    body = {"schemas": [USER_SCHEMA, ENTERPRISE_SCHEMA], **resource_of(values)}
    for email in body.get("emails", []):
        email["primary"] = True
    return {**body, "roles": [], "meta": {"resourceType": "User"}}


def group_to_scim(group: Group) -> dict[str, Any]:
    """The body that creates a group, without members: they follow in batches."""
    return {
        "schemas": [GROUP_SCHEMA, ADSCIM_GROUP_SCHEMA],
        **resource_of(mapped_values(group)),
        "meta": {"resourceType": "Group"},
    }


def _mappings_for(source: Person | Group) -> tuple[AttributeMapping, ...]:
    return USER_MAPPINGS if isinstance(source, Person) else GROUP_MAPPINGS


def _evaluate(expression: Attribute | Join | Switch, source: Person | Group) -> str | None:
    match expression:
        case Attribute(name):
            return _source_value(source, name)
        case Join(separator, names):
            return separator.join(filter(None, (_source_value(source, name) for name in names)))
        case Switch(name, cases):
            return cases.get(_source_value(source, name) or "")


def _source_value(source: Person | Group, name: str) -> str | None:
    value = getattr(source, _field_name(name))
    return None if value is None else str(value)


@lru_cache(maxsize=256)
def _field_name(name: str) -> str:
    """Entra's userPrincipalName is user_principal_name here."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
