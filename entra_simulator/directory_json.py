"""People and groups as one JSON object, with the property names of Microsoft Graph."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import orjson

from entra_simulator.directory_properties import (
    NotInForm,
    find_property,
    is_said,
    is_unread,
    names_of_fields,
    written_properties,
)
from entra_simulator.directory_records import DirectoryFileInvalid, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from entra_simulator.directory import Directory, Group, Person
    from entra_simulator.directory_properties import Property, Section

_SECTIONS: tuple[Section, ...] = ("people", "groups")
# Graph keeps these fifteen in an object of their own, and directory extensions beside all other properties.
_ON_PREMISES = "onPremisesExtensionAttributes"
_ON_PREMISES_NAME = re.compile(r"extensionAttribute([1-9]|1[0-5])")


def records_of_json(text: str, file: str) -> tuple[list[Record], list[Record]]:
    """What `text` says of people and of groups. Raises DirectoryFileInvalid, naming `file`, the object and property."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{file}, line {error.lineno}, column {error.colno}"
        raise DirectoryFileInvalid(f"{place}: this is not JSON: {error.msg}.") from error
    except RecursionError as error:
        raise DirectoryFileInvalid(f"{file}: this is no directory: it is nested too deeply.") from error
    if not isinstance(content, dict) or not content.keys() <= {*_SECTIONS}:
        raise DirectoryFileInvalid(f"{file}: a directory is an object with the arrays people and groups.")
    people, groups = (list(_records(content.get(name, []), name, file)) for name in _SECTIONS)
    return people, groups


def _records(content: Any, section: Section, file: str) -> Iterator[Record]:
    if not isinstance(content, list):
        raise DirectoryFileInvalid(f"{file}, {section}: an array belongs here.")
    names = names_of_fields(section)
    for index, properties in enumerate(content):
        record = Record(f"{file}, {section}[{index}]", names=names)
        if not isinstance(properties, dict):
            raise DirectoryFileInvalid(f"{record.place}: an object belongs here.")
        for name, value in _flat(record, properties):
            _fill(record, section, name, value)
        yield record


def _flat(record: Record, content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in content.items():
        if name != _ON_PREMISES:
            yield name, value
        elif isinstance(value, dict) and all(map(_ON_PREMISES_NAME.fullmatch, value)):
            yield from value.items()
        else:
            raise record.refusal(name, "an object with extensionAttribute1 to extensionAttribute15 belongs here")


def _fill(record: Record, section: Section, name: str, value: Any) -> None:
    found = find_property(section, name)
    if found is None:
        if not is_unread(name):
            known = ", ".join(names_of_fields(section).values())
            raise record.refusal(name, f"there is no such property; there are {known}, and extension attributes")
        return
    if found.field in record.values:
        raise record.refusal(name, "this says again what another property says")
    try:
        record.values[found.field] = None if value is None else found.form.read(value)
    except NotInForm as error:
        raise record.refusal(name, str(error)) from error


def json_of(directory: Directory) -> str:
    """The directory with one line a person and group, whatever goes without saying left out."""
    people = _lines(directory.people.values(), "people")
    groups = _lines(directory.groups.values(), "groups")
    return f'{{\n"people": [{people}],\n"groups": [{groups}]\n}}\n'


def _lines(objects: Iterable[Person | Group], section: Section) -> str:
    written = written_properties(section)
    lines = ",\n".join(orjson.dumps(_content(one, written)).decode() for one in objects)
    return lines and f"\n{lines}\n"


def _content(one: Person | Group, properties: tuple[Property, ...]) -> dict[str, Any]:
    said = {each.name: each.form.write(getattr(one, each.field)) for each in properties if is_said(one, each.field)}
    on_premises = {name: value for name, value in one.extension_attributes.items() if _ON_PREMISES_NAME.fullmatch(name)}
    directory_extensions = {name: value for name, value in one.extension_attributes.items() if name not in on_premises}
    return {**said, **directory_extensions, **({_ON_PREMISES: on_premises} if on_premises else {})}
