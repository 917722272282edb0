"""What a target should hold after each cycle, told from the directory alone, and how it differs from what it holds.

Objects are told apart by an externalId that is their object id, so this knows the recommended mapping only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entra_simulator.default_mappings import RECOMMENDED_MAPPING
from entra_simulator.mapping import mapped_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from entra_simulator.directory import Directory, Person


@dataclass(frozen=True, slots=True)
class UserState:
    """An account: its externalId, the value at each mapped SCIM path ("True" and "False" for booleans), its manager.

    `manager` is the manager's externalId.
    """

    external_id: str
    attributes: Mapping[str, str]
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group: its externalId, its name, and its members by externalId."""

    external_id: str
    display_name: str
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TargetState:
    """What a target holds, its own objects included; only those with an externalId can be told apart."""

    users: tuple[UserState, ...] = ()
    groups: tuple[GroupState, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What provisioning answers for, by object id.

    `absent` are objects that must not stand at the target; `unmanaged` are accounts that a job has let go of and
    whose state is nobody's promise.
    """

    users: Mapping[str, UserState] = field(default_factory=dict)
    groups: Mapping[str, GroupState] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    unmanaged: frozenset[str] = frozenset()


def expected_after_cycle(before: Expectation, directory: Directory) -> Expectation:
    """What should stand after a cycle that saw `directory`, when `before` stood until then.

    The past counts: an attribute that lost its value keeps the old one at the target, a person who was never in
    scope has no account, and one who was unassigned before the purge keeps a disabled one.
    """
    accounts = {
        person.object_id: person
        for person in directory.people.values()
        if person.object_id in before.users or not person.is_soft_deleted
    }
    unmanaged = before.unmanaged | {
        object_id for object_id, person in directory.purged.items() if object_id in before.users and not person.assigned
    }
    groups = {
        group.object_id: GroupState(group.object_id, group.display_name, group.members & accounts.keys())
        for group in directory.groups.values()
    }
    known = {*directory.people, *directory.purged, *directory.deleted_groups}
    return Expectation(
        users={object_id: _user_state(person, before, accounts) for object_id, person in accounts.items()},
        groups=groups,
        absent=frozenset(known - accounts.keys() - unmanaged),
        unmanaged=unmanaged,
    )


def differences(expected: Expectation, actual: TargetState) -> list[str]:
    """Every way in which `actual` departs from `expected`, as sentences. Foreign objects are ignored."""
    return [
        *_presence("user", expected.users, expected.absent, [user.external_id for user in actual.users]),
        *_presence("group", expected.groups, expected.absent, [group.external_id for group in actual.groups]),
        *(
            line
            for user in actual.users
            if user.external_id in expected.users
            for line in _user_differences(expected.users[user.external_id], user)
        ),
        *(
            line
            for group in actual.groups
            if group.external_id in expected.groups
            for line in _group_differences(expected.groups[group.external_id], group, expected.unmanaged)
        ),
    ]


def _user_state(person: Person, before: Expectation, accounts: Mapping[str, Person]) -> UserState:
    earlier = before.users.get(person.object_id)
    attributes = {**(earlier.attributes if earlier else {}), **mapped_values(person, RECOMMENDED_MAPPING)}
    return UserState(person.object_id, attributes, person.manager if person.manager in accounts else None)


def _presence(kind: str, wanted: Iterable[str], absent: frozenset[str], found: list[str]) -> Iterator[str]:
    counts = Counter(found)
    for external_id in wanted:
        if counts[external_id] != 1:
            yield f"{kind} {external_id} stands {counts[external_id]} times instead of once"
    for external_id in sorted(absent & counts.keys()):
        yield f"{kind} {external_id} stands although it should not"


def _user_differences(expected: UserState, actual: UserState) -> Iterator[str]:
    name = expected.attributes["userName"]
    for path in dict.fromkeys((*expected.attributes, *actual.attributes)):
        wanted, held = expected.attributes.get(path), actual.attributes.get(path)
        if wanted != held:
            yield f"user {name}: {path} is {held!r} instead of {wanted!r}"
    if expected.manager != actual.manager:
        yield f"user {name}: the manager is {actual.manager} instead of {expected.manager}"


def _group_differences(expected: GroupState, actual: GroupState, unmanaged: frozenset[str]) -> Iterator[str]:
    if expected.display_name != actual.display_name:
        yield f"group {expected.display_name!r}: displayName is {actual.display_name!r}"
    for member in sorted(expected.members - actual.members):
        yield f"group {expected.display_name!r}: member {member} is missing"
    for member in sorted(actual.members - expected.members - unmanaged):
        yield f"group {expected.display_name!r}: member {member} is one too many"
