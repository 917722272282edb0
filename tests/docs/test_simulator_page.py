"""What the page about the simulator says of files is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from entra_simulator.directory_csv import records_of_csv
from entra_simulator.directory_json import records_of_json
from entra_simulator.directory_properties import find_property, names_of_fields
from entra_simulator.directory_records import directory_of
from entra_simulator.expression_functions import FUNCTIONS
from entra_simulator.mapping_files import read_mapping
from entra_simulator.source_attributes import GROUP_ATTRIBUTES, USER_ATTRIBUTES

PAGE = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    text = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_the_example_of_a_mapping_is_one() -> None:
    (example,) = blocks("yaml")
    assert read_mapping(example).user_matching == ("userName", "externalId")


def test_the_examples_of_tables_are_a_directory() -> None:
    people, groups = blocks("csv")
    directory = directory_of(
        records_of_csv(people, "people.csv", "people"), records_of_csv(groups, "groups.csv", "groups")
    )
    assert [len(group.members) for group in directory.groups.values()] == [2, 0]


def test_the_example_in_json_is_a_directory() -> None:
    (example,) = blocks("json")
    assert len(directory_of(*records_of_json(example, "directory.json")).people) == 2


def test_every_property_is_listed_and_no_other() -> None:
    rows = dict(re.findall(r"^\| ([\w' ]+) \| (.+) \|$", section("Directory files"), re.MULTILINE))
    people = words(rows["people"]) | words(rows["the simulator's own"])
    assert people == set(names_of_fields("people").values())
    assert words(rows["groups"]) - {"objectId"} == set(names_of_fields("groups").values())
    assert [name for name in words(rows["by their other name"]) if find_property("people", name) is None] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_listed_as_it_is_used(name: str) -> None:
    assert FUNCTIONS[name].usage in words(section("Mapping files"))


def test_every_source_is_listed() -> None:
    assert {*USER_ATTRIBUTES, *GROUP_ATTRIBUTES} - words(section("Mapping files")) == set()
