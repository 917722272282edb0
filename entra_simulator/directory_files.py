"""A directory on disk: one JSON file, one CSV file of people, or a folder with people.csv and groups.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entra_simulator.directory_csv import csv_of, records_of_csv
from entra_simulator.directory_json import json_of, records_of_json
from entra_simulator.directory_records import DirectoryFileInvalid, Duplicates, directory_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from entra_simulator.directory import Directory
    from entra_simulator.directory_properties import Section
    from entra_simulator.directory_records import Record

__all__ = ["DirectoryFileInvalid", "read_directory", "write_directory"]

_PEOPLE, _GROUPS = "people.csv", "groups.csv"


def read_directory(path: Path, *, duplicates: Duplicates = "refuse") -> Directory:
    """The directory in `path`; a folder needs no groups.csv.

    `duplicates` says what becomes of user principal names that differ in case only. Raises DirectoryFileInvalid, and
    OSError when a file cannot be read.
    """
    if path.is_dir():
        people = list(_table(path / _PEOPLE, "people"))
        groups = list(_table(path / _GROUPS, "groups")) if (path / _GROUPS).exists() else []
    elif path.suffix.lower() == ".json":
        people, groups = records_of_json(_text(path), path.name)
    elif path.suffix.lower() == ".csv":
        people, groups = list(_table(path, "people")), []
    else:
        raise _unknown_form(path)
    return directory_of(people, groups, duplicates)


def write_directory(directory: Directory, path: Path) -> None:
    """Write `directory` so that `read_directory` reads it from `path`; a folder is made when there is none.

    People and groups that are gone for good are not written. Raises DirectoryFileInvalid for groups in a CSV file of
    people, and OSError when a file cannot be written.
    """
    people = csv_of(list(directory.people.values()), "people")
    if path.is_dir() or not path.suffix:
        path.mkdir(parents=True, exist_ok=True)
        _write(path / _PEOPLE, people)
        _write(path / _GROUPS, csv_of(list(directory.groups.values()), "groups"))
    elif path.suffix.lower() == ".json":
        _write(path, json_of(directory))
    elif path.suffix.lower() != ".csv":
        raise _unknown_form(path)
    elif directory.groups:
        raise DirectoryFileInvalid(f"{path} holds people only, and there are groups: name a folder or a .json file.")
    else:
        _write(path, people)


def _table(path: Path, section: Section) -> Iterator[Record]:
    return records_of_csv(_text(path), path.name, section)


def _text(path: Path) -> str:
    """The file's text. Spreadsheets begin theirs with a byte order mark."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DirectoryFileInvalid(f"{path.name} is no text in UTF-8: see byte {error.start}.") from error


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _unknown_form(path: Path) -> DirectoryFileInvalid:
    return DirectoryFileInvalid(f"{path} is neither a folder nor a file that ends in .json or .csv.")
