from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import pytest

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
    assert any(person.user_type == "Guest" for person in people)
    assert any(person.surname is None for person in people)
    assert any(person.other_mails for person in people)
    assert any(person.app_role_assignments for person in people)
    assert any(person.extension_attributes for person in people)
    assert len({person.preferred_language for person in people}) >= 20
    assert any(not person.display_name.isascii() for person in people)
    assert all(person.user_principal_name.isascii() for person in people)


def test_managers_are_several_levels_deep_and_form_no_circle_at_first() -> None:
    directory = generated_directory(LARGE)
    depths = Counter(depth(directory, person) for person in directory.people.values())
    assert depths[0] == 1
    assert max(depths) >= 9


def test_even_a_small_tenant_has_ten_levels_of_managers() -> None:
    directory = generated_directory(Tenant(seed=3, users=10, groups=0))
    assert max(depth(directory, person) for person in directory.people.values()) == 9


def test_people_are_written_in_many_scripts() -> None:
    letters = {letter for person in generated_directory(LARGE).people.values() for letter in person.display_name}
    scripts = {unicodedata.name(letter).split()[0] for letter in letters if letter.isalpha()}
    wanted = "LATIN GREEK CYRILLIC ARABIC HEBREW DEVANAGARI TAMIL THAI GEORGIAN ETHIOPIC HANGUL HIRAGANA CJK"
    assert scripts >= set(wanted.split())
    assert "COMBINING ACUTE ACCENT" in {unicodedata.name(letter) for letter in letters}


@pytest.mark.parametrize("attribute", ["display_name", "mail", "mail_nickname"])
def test_some_people_differ_from_others_in_the_case_of_letters_only(attribute: str) -> None:
    values = [getattr(person, attribute) for person in generated_directory(LARGE).people.values()]
    counts = Counter(value.casefold() for value in values if value)
    assert max(counts.values()) > 1
    if attribute != "mail_nickname":
        assert len({value for value in values if value}) > len(counts)


def test_nobody_has_anothers_user_principal_name_in_any_case() -> None:
    people = generated_directory(Tenant(seed=1, users=3000, groups=0)).people.values()
    assert len({person.user_principal_name.casefold() for person in people}) == 3000


def test_groups_range_from_empty_to_everybody() -> None:
    sizes = [len(group.members) for group in generated_directory(LARGE).groups.values()]
    assert len(sizes) == 30
    assert min(sizes) == 0
    assert max(sizes) == 600
    assert len(set(sizes)) > 8


def test_a_person_does_not_depend_on_who_else_exists() -> None:
    assert generated_directory(LARGE).people[LARGE.object_id("person", 17)] == generated_person(LARGE, 17)
