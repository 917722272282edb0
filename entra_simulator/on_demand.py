"""Provision on demand: one person, or one group with a few members, at once and step by step.

Source: Microsoft, "On-demand provisioning in Microsoft Entra ID". It speaks the legacy dialect whatever the tenant URL
says, disables nobody who is deleted from the directory, and takes at most five members of a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.changes import MemberChanges
from entra_simulator.cycle import group_activity, user_activity
from entra_simulator.failures import ObjectFailed
from entra_simulator.group_provisioning import GroupProvisioning
from entra_simulator.provisioning_log import LogEntry, Status, Step, StepType
from entra_simulator.user_provisioning import UserProvisioning

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from entra_simulator.activity import Activity
    from entra_simulator.directory import Person
    from entra_simulator.log_keeper import LogKeeper
    from entra_simulator.workplace import Workplace

MOST_MEMBERS = 5


class NotOnDemand(Exception):
    """The object cannot be provisioned on demand; the message says why."""


@dataclass(frozen=True, slots=True)
class PortalStep:
    """One of the four steps that the portal shows, with what happened in it; none did when an earlier one ended it."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class OnDemandResult:
    """What one run did: the entries it left in the provisioning log, the object's first."""

    entries: tuple[LogEntry, ...]

    @property
    def succeeded(self) -> bool:
        """Whether the portal would not show a failure."""
        return all(entry.status is not Status.FAILURE for entry in self.entries)

    @property
    def portal_steps(self) -> tuple[PortalStep, ...]:
        """The run as the portal tells it: of the chosen object, not of a group's members beside it."""
        chosen = self.entries[0].source
        kind = chosen.type.lower()
        titles = {
            f"Import {kind}": {StepType.IMPORT},
            f"Determine if {kind} is in scope": {StepType.SCOPING},
            f"Match {kind} between source and target system": {StepType.MATCHING},
            "Perform action": {StepType.REFERENCE_RESOLUTION, StepType.EXPORT},
        }
        steps = [step for entry in self.entries if entry.source == chosen for step in entry.steps]
        return tuple(
            PortalStep(title, tuple(step for step in steps if step.type in types)) for title, types in titles.items()
        )


class OnDemand:
    """Runs on demand at one moment of a job's clock. What fails is not retried."""

    def __init__(self, workplace: Workplace, log: LogKeeper, now: datetime) -> None:
        self._at = workplace
        self._log = log
        self._now = now

    async def provision_person(self, object_id: str) -> OnDemandResult:
        """Provision a person and then their manager. Raises NotOnDemand."""
        person = self._person(object_id)
        users = UserProvisioning(self._at)
        entries = await self._attempt(user_activity(person), lambda one: users.provision(person, one))
        if entries[0].status is not Status.FAILURE:
            entries += await self._attempt(user_activity(person), lambda one: users.provision_manager(person, one))
        return OnDemandResult(tuple(entries))

    async def provision_group(self, object_id: str, members: Sequence[str] = ()) -> OnDemandResult:
        """Provision a group and add these of its members; who was never linked is provisioned, too.

        Raises NotOnDemand.
        """
        group = self._at.source.directory.groups.get(object_id)
        if group is None:
            raise NotOnDemand(f"There is no group {object_id} in the directory.")
        if len(members) > MOST_MEMBERS:
            raise NotOnDemand(f"At most {MOST_MEMBERS} members can be provisioned on demand, not {len(members)}.")
        if strangers := [one for one in members if one not in group.members]:
            raise NotOnDemand(f"{', '.join(strangers)}: no members of {group.display_name!r}.")
        groups = GroupProvisioning(self._at)
        entries = await self._attempt(group_activity(group), lambda one: groups.provision(group, one))
        if entries[0].status is not Status.FAILURE:
            for member in members:
                entries += await self._provision_member(member)
            chosen = MemberChanges(added=frozenset(members))
            entries += await self._attempt(group_activity(group), lambda one: groups.send_members(group, chosen, one))
        return OnDemandResult(tuple(entries))

    async def _provision_member(self, object_id: str) -> list[LogEntry]:
        if object_id in self._at.memory.users:
            return []
        person, users = self._at.source.person(object_id), UserProvisioning(self._at)
        return await self._attempt(user_activity(person), lambda one: users.provision(person, one))

    def _person(self, object_id: str) -> Person:
        if object_id not in self._at.source.directory.people:
            raise NotOnDemand(f"There is no person {object_id} in the directory.")
        person = self._at.source.person(object_id)
        if person.soft_deleted:
            raise NotOnDemand(f"{person.display_name} is deleted from the directory, and cannot be chosen.")
        return person

    async def _attempt(self, activity: Activity, action: Callable[[Activity], Awaitable[None]]) -> list[LogEntry]:
        try:
            await action(activity)
        except ObjectFailed as failed:
            activity.fail(failed.code, failed.detail)
        return [self._log.write(activity, self._now)] if activity.is_worth_telling else []
