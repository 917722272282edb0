"""Finding the target's object for one of the directory: by the remembered id, else by the matching attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.directory import Group, Person
from entra_simulator.error_codes import DUPLICATE_SOURCE, MANDATORY_MISSING
from entra_simulator.failures import InvalidAnchor, ObjectFailed
from entra_simulator.mapping import matching_values

if TYPE_CHECKING:
    from entra_simulator.answers import Resource
    from entra_simulator.links import Links
    from entra_simulator.mapping import Mapping
    from entra_simulator.scim_client import ResourceType, ScimClient


def resource_type_of(source: Person | Group) -> ResourceType:
    """The SCIM endpoint at which the object lives."""
    return "Users" if isinstance(source, Person) else "Groups"


async def find_target(
    client: ScimClient, source: Person | Group, mapping: Mapping, links: Links
) -> tuple[Resource, str] | None:
    """The target's resource for `source` and what it was found by, or None when it must be created.

    A link that leads nowhere is forgotten. Matching attributes are tried in their order and the first hit counts.
    Raises ObjectFailed when several resources match, when the one that does belongs to another object of the
    directory, and when `source` has a value for no matching attribute.
    """
    link = links.find_target(source.object_id)
    if link is not None:
        try:
            return await client.read(resource_type_of(source), link), "id"
        except InvalidAnchor:
            links.untie(source.object_id)
    values = matching_values(source, mapping)
    if not values:
        raise ObjectFailed(MANDATORY_MISSING, "The object has no value for any matching attribute.")
    for attribute, value in values:
        found = await client.find(resource_type_of(source), attribute, value)
        if found is not None:
            _refuse_another(source, found, f"{attribute} {value!r}", links)
            return found, attribute
    return None


def _refuse_another(source: Person | Group, found: Resource, matched: str, links: Links) -> None:
    other = links.find_source(found["id"])
    if other is not None and other != source.object_id:
        raise ObjectFailed(
            DUPLICATE_SOURCE, f"{matched} leads to {found['id']} at the target, which belongs to the object {other}."
        )
