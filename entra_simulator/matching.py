"""Finding the target's object for one of the directory: by the remembered id, else by the matching attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.answers import InvalidAnchor, Resource
from entra_simulator.directory import Group, Person
from entra_simulator.mapping import Mapping, matching_values

if TYPE_CHECKING:
    from entra_simulator.scim_client import ResourceType, ScimClient


def resource_type_of(source: Person | Group) -> ResourceType:
    """The SCIM endpoint at which the object lives."""
    return "Users" if isinstance(source, Person) else "Groups"


async def find_target(
    client: ScimClient, source: Person | Group, link: str | None, mapping: Mapping
) -> Resource | None:
    """The target's resource for `source`, or None when it must be created.

    A link that leads nowhere is forgotten. Matching attributes are tried in their order and the first hit counts.
    Raises UnexpectedAnswer when several resources match.
    """
    if link is not None:
        try:
            return await client.read(resource_type_of(source), link)
        except InvalidAnchor:
            pass
    for attribute, value in matching_values(source, mapping):
        found = await client.find(resource_type_of(source), attribute, value)
        if found is not None:
            return found
    return None
