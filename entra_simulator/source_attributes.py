"""The source attributes of Entra's mappings: which there are, and what a person or group has in each."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from entra_simulator.directory import Group, Person
from entra_simulator.expression_functions import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entra_simulator.expression_functions import Value

_EXTENSION = re.compile(r"extension\w+")
# References travel apart from values, and who is assigned or deleted shows in IsSoftDeleted.
_NO_SOURCES = {"manager", "members", "assigned", "soft_deleted", "extension_attributes"}


def camel_case(field: str) -> str:
    """Entra's spelling of a field: userPrincipalName for user_principal_name."""
    first, *rest = field.split("_")
    return first + "".join(word.title() for word in rest)


def _sources(kind: type[Person | Group], *properties: str) -> dict[str, str]:
    names = (*(field.name for field in fields(kind)), *properties)
    return {camel_case(name): name for name in names if name not in _NO_SOURCES}


USER_ATTRIBUTES: Mapping[str, str] = {
    **_sources(Person, "original_user_principal_name"),
    "IsSoftDeleted": "is_soft_deleted",
}
GROUP_ATTRIBUTES: Mapping[str, str] = _sources(Group)


def is_extension(name: str) -> bool:
    """Whether `name` is that of an extension attribute: extensionAttribute1, extension_…_costCentre."""
    return _EXTENSION.fullmatch(name) is not None


def source_value(source: Person | Group, name: str) -> Value:
    """What `source` has in the attribute that Entra calls `name`, which must be known or an extension's."""
    if is_extension(name):
        return source.extension_attributes.get(name)
    attributes = USER_ATTRIBUTES if isinstance(source, Person) else GROUP_ATTRIBUTES
    value: Value | bool = getattr(source, attributes[name])
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return value
