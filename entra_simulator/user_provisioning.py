"""One user at a time: match, create, update, disable, restore, delete; then the manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.attribute_flow import changed_properties, compare_read_back, created_properties
from entra_simulator.dialect import clear_manager, patch_attributes, set_manager
from entra_simulator.error_codes import NOT_ENTITLED, READ_BACK_DISAGREES, REDUNDANT_EXPORT
from entra_simulator.failures import InvalidAnchor
from entra_simulator.mapping import MANAGER_PATH, attribute_changes, user_to_scim
from entra_simulator.matching import find_target
from entra_simulator.provisioning_log import Action, ModifiedProperty, StepType
from entra_simulator.scim_path import value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entra_simulator.activity import Activity
    from entra_simulator.answers import Resource
    from entra_simulator.directory import Person
    from entra_simulator.mapping import AttributeChange
    from entra_simulator.workplace import Workplace


class UserProvisioning:
    """Brings people to the target within one cycle."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._links = workplace.memory.users
        self._found: dict[str, Resource] = {}
        self._created: set[str] = set()

    async def provision(self, person: Person, activity: Activity) -> None:
        """Create or update the account. Whoever is out of scope and has no account gets none."""
        link = self._links.find_target(person.object_id)
        activity.target_id = link or ""
        activity.done(f"Received user {person.display_name!r} from the directory.", _imported(person))
        activity.begin(StepType.SCOPING)
        if self._at.source.is_let_be(person):
            activity.skip(NOT_ENTITLED, "The user left the scope, and such accounts are let be.", _scope(person))
            return
        activity.done(_scope_sentence(person), _scope(person))
        activity.begin(StepType.MATCHING)
        connection = self._at.connections.of(person.object_id, activity.note)
        match = await find_target(connection.client, person, self._at.mapping, self._links)
        if match is None:
            await self._create(person, activity)
        else:
            found, by = match
            activity.target_id = found["id"]
            activity.done("The user was found in the target system.", {"MatchedBy": by, "TargetId": found["id"]})
            self._found[person.object_id] = found
            self._link(person, found["id"], link)
            await self._update(person, found, activity)

    async def _create(self, person: Person, activity: Activity) -> None:
        if person.is_soft_deleted:
            activity.skip(NOT_ENTITLED, "The user is not active and assigned, and has no account.", _scope(person))
            return
        activity.done("No user in the target system matches.")
        activity.action = Action.CREATE
        activity.begin(StepType.EXPORT)
        connection = self._at.connections.of(person.object_id, activity.note)
        resource = await connection.client.create("Users", user_to_scim(person, self._at.mapping))
        activity.target_id = resource["id"]
        self._created.add(person.object_id)
        self._link(person, resource["id"], None)
        activity.change(created_properties(person, self._at.mapping))
        activity.done("The user was created.", {"TargetId": resource["id"]})
        compare_read_back(activity, person, resource, self._at.mapping)

    def _link(self, person: Person, target_id: str, before: str | None) -> None:
        self._links.tie(person.object_id, target_id)
        if target_id != before:
            self._at.memory.new_users.add(person.object_id)

    async def _update(self, person: Person, resource: Resource, activity: Activity) -> None:
        activity.begin(StepType.EXPORT)
        changes = attribute_changes(person, resource, self._at.mapping)
        if changes:
            activity.action = _action(changes)
            connection = self._at.connections.of(person.object_id, activity.note)
            body = patch_attributes(connection.dialect, changes)
            shown = await connection.client.patch("Users", resource["id"], body)
            activity.change(changed_properties(changes, resource, person, self._at.mapping))
            activity.done("The user was updated.")
            if shown is None and self._at.settings.read_back:
                shown = await connection.client.read("Users", resource["id"])
            if shown is not None:
                compare_read_back(activity, person, shown, self._at.mapping)
        else:
            activity.skip(REDUNDANT_EXPORT, "The target already agrees with the directory.")
        if person.is_soft_deleted:
            self._at.memory.disabled.add(person.object_id)
        else:
            self._at.memory.disabled.discard(person.object_id)

    async def provision_manager(self, person: Person, activity: Activity) -> None:
        """Point the account at its manager's account, or at none when the manager has no account."""
        user_id = self._links.find_target(person.object_id)
        if user_id is None or not self._at.mapping.manager or self._at.source.is_let_be(person):
            return
        activity.target_id = user_id
        activity.begin(StepType.REFERENCE_RESOLUTION)
        connection = self._at.connections.of(person.object_id, activity.note)
        held = value_at(self._found.get(person.object_id, {}), f"{MANAGER_PATH}.value")
        manager_id = self._links.find_target(person.manager) if person.manager else None
        if manager_id is None:
            if held is not None:
                await connection.client.patch("Users", user_id, clear_manager(connection.dialect))
                _tell_manager(activity, held, None)
            return
        if person.object_id not in self._created and await connection.client.has_manager(user_id, manager_id):
            return
        body = set_manager(connection.dialect, manager_id, present=held is not None)
        await connection.client.patch("Users", user_id, body)
        _tell_manager(activity, held, manager_id)
        if self._at.settings.read_back and not await connection.client.has_manager(user_id, manager_id):
            activity.warn(READ_BACK_DISAGREES, f"The target does not show the manager {manager_id} that it was sent.")

    async def delete(self, person: Person, activity: Activity) -> None:
        """Delete the account of a purged person; one that is gone already is none the less gone.

        Whoever had been unassigned before is no longer managed: the account stays, disabled, and nothing is sent.
        """
        link = self._links.find_target(person.object_id)
        if link is not None and person.assigned:
            activity.target_id = link
            activity.action = Action.DELETE
            activity.done(f"User {person.display_name!r} was deleted from the directory for good.")
            activity.begin(StepType.EXPORT)
            connection = self._at.connections.of(person.object_id, activity.note)
            try:
                await connection.client.delete("Users", link)
                activity.done("The user was deleted.")
            except InvalidAnchor as gone:
                activity.skip(gone.code, f"The user was gone already. {gone.detail}")
        self._links.untie(person.object_id)
        self._at.memory.disabled.discard(person.object_id)


def _tell_manager(activity: Activity, before: str | None, after: str | None) -> None:
    activity.action = Action.UPDATE
    activity.change([ModifiedProperty(MANAGER_PATH, before, after)])
    activity.done("The user's manager was updated.")


def _action(changes: Sequence[AttributeChange]) -> Action:
    return Action.DISABLE if any((one.path, one.value) == ("active", "False") for one in changes) else Action.UPDATE


def _imported(person: Person) -> dict[str, str | None]:
    return {
        "objectId": person.object_id,
        "userPrincipalName": person.user_principal_name,
        "displayName": person.display_name,
        "mail": person.mail,
        "accountEnabled": str(person.account_enabled),
        "IsSoftDeleted": str(person.is_soft_deleted),
    }


def _scope(person: Person) -> dict[str, str | None]:
    return {
        "IsActive": str(person.account_enabled and not person.soft_deleted),
        "Assigned to the application": str(person.assigned),
        "IsInProvisioningScope": str(person.assigned),
    }


def _scope_sentence(person: Person) -> str:
    if person.is_soft_deleted:
        return "The user is not active and assigned: an account would be disabled."
    return "The user is active and in scope."
