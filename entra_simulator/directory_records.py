"""From what a file says of people and groups to a directory, or to a sentence that names the place at fault."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from entra_simulator.directory import Directory, Group, Person
from entra_simulator.source_attributes import is_extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Duplicates = Literal["refuse", "keep"]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "narthex.example")


class DirectoryFileInvalid(Exception):
    """A file holds no directory; the message names the file, the line or object, the column or property, and why."""


@dataclass(slots=True)
class Record:
    """What a file says of one person or group: values by field, and where each stands.

    `place` is the file and the line or object; `names` are the file's names of the fields.
    """

    place: str
    values: dict[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def refusal(self, name: str, reason: str) -> DirectoryFileInvalid:
        """What is wrong with one field."""
        return DirectoryFileInvalid(f"{self.place}, {self.names.get(name, name)}: {reason}.")

    def fields(self, *required: str) -> dict[str, Any]:
        """The values that are given, extension attributes gathered. Refuses a record without what is required."""
        given = {name: value for name, value in self.values.items() if value is not None}
        for name in required:
            if name not in given:
                raise self.refusal(name, "a value is needed here")
        extensions = {name: given.pop(name) for name in [*given] if is_extension(name)}
        return {**given, "extension_attributes": extensions}


def directory_of(people: Iterable[Record], groups: Iterable[Record], duplicates: Duplicates = "refuse") -> Directory:
    """The directory that the records describe. Managers and members are named by object id or user principal name.

    A person without an object id gets one that follows from the user principal name, a group one that follows from
    its name, so that the same file always describes the same objects. `duplicates` says what becomes of user
    principal names that differ in nothing but case, which Entra does not allow: kept, they show what a target makes
    of them. Raises DirectoryFileInvalid.
    """
    directory = Directory()
    references = _References(duplicates)
    staff = [(record, _person(record)) for record in people]
    for record, person in staff:
        references.add_person(record, person)
    for record, person in staff:
        manager = references.find(record, "manager", person["manager"]) if "manager" in person else None
        directory.put_person(Person(**{**person, "manager": manager}))
    teams = [(record, _group(record)) for record in groups]
    for record, group in teams:
        references.add_group(record, group)
    for record, group in teams:
        members = frozenset(references.find(record, "members", member) for member in group.pop("members", ()))
        directory.put_group(Group(**group, members=members))
    return directory


def _person(record: Record) -> dict[str, Any]:
    values = record.fields("user_principal_name", "display_name")
    name: str = values["user_principal_name"]
    derived = {"object_id": _object_id(f"person/{name.casefold()}"), "mail_nickname": name.partition("@")[0]}
    return {**derived, **values}


def _group(record: Record) -> dict[str, Any]:
    values = record.fields("display_name")
    return {"object_id": _object_id(f"group/{values['display_name']}"), **values}


def _object_id(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


class _References:
    """Who can be named, and by what."""

    def __init__(self, duplicates: Duplicates) -> None:
        self._duplicates = duplicates
        self._people: set[str] = set()
        self._groups: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}

    def add_person(self, record: Record, values: Mapping[str, Any]) -> None:
        """Refuses an object id, and unless duplicates are kept a user principal name, that somebody else has."""
        self._take(record, values["object_id"])
        self._people.add(values["object_id"])
        bearers = self._by_name.setdefault(values["user_principal_name"].casefold(), [])
        bearers.append(values["object_id"])
        if len(bearers) > 1 and self._duplicates == "refuse":
            other = self._places[bearers[0]]
            raise record.refusal(
                "user_principal_name", f"{other} has this user principal name; case makes no difference"
            )

    def add_group(self, record: Record, values: Mapping[str, Any]) -> None:
        """Refuses an object id that something else has, which groups of one name without ids have, too."""
        self._take(record, values["object_id"])
        self._groups[values["object_id"]] = values["display_name"]

    def _take(self, record: Record, object_id: str) -> None:
        if object_id in self._places:
            raise record.refusal("object_id", f"{self._places[object_id]} has the object id {object_id} already")
        self._places[object_id] = record.place

    def find(self, record: Record, name: str, reference: str) -> str:
        """The object id of the person whom `reference` names by object id or by user principal name."""
        if reference in self._people:
            return reference
        bearers = self._by_name.get(reference.casefold(), [])
        if len(bearers) > 1:
            raise record.refusal(name, f"{len(bearers)} people are called {reference!r}: name one by the object id")
        if bearers:
            return bearers[0]
        if reference in self._groups:
            raise record.refusal(
                name, f"{reference!r} is the group {self._groups[reference]!r}; only people can be named here"
            )
        raise record.refusal(name, f"nobody has the object id or user principal name {reference!r}")
