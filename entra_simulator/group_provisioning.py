"""One group at a time: match, create, rename, delete; then its members in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entra_simulator.answers import InvalidAnchor, Resource
from entra_simulator.changes import MemberChanges
from entra_simulator.dialect import Dialect, add_members, patch_attributes, remove_members
from entra_simulator.mapping import Mapping as AttributeMappings
from entra_simulator.mapping import attribute_changes, group_to_scim
from entra_simulator.matching import find_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from entra_simulator.connections import Connections
    from entra_simulator.directory import Group
    from entra_simulator.statistics import Statistics


class GroupProvisioning:
    """Brings groups to the target. `links` and `user_links` lead from object ids to the target's ids."""

    def __init__(
        self,
        connections: Connections,
        links: dict[str, str],
        user_links: Mapping[str, str],
        statistics: Statistics,
        mapping: AttributeMappings,
        *,
        member_batch: int,
    ) -> None:
        self._connections = connections
        self._links = links
        self._user_links = user_links
        self._statistics = statistics
        self._mapping = mapping
        self._member_batch = member_batch

    async def provision(self, group: Group, members: MemberChanges) -> None:
        """Create or rename the group and send `members`.

        A group that this job had not linked gets every member it has in the directory: what the target holds is
        never read, so members whom only the target knows stay.
        """
        client = self._connections.of(group.object_id).client
        link = self._links.get(group.object_id)
        found = await find_target(client, group, link, self._mapping)
        if found is None:
            resource = await client.create("Groups", group_to_scim(group, self._mapping))
            self._statistics.created += 1
        else:
            resource = found
            await self._update(group, found)
        self._links[group.object_id] = resource["id"]
        if resource["id"] != link:
            members = MemberChanges(added=group.members).then(members)
        if self._mapping.members:
            await self._send_members(group, members)

    async def _update(self, group: Group, resource: Resource) -> None:
        connection = self._connections.of(group.object_id)
        changes = attribute_changes(group, resource, self._mapping)
        if changes:
            await connection.client.patch("Groups", resource["id"], patch_attributes(connection.dialect, changes))
            self._statistics.updated += 1

    async def _send_members(self, group: Group, members: MemberChanges) -> None:
        added, removed = self._accounts(members.added), self._accounts(members.removed)
        await self._send_batches(group, added, add_members)
        self._statistics.members_added += len(added)
        await self._send_batches(group, removed, remove_members)
        self._statistics.members_removed += len(removed)

    async def _send_batches(
        self, group: Group, member_ids: list[str], body: Callable[[Dialect, Iterable[str]], dict[str, Any]]
    ) -> None:
        connection = self._connections.of(group.object_id)
        for batch in _batches(member_ids, self._member_batch):
            await connection.client.patch("Groups", self._links[group.object_id], body(connection.dialect, batch))

    def _accounts(self, people: Iterable[str]) -> list[str]:
        """The target's ids of those people who have an account."""
        return [self._user_links[person] for person in sorted(people) if person in self._user_links]

    async def delete(self, object_id: str) -> None:
        """Delete the group at the target; one that is gone already is none the less gone."""
        link = self._links.get(object_id)
        if link is not None:
            try:
                await self._connections.of(object_id).client.delete("Groups", link)
                self._statistics.deleted += 1
            except InvalidAnchor:
                pass
        self._links.pop(object_id, None)


def _batches(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
