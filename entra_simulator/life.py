"""A whole life of a tenant, scene by scene, each followed by a provisioning cycle.

A life depends on nothing but its tenant, so a second rehearsal repeats the first, and repairs what an interrupted
one left behind: every membership ever taken out is put in again first, every rename runs again from the old name.
No scene gives a name to somebody else that another object once had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from entra_simulator.directory import Directory, Group, Person
from entra_simulator.names import DEPARTMENTS
from entra_simulator.people import Tenant, generated_directory, generated_person

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of the tenant's life: its title and what happens to the directory."""

    title: str
    play: Callable[[Directory], None]


@dataclass(frozen=True, slots=True)
class Life:
    """The directory on its first day and the scenes that follow. A scene without edits must cause no change."""

    directory: Directory
    scenes: tuple[Scene, ...]


def whole_life(tenant: Tenant) -> Life:
    """The life of `tenant`: about 5 % are renamed, 10 % move, 3 % leave, 1 % come back, 1 % are purged, 2 % arrive."""
    events: tuple[tuple[str, Callable[[Directory, Tenant, Random], None]], ...] = (
        ("Initial cycle", _nothing),
        ("People marry and change department", _rename_and_move),
        ("People leave", _leave),
        ("Some come back, some are purged", _return_and_purge),
        ("People arrive and managers change", _arrive),
        ("Groups are renamed, opened and closed", _reorganise_groups),
        ("Members leave and enter groups", _exchange_members),
        ("Nothing happens", _nothing),
    )
    scenes = tuple(Scene(title, _bound(event, tenant, title)) for title, event in events)
    return Life(generated_directory(tenant), scenes)


def _bound(
    event: Callable[[Directory, Tenant, Random], None], tenant: Tenant, title: str
) -> Callable[[Directory], None]:
    return lambda directory: event(directory, tenant, tenant.random(title))


def _nothing(_directory: Directory, _tenant: Tenant, _random: Random) -> None:
    """The initial cycle, and the re-run that changes nothing."""


def _rename_and_move(directory: Directory, tenant: Tenant, random: Random) -> None:
    for person in _some(directory, random, 0.05):
        # Namesakes share the mail nickname, and nobody may ever bear what somebody else bore.
        nickname = f"{person.mail_nickname.partition('#')[0]}.renamed{person.employee_id}"
        surname = f"{person.surname}-Nováková"
        directory.put_person(
            replace(
                person,
                user_principal_name=f"{nickname}@{tenant.domain}",
                mail=person.mail and f"{nickname}@{tenant.domain}",
                surname=surname,
                display_name=f"{person.given_name} {surname}",
            )
        )
    for person in _some(directory, random, 0.10):
        others = [entry for entry in DEPARTMENTS if entry[0] != person.department]
        department, titles = random.choice(others)
        directory.put_person(replace(person, department=department, job_title=random.choice(titles)))
    for person in _some(directory, random, 0.02):
        # Nothing is sent for an attribute that lost its value, so the target keeps the number.
        directory.put_person(replace(person, facsimile_telephone_number=None, telephone_number=None))


def _leave(directory: Directory, _tenant: Tenant, random: Random) -> None:
    leavers = _some(directory, random, 0.03, at_least=4)
    for position, person in enumerate(leavers):
        ways = (
            replace(person, soft_deleted=True),
            replace(person, account_enabled=False),
            replace(person, soft_deleted=True),
            replace(person, assigned=False),
        )
        directory.put_person(ways[position % len(ways)])


def _return_and_purge(directory: Directory, _tenant: Tenant, _random: Random) -> None:
    deleted = [person for person in directory.people.values() if person.soft_deleted]
    for position, person in enumerate(deleted):
        if position % 2:
            directory.put_person(replace(person, soft_deleted=False))
        else:
            directory.purge_person(person.object_id)
    unassigned = [person for person in directory.people.values() if not person.assigned]
    for person in unassigned[:1]:
        directory.put_person(replace(person, assigned=True))


def _arrive(directory: Directory, tenant: Tenant, random: Random) -> None:
    bosses = [person.object_id for person in _active(directory)]
    for offset in range(_share(tenant.users, 0.02)):
        newcomer = generated_person(tenant, tenant.users + offset)
        manager = random.choice(bosses) if bosses else None
        directory.put_person(replace(newcomer, manager=manager, account_enabled=True))
    for person in _some(directory, random, 0.03):
        boss = random.choice(bosses)
        directory.put_person(replace(person, manager=None if boss == person.object_id else boss))


def _reorganise_groups(directory: Directory, tenant: Tenant, random: Random) -> None:
    groups = list(directory.groups.values())
    if len(groups) > 1:
        directory.delete_group(groups.pop().object_id)
    for group in random.sample(groups, min(len(groups), _share(len(groups), 0.1))):
        directory.put_group(replace(group, display_name=f"{group.display_name} renamed"))
    people = list(directory.people)
    directory.put_group(
        Group(
            object_id=tenant.object_id("group", tenant.groups),
            display_name=f"Newcomers ({tenant.code})",
            members=frozenset(people[-_share(len(people), 0.05) :]),
        )
    )


def _exchange_members(directory: Directory, _tenant: Tenant, random: Random) -> None:
    everybody = list(directory.people)
    for group in list(directory.groups.values()):
        members = sorted(group.members)
        leaving = random.sample(members, min(len(members), _share(len(members), 0.05)))
        outsiders = [person for person in everybody if person not in group.members]
        entering = random.sample(outsiders, min(len(outsiders), _share(len(members), 0.03)))
        directory.put_group(replace(group, members=(group.members - {*leaving}) | {*entering}))


def _some(directory: Directory, random: Random, share: float, *, at_least: int = 1) -> list[Person]:
    """A share of the people in scope, in no telling order, and never the head of the organisation."""
    candidates = _active(directory)[1:]
    return random.sample(candidates, min(len(candidates), max(at_least, _share(len(candidates), share))))


def _active(directory: Directory) -> list[Person]:
    return [person for person in directory.people.values() if not person.is_soft_deleted]


def _share(total: int, share: float) -> int:
    """A share of a whole, but at least one."""
    return max(1, round(total * share))
