"""Entra's default attribute mapping for a custom application, as data, and the one that Microsoft advises.

Source: Microsoft, "Tutorial: Develop and plan provisioning for a SCIM endpoint", tables of default attribute
mappings.
"""

from __future__ import annotations

from dataclasses import replace

from entra_simulator.expression_parser import parse_expression
from entra_simulator.expressions import Attribute
from entra_simulator.mapping import ENTERPRISE_SCHEMA, AttributeMapping, Mapping


def _line(source: str, target: str, matching: int | None = None) -> AttributeMapping:
    return AttributeMapping(parse_expression(source), target, matching=matching)


DEFAULT_MAPPING = Mapping(
    users=(
        _line("[userPrincipalName]", "userName", matching=1),
        _line('Switch([IsSoftDeleted], , "False", "True", "True", "False")', "active"),
        _line("[displayName]", "displayName"),
        _line("[jobTitle]", "title"),
        _line("[mail]", 'emails[type eq "work"].value'),
        _line("[preferredLanguage]", "preferredLanguage"),
        _line("[givenName]", "name.givenName"),
        _line("[surname]", "name.familyName"),
        _line('Join(" ", [givenName], [surname])', "name.formatted"),
        _line("[physicalDeliveryOfficeName]", 'addresses[type eq "work"].formatted'),
        _line("[streetAddress]", 'addresses[type eq "work"].streetAddress'),
        _line("[city]", 'addresses[type eq "work"].locality'),
        _line("[state]", 'addresses[type eq "work"].region'),
        _line("[postalCode]", 'addresses[type eq "work"].postalCode'),
        _line("[country]", 'addresses[type eq "work"].country'),
        _line("[telephoneNumber]", 'phoneNumbers[type eq "work"].value'),
        _line("[mobile]", 'phoneNumbers[type eq "mobile"].value'),
        _line("[facsimileTelephoneNumber]", 'phoneNumbers[type eq "fax"].value'),
        _line("[mailNickname]", "externalId"),
        _line("[employeeId]", f"{ENTERPRISE_SCHEMA}:employeeNumber"),
        _line("[department]", f"{ENTERPRISE_SCHEMA}:department"),
    ),
    groups=(
        _line("[displayName]", "displayName", matching=1),
        _line("[objectId]", "externalId"),
    ),
)
"""Entra's own default, in which mailNickname feeds externalId though it is neither unique nor stable."""


def _with_object_id(line: AttributeMapping) -> AttributeMapping:
    """The second matching attribute finds an object whose name changed while the job had no link to it."""
    return replace(line, source=Attribute("objectId"), matching=2) if line.target == "externalId" else line


RECOMMENDED_MAPPING = Mapping(
    users=tuple(map(_with_object_id, DEFAULT_MAPPING.users)),
    groups=tuple(map(_with_object_id, DEFAULT_MAPPING.groups)),
)
"""The default with objectId feeding externalId, as Microsoft advises: unique, and the `oid` of a sign-in."""
