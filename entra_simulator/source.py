"""The directory as one provisioning job sees it: its scope, and the names of deleted people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entra_simulator.directory import Directory, Group, Person
    from entra_simulator.job_settings import JobSettings


class Source:
    """Reads a directory under a job's settings.

    Where the scope is all, everybody counts as assigned.
    """

    def __init__(self, directory: Directory, settings: JobSettings) -> None:
        self.directory = directory
        self._settings = settings

    def person(self, object_id: str) -> Person:
        """A person of the directory. Raises KeyError for one who is not there."""
        return self._seen(self.directory.people[object_id])

    def purged(self, object_id: str) -> Person:
        """The last state of a person deleted for good."""
        return self._seen(self.directory.purged[object_id])

    def group(self, object_id: str) -> Group:
        """A group of the directory. Raises KeyError for one that is not there."""
        return self.directory.groups[object_id]

    def is_let_be(self, person: Person) -> bool:
        """Whether the job does nothing for somebody who left the scope (SkipOutOfScopeDeletions)."""
        return self._settings.skip_out_of_scope_deletions and not person.assigned

    @property
    def objects(self) -> int:
        """How many users and groups there are."""
        return len(self.directory.people) + len(self.directory.groups)

    def _seen(self, person: Person) -> Person:
        if self._settings.scope == "all" and not person.assigned:
            person = replace(person, assigned=True)
        if self._settings.rename_deleted and person.soft_deleted:
            person = replace(person, user_principal_name=recycled_name(person))
        return person


def recycled_name(person: Person) -> str:
    """The user principal name in Entra's recycle bin: the object id without hyphens before the old name.

    It keeps the name free for somebody else, and reaches the target as userName together with `active` false.
    """
    return f"{person.object_id.replace('-', '')}{person.user_principal_name}"
