"""The provisioning job: test the connection, then cycle after cycle send what changed in the directory.

Source: Microsoft, "How application provisioning works in Microsoft Entra ID".
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entra_simulator.answers import CredentialsRefused, UnexpectedAnswer
from entra_simulator.changes import Changes, MemberChanges
from entra_simulator.connections import Connections, DialectChoice
from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.group_provisioning import GroupProvisioning
from entra_simulator.statistics import Statistics
from entra_simulator.user_provisioning import UserProvisioning

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from entra_simulator.directory import Directory
    from entra_simulator.mapping import Mapping
    from entra_simulator.scim_client import Exchange
    from entra_simulator.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """How the job sends: its dialect, how many objects at once, how many members in one PATCH."""

    dialect: DialectChoice = "flag"
    concurrency: int = 8
    member_batch: int = 40


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase of a cycle is, counted in objects."""

    phase: str
    done: int
    total: int


class Quarantined(Exception):
    """The job cannot go on: credentials refused, or the target fails the connection test."""


class ProvisioningJob:
    """One application's provisioning, from an Entra directory to a SCIM endpoint.

    An object that fails waits in escrow and is tried again in the next cycle, and so does everything when the job
    is quarantined. Nothing is sent twice for its own sake, and everything may be.
    """

    def __init__(
        self,
        directory: Directory,
        transport: Transport,
        *,
        tenant_url: str,
        token: str,
        settings: JobSettings | None = None,
        mapping: Mapping = RECOMMENDED_MAPPING,
        on_progress: Callable[[Progress], None] = lambda _: None,
        on_exchange: Callable[[Exchange], None] = lambda _: None,
        new_guid: Callable[[], uuid.UUID] = uuid.uuid4,
    ) -> None:
        self.statistics = Statistics()
        self._directory = directory
        self._settings = settings or JobSettings()
        self._mapping = mapping
        self._connections = Connections(transport, tenant_url, token, self._settings.dialect, self._record)
        self._on_progress = on_progress
        self._on_exchange = on_exchange
        self._new_guid = new_guid
        self._user_links: dict[str, str] = {}
        self._group_links: dict[str, str] = {}
        self._watermark: int | None = None
        self._escrow: list[Changes] = []

    def _record(self, exchange: Exchange) -> None:
        self.statistics.record(exchange)
        self._on_exchange(exchange)

    async def test_connection(self) -> None:
        """Ask for a user and a group that cannot exist, as "Test Connection" and the start of every cycle do.

        Raises Quarantined unless both answers are empty lists.
        """
        client = self._connections.main.client
        try:
            user = await client.find("Users", self._mapping.user_matching[0], str(self._new_guid()))
            group = await client.find("Groups", self._mapping.group_matching[0], str(self._new_guid()))
        except UnexpectedAnswer as unexpected:
            raise Quarantined(f"The connection test failed. {unexpected}") from unexpected
        if user or group:
            raise Quarantined(
                "The connection test failed. The target answers a filter for a random GUID with an object."
            )

    async def run_cycle(self) -> None:
        """Bring the target to what the directory holds now.

        The first cycle is the initial one and considers every object; later ones only changes and the escrow.
        Raises Quarantined; the work then waits for the next cycle.
        """
        fresh = (
            self._directory.everything() if self._watermark is None else self._directory.changes_since(self._watermark)
        )
        self._watermark = self._directory.watermark
        work = Changes.combined([*self._escrow, fresh])
        self._escrow = [work]
        await self.test_connection()
        self._escrow = []
        try:
            await self._provision(work)
        except Quarantined:
            self._escrow = [work]
            raise

    async def _provision(self, work: Changes) -> None:
        """Users before references before groups: each step names only what the steps before it made."""
        people, gone = self._directory.people, self._directory.purged
        users = UserProvisioning(self._connections, self._user_links, self.statistics, self._mapping)
        await self._each("Deleting users", work.purged_people, lambda one: users.delete(gone[one]), _purge_again)
        await self._each("Users", work.people, lambda one: users.provision(people[one]), _person_again)
        reports = (one.object_id for one in people.values() if one.manager in users.newly_linked)
        await self._each(
            "Managers",
            dict.fromkeys((*work.people, *reports)) if self._mapping.manager else (),
            lambda one: users.provision_manager(people[one]),
            _person_again,
        )
        await self._provision_groups(work, users.newly_linked)

    async def _provision_groups(self, work: Changes, newcomers: set[str]) -> None:
        groups = GroupProvisioning(
            self._connections,
            self._group_links,
            self._user_links,
            self.statistics,
            self._mapping,
            member_batch=self._settings.member_batch,
        )
        members = self._members_to_send(work, newcomers)
        await self._each("Deleting groups", work.deleted_groups, groups.delete, _delete_again)
        await self._each(
            "Groups",
            dict.fromkeys((*work.groups, *members)),
            lambda one: groups.provision(self._directory.groups[one], members.get(one, MemberChanges())),
            lambda one: self._group_again(one, members.get(one, MemberChanges())),
        )

    def _members_to_send(self, work: Changes, newcomers: set[str]) -> dict[str, MemberChanges]:
        """The membership changes, and those that had to wait until the member had an account."""
        waiting = {
            group.object_id: MemberChanges(added=group.members & newcomers)
            for group in self._directory.groups.values()
            if not newcomers.isdisjoint(group.members)
        }
        return {
            group: work.members.get(group, MemberChanges()).then(waiting.get(group, MemberChanges()))
            for group in dict.fromkeys((*work.members, *waiting))
        }

    def _group_again(self, group: str, members: MemberChanges) -> Changes:
        """A failed group may have been linked before its members were sent, so the next cycle sends all of them."""
        everyone = MemberChanges(added=self._directory.groups[group].members)
        return Changes(groups=(group,), members={group: everyone.then(MemberChanges(removed=members.removed))})

    async def _each(
        self,
        phase: str,
        object_ids: Iterable[str],
        action: Callable[[str], Awaitable[None]],
        again: Callable[[str], Changes],
    ) -> None:
        """Run `action` for each object, some at once; an object that fails goes to escrow as `again` says."""
        queue = list(object_ids)
        waiting = iter(queue)
        done = 0

        async def work() -> None:
            nonlocal done
            for object_id in waiting:
                try:
                    await action(object_id)
                except CredentialsRefused as refused:
                    raise Quarantined(f"The target refused the credentials. {refused}") from refused
                except UnexpectedAnswer:
                    self._escrow.append(again(object_id))
                done += 1
                self._on_progress(Progress(phase, done, len(queue)))

        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(min(self._settings.concurrency, len(queue))):
                    tasks.create_task(work())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from failures


def _person_again(person: str) -> Changes:
    return Changes(people=(person,))


def _purge_again(person: str) -> Changes:
    return Changes(purged_people=(person,))


def _delete_again(group: str) -> Changes:
    return Changes(deleted_groups=(group,))
