"""One user at a time: match, create, update, disable, restore, delete; then the manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.answers import InvalidAnchor, Resource
from entra_simulator.dialect import clear_manager, patch_attributes, set_manager
from entra_simulator.mapping import MANAGER_PATH, AttributeChange, Mapping, attribute_changes, user_to_scim
from entra_simulator.matching import find_target
from entra_simulator.scim_path import value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entra_simulator.connections import Connections
    from entra_simulator.directory import Person
    from entra_simulator.statistics import Statistics


class UserProvisioning:
    """Brings people to the target within one cycle. `links` outlives the cycle: object id to the target's id.

    `newly_linked` are the people whom this cycle found or created, whom references could not name before.
    """

    def __init__(
        self, connections: Connections, links: dict[str, str], statistics: Statistics, mapping: Mapping
    ) -> None:
        self._connections = connections
        self._links = links
        self._statistics = statistics
        self._mapping = mapping
        self._found: dict[str, Resource] = {}
        self.newly_linked: set[str] = set()

    async def provision(self, person: Person) -> None:
        """Create or update the account. Whoever is out of scope and has no account gets none."""
        client = self._connections.of(person.object_id).client
        link = self._links.get(person.object_id)
        found = await find_target(client, person, link, self._mapping)
        if found is None and person.is_soft_deleted:
            self._links.pop(person.object_id, None)
            return
        resource = found or await client.create("Users", user_to_scim(person, self._mapping))
        self._links[person.object_id] = resource["id"]
        if resource["id"] != link:
            self.newly_linked.add(person.object_id)
        if found is None:
            self._statistics.created += 1
        else:
            self._found[person.object_id] = found
            await self._update(person, found)

    async def _update(self, person: Person, resource: Resource) -> None:
        connection = self._connections.of(person.object_id)
        changes = attribute_changes(person, resource, self._mapping)
        if changes:
            await connection.client.patch("Users", resource["id"], patch_attributes(connection.dialect, changes))
            self._count(changes)

    def _count(self, changes: Sequence[AttributeChange]) -> None:
        active = next((change.value for change in changes if change.path == "active"), None)
        if active == "False":
            self._statistics.disabled += 1
        elif active == "True":
            self._statistics.restored += 1
        else:
            self._statistics.updated += 1

    async def provision_manager(self, person: Person) -> None:
        """Point the account at its manager's account, or at none when the manager has no account."""
        user_id = self._links.get(person.object_id)
        if user_id is None:
            return
        connection = self._connections.of(person.object_id)
        held = value_at(self._found.get(person.object_id, {}), f"{MANAGER_PATH}.value")
        manager_id = self._links.get(person.manager) if person.manager else None
        if manager_id is None:
            if held is not None:
                await connection.client.patch("Users", user_id, clear_manager(connection.dialect))
                self._statistics.updated += 1
            return
        created_now = person.object_id in self.newly_linked and person.object_id not in self._found
        if created_now or not await connection.client.has_manager(user_id, manager_id):
            body = set_manager(connection.dialect, manager_id, present=held is not None)
            await connection.client.patch("Users", user_id, body)
            self._statistics.updated += 1

    async def delete(self, person: Person) -> None:
        """Delete the account of a purged person; one that is gone already is none the less gone.

        Whoever had been unassigned before is no longer managed: the account stays, disabled, and nothing is sent.
        """
        link = self._links.get(person.object_id)
        if link is not None and person.assigned:
            try:
                await self._connections.of(person.object_id).client.delete("Users", link)
                self._statistics.deleted += 1
            except InvalidAnchor:
                pass
        self._links.pop(person.object_id, None)
