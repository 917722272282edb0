"""One provisioning cycle: phase after phase, several objects at once, and what fails goes to escrow.

Source: Microsoft, "How application provisioning works in Microsoft Entra ID".
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.activity import Activity
from entra_simulator.changes import Changes, MemberChanges
from entra_simulator.escrow import Phase
from entra_simulator.failures import CredentialsRefused, JobFailed, ObjectFailed
from entra_simulator.group_provisioning import GroupProvisioning
from entra_simulator.provisioning_log import Identity
from entra_simulator.quarantine import Quarantined
from entra_simulator.user_provisioning import UserProvisioning

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from entra_simulator.directory import Group, Person
    from entra_simulator.escrow import Escrow
    from entra_simulator.log_keeper import LogKeeper
    from entra_simulator.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase of a cycle is, counted in objects."""

    phase: str
    done: int
    total: int


def user_activity(person: Person) -> Activity:
    """The beginning of an action on a user."""
    return Activity(Identity(person.object_id, person.display_name, "User"))


def group_activity(group: Group) -> Activity:
    """The beginning of an action on a group."""
    return Activity(Identity(group.object_id, group.display_name, "Group"))


class Cycle:
    """One cycle of a job at the moment `now` of its clock."""

    def __init__(
        self,
        workplace: Workplace,
        escrow: Escrow,
        log: LogKeeper,
        now: datetime,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._source = workplace.source
        self._memory = workplace.memory
        self._concurrency = workplace.settings.concurrency
        self._users = UserProvisioning(workplace)
        self._groups = GroupProvisioning(workplace)
        self._escrow = escrow
        self._log = log
        self._now = now
        self._on_progress = on_progress

    async def run(self, work: Changes) -> None:
        """Do `work`: users before references before groups, for each step names only what the steps before it made.

        Raises Quarantined when the target condemns the whole job.
        """
        for gone in work.purged_people:
            self._escrow.release(gone, Phase.USERS, Phase.MANAGERS)
        for gone in work.deleted_groups:
            self._escrow.release(gone, Phase.GROUPS, Phase.MEMBERS)
        await self._delete_users(work)
        await self._provision_users(work)
        await self._provision_groups(work)
        self._memory.settle()

    async def _delete_users(self, work: Changes) -> None:
        async def delete(object_id: str) -> None:
            person = self._source.purged(object_id)
            again = Changes(purged_people=(object_id,))
            await self._attempt(
                Phase.USER_DELETIONS, user_activity(person), again, lambda one: self._users.delete(person, one)
            )

        await self._each(Phase.USER_DELETIONS, work.purged_people, delete)

    async def _provision_users(self, work: Changes) -> None:
        async def provision(object_id: str) -> None:
            person = self._source.person(object_id)
            again = Changes(people=(object_id,))
            await self._attempt(
                Phase.USERS, user_activity(person), again, lambda one: self._users.provision(person, one)
            )

        async def provision_manager(object_id: str) -> None:
            person = self._source.person(object_id)
            again = Changes(people=(object_id,))
            await self._attempt(
                Phase.MANAGERS, user_activity(person), again, lambda one: self._users.provision_manager(person, one)
            )

        await self._each(Phase.USERS, work.people, provision)
        everybody = self._source.directory.people.values()
        reports = (one.object_id for one in everybody if one.manager in self._memory.new_users)
        await self._each(Phase.MANAGERS, dict.fromkeys((*work.people, *reports)), provision_manager)

    async def _provision_groups(self, work: Changes) -> None:
        members = self._members_to_send(work)

        async def delete(object_id: str) -> None:
            group = self._source.directory.deleted_groups[object_id]
            again = Changes(deleted_groups=(object_id,))
            await self._attempt(
                Phase.GROUP_DELETIONS, group_activity(group), again, lambda one: self._groups.delete(group, one)
            )

        async def provision(object_id: str) -> None:
            group = self._source.group(object_id)
            again = self._group_again(object_id, members)
            await self._attempt(
                Phase.GROUPS, group_activity(group), again, lambda one: self._groups.provision(group, one)
            )

        async def provision_members(object_id: str) -> None:
            group, change = self._source.group(object_id), members.get(object_id, MemberChanges())
            again = self._group_again(object_id, members)
            await self._attempt(
                Phase.MEMBERS,
                group_activity(group),
                again,
                lambda one: self._groups.provision_members(group, change, one),
            )

        touched = dict.fromkeys((*work.groups, *members))
        await self._each(Phase.GROUP_DELETIONS, work.deleted_groups, delete)
        await self._each(Phase.GROUPS, touched, provision)
        linked = (group for group in self._memory.new_groups if group in self._source.directory.groups)
        await self._each(Phase.MEMBERS, dict.fromkeys((*touched, *linked)), provision_members)

    def _members_to_send(self, work: Changes) -> dict[str, MemberChanges]:
        """The membership changes, and those that had to wait until the member had an account."""
        newcomers = self._memory.new_users
        waiting = {
            group.object_id: MemberChanges(added=group.members & newcomers)
            for group in self._source.directory.groups.values()
            if not newcomers.isdisjoint(group.members)
        }
        return {
            group: work.members.get(group, MemberChanges()).then(waiting.get(group, MemberChanges()))
            for group in dict.fromkeys((*work.members, *waiting))
        }

    def _group_again(self, object_id: str, members: dict[str, MemberChanges]) -> Changes:
        """A failed group may have been linked before its members were sent, so the next attempt sends all of them."""
        everyone = MemberChanges(added=self._source.group(object_id).members)
        removed = MemberChanges(removed=members.get(object_id, MemberChanges()).removed)
        return Changes(groups=(object_id,), members={object_id: everyone.then(removed)})

    async def _attempt(
        self, phase: Phase, activity: Activity, again: Changes, action: Callable[[Activity], Awaitable[None]]
    ) -> None:
        """Carry out an action and log it; if it fails, `again` goes to escrow. Raises JobFailed."""
        try:
            await action(activity)
        except ObjectFailed as failed:
            activity.fail(failed.code, failed.detail)
            self._log.write(activity, self._now)
            if isinstance(failed, JobFailed):
                raise
            self._escrow.hold(activity.source.id, phase, again, self._now)
            return
        self._escrow.release(activity.source.id, phase)
        if activity.is_worth_telling:
            self._log.write(activity, self._now)

    async def _each(self, phase: Phase, object_ids: Iterable[str], action: Callable[[str], Awaitable[None]]) -> None:
        """Run `action` for each object, some at once."""
        queue = list(object_ids)
        waiting = iter(queue)
        done = 0

        async def work() -> None:
            nonlocal done
            for object_id in waiting:
                await action(object_id)
                done += 1
                self._on_progress(Progress(phase.value, done, len(queue)))

        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(min(self._concurrency, len(queue))):
                    tasks.create_task(work())
        except ExceptionGroup as failures:
            raise _told(failures.exceptions[0]) from failures


def _told(failure: Exception) -> Exception:
    match failure:
        case CredentialsRefused():
            return Quarantined(f"The target refused the credentials. {failure}")
        case JobFailed():
            return Quarantined(f"The target does not speak SCIM as Entra needs it. {failure}")
    return failure
