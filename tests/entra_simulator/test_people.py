from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from entra_simulator.life import whole_life
from entra_simulator.people import Tenant, generated_directory, generated_person

if TYPE_CHECKING:
    from entra_simulator.directory import Directory, Person

LARGE = Tenant(seed=1, users=600, groups=30)


def played(tenant: Tenant) -> Directory:
    life = whole_life(tenant)
    for scene in life.scenes:
        scene.play(life.directory)
    return life.directory


def depth(directory: Directory, person: Person) -> int:
    return 0 if person.manager is None else 1 + depth(directory, directory.people[person.manager])


def test_the_same_seed_and_size_live_the_same_life() -> None:
    first, second = played(LARGE), played(LARGE)
    assert first.people == second.people
    assert first.groups == second.groups
    assert first.purged == second.purged
    assert first.changes_since(0) == second.changes_since(0)


def test_tenants_that_differ_share_no_name_and_no_object_id() -> None:
    other = generated_directory(Tenant(seed=2, users=600, groups=30))
    one = generated_directory(LARGE)
    assert one.people.keys().isdisjoint(other.people)
    for attribute in ("user_principal_name", "object_id"):
        assert not {getattr(person, attribute) for person in one.people.values()} & {
            getattr(person, attribute) for person in other.people.values()
        }
    assert not {group.display_name for group in one.groups.values()} & {
        group.display_name for group in other.groups.values()
    }


def test_no_name_is_ever_borne_by_two_objects() -> None:
    life = whole_life(LARGE)
    bearers: dict[str, set[str]] = {}
    for scene in life.scenes:
        scene.play(life.directory)
        for person in life.directory.people.values():
            bearers.setdefault(person.user_principal_name.casefold(), set()).add(person.object_id)
        for group in life.directory.groups.values():
            bearers.setdefault(group.display_name.casefold(), set()).add(group.object_id)
    assert all(len(ids) == 1 for ids in bearers.values())


def test_the_people_are_as_varied_as_a_real_tenant() -> None:
    people = list(generated_directory(LARGE).people.values())
    assert len(people) == 600
    assert any("#EXT#" in person.user_principal_name for person in people)
    assert any("'" in person.user_principal_name for person in people)
    assert any(person.mail is None for person in people)
    assert any(person.mail and "+" in person.mail for person in people)
    assert any(not person.account_enabled for person in people)
    assert len({person.preferred_language for person in people}) >= 8
    assert any(not person.display_name.isascii() for person in people)
    assert all(person.user_principal_name.isascii() for person in people)


def test_managers_are_several_levels_deep_and_form_no_circle_at_first() -> None:
    directory = generated_directory(LARGE)
    depths = Counter(depth(directory, person) for person in directory.people.values())
    assert depths[0] == 1
    assert max(depths) >= 4


def test_groups_range_from_empty_to_everybody() -> None:
    sizes = [len(group.members) for group in generated_directory(LARGE).groups.values()]
    assert len(sizes) == 30
    assert min(sizes) == 0
    assert max(sizes) == 600
    assert len(set(sizes)) > 8


def test_a_person_does_not_depend_on_who_else_exists() -> None:
    assert generated_directory(LARGE).people[LARGE.object_id("person", 17)] == generated_person(LARGE, 17)
