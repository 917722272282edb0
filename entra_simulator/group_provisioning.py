"""One group at a time: match, create, rename, delete; then its members in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entra_simulator.attribute_flow import changed_properties, compare_read_back, created_properties
from entra_simulator.changes import MemberChanges
from entra_simulator.dialect import Dialect, add_members, patch_attributes, remove_members
from entra_simulator.error_codes import READ_BACK_DISAGREES, REDUNDANT_EXPORT
from entra_simulator.failures import InvalidAnchor
from entra_simulator.mapping import attribute_changes, group_to_scim
from entra_simulator.matching import find_target
from entra_simulator.provisioning_log import Action, ModifiedProperty, StepType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from entra_simulator.activity import Activity
    from entra_simulator.answers import Resource
    from entra_simulator.directory import Group
    from entra_simulator.workplace import Workplace


class GroupProvisioning:
    """Brings groups to the target within one cycle."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._links = workplace.memory.groups

    async def provision(self, group: Group, activity: Activity) -> None:
        """Create or rename the group."""
        link = self._links.find_target(group.object_id)
        activity.target_id = link or ""
        activity.done(f"Received group {group.display_name!r} from the directory.", {"objectId": group.object_id})
        activity.begin(StepType.SCOPING)
        activity.done("The group is in scope.", {"IsInProvisioningScope": "True"})
        activity.begin(StepType.MATCHING)
        connection = self._at.connections.of(group.object_id, activity.note)
        match = await find_target(connection.client, group, self._at.mapping, self._links)
        if match is None:
            target_id = await self._create(group, activity)
        else:
            found, by = match
            target_id = activity.target_id = found["id"]
            activity.done("The group was found in the target system.", {"MatchedBy": by, "TargetId": target_id})
            await self._update(group, found, activity)
        self._links.tie(group.object_id, target_id)
        if target_id != link:
            self._at.memory.new_groups.add(group.object_id)

    async def _create(self, group: Group, activity: Activity) -> str:
        activity.done("No group in the target system matches.")
        activity.action = Action.CREATE
        activity.begin(StepType.EXPORT)
        connection = self._at.connections.of(group.object_id, activity.note)
        resource = await connection.client.create("Groups", group_to_scim(group, self._at.mapping))
        target_id: str = resource["id"]
        activity.target_id = target_id
        activity.change(created_properties(group, self._at.mapping))
        activity.done("The group was created.", {"TargetId": target_id})
        compare_read_back(activity, group, resource, self._at.mapping)
        return target_id

    async def _update(self, group: Group, resource: Resource, activity: Activity) -> None:
        activity.begin(StepType.EXPORT)
        changes = attribute_changes(group, resource, self._at.mapping)
        if not changes:
            activity.skip(REDUNDANT_EXPORT, "The target already agrees with the directory.")
            return
        activity.action = Action.UPDATE
        connection = self._at.connections.of(group.object_id, activity.note)
        body = patch_attributes(connection.dialect, changes)
        await connection.client.patch("Groups", resource["id"], body)
        activity.change(changed_properties(changes, resource, group, self._at.mapping))
        activity.done("The group was updated.")
        if self._at.settings.read_back:
            shown = await connection.client.read("Groups", resource["id"])
            compare_read_back(activity, group, shown, self._at.mapping)

    async def provision_members(self, group: Group, members: MemberChanges, activity: Activity) -> None:
        """Send who came and who left.

        A group that this job had not linked gets every member it has in the directory: what the target holds is
        never read, so members whom only the target knows stay.
        """
        if group.object_id in self._at.memory.new_groups:
            members = MemberChanges(added=group.members).then(members)
        # Who was purged since may still have a link, and must not come back to the group by it.
        current = MemberChanges(added=members.added & group.members, removed=members.removed)
        await self.send_members(group, current, activity)

    async def send_members(self, group: Group, members: MemberChanges, activity: Activity) -> None:
        """Send these members and no others, as far as they and the group are linked."""
        target_id = self._links.find_target(group.object_id)
        if target_id is None or not self._at.mapping.members:
            return
        activity.target_id = target_id
        activity.action = Action.UPDATE
        activity.begin(StepType.REFERENCE_RESOLUTION)
        for people, body, added in ((members.added, add_members, True), (members.removed, remove_members, False)):
            accounts = self._accounts(people)
            await self._send(group, accounts, body, activity)
            activity.change(_member_properties(accounts, added=added))
            await self._read_back(group, accounts, activity, expected=added)
        if activity.modified:
            activity.done(f"Memberships sent: {len(activity.modified):,}.")

    async def _send(
        self,
        group: Group,
        member_ids: list[str],
        body: Callable[[Dialect, Iterable[str]], dict[str, Any]],
        activity: Activity,
    ) -> None:
        connection = self._at.connections.of(group.object_id, activity.note)
        for batch in _batches(member_ids, self._at.settings.member_batch):
            await connection.client.patch("Groups", activity.target_id, body(connection.dialect, batch))

    async def _read_back(self, group: Group, member_ids: list[str], activity: Activity, *, expected: bool) -> None:
        """Ask for one member of those sent; Entra never reads the list."""
        if not member_ids or not self._at.settings.read_back:
            return
        client = self._at.connections.of(group.object_id, activity.note).client
        if await client.has_member(activity.target_id, member_ids[-1]) is not expected:
            told = "lacks the member" if expected else "still holds the member"
            activity.warn(READ_BACK_DISAGREES, f"The target answered success, but {told} {member_ids[-1]}.")

    def _accounts(self, people: Iterable[str]) -> list[str]:
        """The target's ids of those people who have an account."""
        found = (self._at.memory.users.find_target(person) for person in sorted(people))
        return [target_id for target_id in found if target_id is not None]

    async def delete(self, group: Group, activity: Activity) -> None:
        """Delete the group at the target; one that is gone already is none the less gone."""
        link = self._links.find_target(group.object_id)
        if link is not None:
            activity.target_id = link
            activity.action = Action.DELETE
            activity.done(f"Group {group.display_name!r} was deleted from the directory.")
            activity.begin(StepType.EXPORT)
            try:
                await self._at.connections.of(group.object_id, activity.note).client.delete("Groups", link)
                activity.done("The group was deleted.")
            except InvalidAnchor as gone:
                activity.skip(gone.code, f"The group was gone already. {gone.detail}")
        self._links.untie(group.object_id)


def _member_properties(member_ids: Iterable[str], *, added: bool) -> Iterator[ModifiedProperty]:
    for member in member_ids:
        yield ModifiedProperty("members", None, member) if added else ModifiedProperty("members", member, None)


def _batches(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
