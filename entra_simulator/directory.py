"""An Entra tenant's directory: people, groups, and a journal from which a provisioning job reads what changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from entra_simulator.changes import Changes, MemberChanges

if TYPE_CHECKING:
    from collections.abc import Mapping

_GUEST_MARK = "#EXT#"


@dataclass(frozen=True, slots=True)
class AppRole:
    """A role of the application: what it is called in the application and what people read."""

    value: str
    display_name: str

    @property
    def id(self) -> str:
        """The role's id, which an application keeps for life."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user object. The fields are Entra's source attributes, spelled the Python way.

    `manager` is an object id. `assigned` says whether the application is assigned to this person, and
    `app_role_assignments` in which roles. `soft_deleted` says that the object lies in the recycle bin, from which it
    returns or is purged. `extension_attributes` holds what has no field, by Entra's name: `extensionAttribute1` of
    an on-premises directory, or a directory extension such as `extension_0a21f0f28d2a4f8e_costCentre`.
    """

    object_id: str
    user_principal_name: str
    mail_nickname: str
    display_name: str
    given_name: str | None = None
    surname: str | None = None
    mail: str | None = None
    job_title: str | None = None
    department: str | None = None
    employee_id: str | None = None
    telephone_number: str | None = None
    mobile: str | None = None
    facsimile_telephone_number: str | None = None
    physical_delivery_office_name: str | None = None
    street_address: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    preferred_language: str | None = None
    company_name: str | None = None
    usage_location: str | None = None
    user_type: str = "Member"
    other_mails: tuple[str, ...] = ()
    app_role_assignments: tuple[AppRole, ...] = ()
    extension_attributes: Mapping[str, str] = field(default_factory=dict)
    manager: str | None = None
    account_enabled: bool = True
    assigned: bool = True
    soft_deleted: bool = False

    @property
    def is_soft_deleted(self) -> bool:
        """Entra's provisioning attribute IsSoftDeleted, which covers more than the recycle bin.

        Microsoft, "How application provisioning works": it is true for people who are deleted, disabled or
        out of the application's scope.
        """
        return self.soft_deleted or not self.account_enabled or not self.assigned

    @property
    def original_user_principal_name(self) -> str:
        """The name a guest bears at home: `jo@partner.example` for `jo_partner.example#EXT#@contoso.example`."""
        home, mark, _ = self.user_principal_name.partition(_GUEST_MARK)
        return "@".join(home.rsplit("_", 1)) if mark else self.user_principal_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A security group; `members` are object ids of people, for Entra does not expand nested groups."""

    object_id: str
    display_name: str
    mail_nickname: str | None = None
    mail: str | None = None
    description: str | None = None
    extension_attributes: Mapping[str, str] = field(default_factory=dict)
    members: frozenset[str] = frozenset()


class Directory:
    """The tenant as it stands now, and everything that led here.

    `purged` and `deleted_groups` keep the last state of what no longer exists: whether a purged person was still
    assigned decides whether a provisioning job deletes the account.
    """

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.purged: dict[str, Person] = {}
        self.deleted_groups: dict[str, Group] = {}
        self._journal: list[Changes] = []

    @property
    def watermark(self) -> int:
        """The present moment, to be handed to `changes_since` later."""
        return len(self._journal)

    def changes_since(self, watermark: int) -> Changes:
        """The net changes after `watermark`."""
        return Changes.combined(self._journal[watermark:])

    def everything(self) -> Changes:
        """All that exists, as changes: what an initial cycle reads."""
        return Changes(
            people=tuple(self.people),
            groups=tuple(self.groups),
            members={group.object_id: MemberChanges(added=group.members) for group in self.groups.values()},
        )

    def put_person(self, person: Person) -> None:
        """Add a person, or set what is known of one.

        Raises ValueError when the person was purged: an object id never comes back.
        """
        if person.object_id in self.purged:
            raise ValueError(f"Person {person.object_id} was purged; an object id is never used again.")
        if self.people.get(person.object_id) != person:
            self.people[person.object_id] = person
            self._journal.append(Changes(people=(person.object_id,)))

    def purge_person(self, object_id: str) -> None:
        """Delete a person for good. Their reports lose the manager; groups lose the member without a word.

        Groups say nothing because the deleted account takes its memberships with it.
        """
        self.purged[object_id] = self.people.pop(object_id)
        self._journal.append(Changes(purged_people=(object_id,)))
        for person in list(self.people.values()):
            if person.manager == object_id:
                self.put_person(replace(person, manager=None))
        for group in list(self.groups.values()):
            if object_id in group.members:
                self.groups[group.object_id] = replace(group, members=group.members - {object_id})

    def put_group(self, group: Group) -> None:
        """Add a group, or set what is known of one, its members included.

        Raises ValueError for a deleted group and for members who are not in the directory.
        """
        if group.object_id in self.deleted_groups:
            raise ValueError(f"Group {group.object_id} was deleted; an object id is never used again.")
        if strangers := group.members - self.people.keys():
            raise ValueError(f"Group {group.display_name!r} names members who do not exist: {sorted(strangers)}.")
        before = self.groups.get(group.object_id)
        known = before.members if before else frozenset()
        self.groups[group.object_id] = group
        if before is None or replace(before, members=group.members) != group:
            self._journal.append(Changes(groups=(group.object_id,)))
        if group.members != known:
            change = MemberChanges(added=group.members - known, removed=known - group.members)
            self._journal.append(Changes(members={group.object_id: change}))

    def delete_group(self, object_id: str) -> None:
        """Delete a group; its members stay."""
        self.deleted_groups[object_id] = self.groups.pop(object_id)
        self._journal.append(Changes(deleted_groups=(object_id,)))
