"""A directory that was read again: what differs becomes changes, as if somebody had made them in Entra."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entra_simulator.directory import Directory


def bring_up_to_date(directory: Directory, newer: Directory) -> None:
    """Let `directory` hold what `newer` holds.

    People who are no longer there go to the recycle bin, from which they return when they are there again; groups are
    deleted. Raises ValueError for an object id that was used before and may not be used again.
    """
    for person in newer.people.values():
        directory.put_person(person)
    for object_id in [one for one in directory.people if one not in newer.people]:
        directory.put_person(replace(directory.people[object_id], soft_deleted=True))
    for object_id in [one for one in directory.groups if one not in newer.groups]:
        directory.delete_group(object_id)
    for group in newer.groups.values():
        directory.put_group(group)
