"""A directory that was read again becomes the one that was read, by changes that Entra knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entra_simulator.directory import Directory, Group
from entra_simulator.directory_update import bring_up_to_date
from tests.entra_simulator.office import person

NAMES = ("ada", "bob", "cleo", "dora")
COMPANIES = st.builds(
    lambda titles, members: (titles, members),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(("Chief", "Clerk"))),
    st.frozensets(st.sampled_from(NAMES)),
)


def company(titles: dict[str, str], members: frozenset[str]) -> Directory:
    directory = Directory()
    for name, title in titles.items():
        directory.put_person(person(name, job_title=title))
    directory.put_group(Group(object_id="all", display_name="All", members=members & titles.keys()))
    return directory


@settings(max_examples=100)
@given(steps=st.lists(COMPANIES, min_size=1, max_size=5))
def test_the_directory_holds_what_was_read_last_and_whoever_is_missing_is_in_the_recycle_bin(
    steps: list[tuple[dict[str, str], frozenset[str]]],
) -> None:
    directory = company(*steps[0])
    for step in steps[1:]:
        bring_up_to_date(directory, company(*step))
    last = company(*steps[-1])
    living = {object_id: one for object_id, one in directory.people.items() if not one.soft_deleted}
    assert (living, directory.groups) == (last.people, last.groups)
    watermark = directory.watermark
    bring_up_to_date(directory, last)
    assert directory.watermark == watermark


def test_a_missing_group_is_deleted_and_its_object_id_never_comes_back() -> None:
    directory, newer = company({"ada": "Chief"}, frozenset({"ada"})), company({"ada": "Chief"}, frozenset())
    newer.delete_group("all")
    bring_up_to_date(directory, newer)
    assert directory.groups == {}
    with pytest.raises(ValueError, match="never used again"):
        bring_up_to_date(directory, company({"ada": "Chief"}, frozenset()))


def test_whoever_is_there_again_is_restored() -> None:
    directory = company({"ada": "Chief", "bob": "Clerk"}, frozenset())
    bring_up_to_date(directory, company({"ada": "Chief"}, frozenset()))
    assert directory.people["bob"] == replace(person("bob", job_title="Clerk"), soft_deleted=True)
    bring_up_to_date(directory, company({"ada": "Chief", "bob": "Clerk"}, frozenset()))
    assert directory.people["bob"].soft_deleted is False
