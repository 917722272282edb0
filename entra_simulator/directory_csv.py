"""People and groups as tables (RFC 4180): one line an object, and a heading that names the columns.

A cell with several values separates them by semicolons, or holds a JSON array.
"""

from __future__ import annotations

import csv
import io
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
    from collections.abc import Iterator, Sequence

    from entra_simulator.directory import Group, Person
    from entra_simulator.directory_properties import Form, Property, Section

# The two lines that Entra's files for bulk creation have before and after the heading.
_VERSION, _EXAMPLE = "version:", "Example: "
_LONGEST_CELL = 2**31 - 1
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


def records_of_csv(text: str, file: str, section: Section) -> Iterator[Record]:
    """What each line of `text` says. Raises DirectoryFileInvalid, naming `file`, the line and the column."""
    rows = _rows(text, file)
    line, heading = next(rows, (1, []))
    is_template = bool(heading) and heading[0].startswith(_VERSION)
    if is_template:
        line, heading = next(rows, (2, []))
    columns = _columns(heading, f"{file}, line {line}", section)
    names = names_of_fields(section) | {
        column.field: f"column {title}" for column, title in zip(columns, heading, strict=True) if column
    }
    for number, cells in rows:
        if not any(cells) or (is_template and cells[0].startswith(_EXAMPLE)):
            continue
        record = Record(f"{file}, line {number}", names=names)
        if len(cells) != len(columns):
            raise DirectoryFileInvalid(f"{record.place}: here are {len(cells)} cells under {len(columns)} columns.")
        for column, cell in zip(columns, cells, strict=True):
            if column is not None and cell:
                record.values[column.field] = _value(record, column, cell)
        yield record


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row and the line in which it begins."""
    # The members of a large group are one cell. The limit is the process's and lowers nothing for anybody.
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DirectoryFileInvalid(f"{file}, line {begins}: this is not CSV: {error}.") from error


def _columns(heading: list[str], place: str, section: Section) -> list[Property | None]:
    """The property of each column, None for one that is not read."""
    if not any(heading):
        raise DirectoryFileInvalid(f"{place}: the names of the columns are missing.")
    columns: list[Property | None] = []
    fields: set[str] = set()
    for title in heading:
        column = find_property(section, title.strip())
        if column is None and not is_unread(title.strip()):
            known = ", ".join(names_of_fields(section).values())
            raise DirectoryFileInvalid(
                f"{place}: there is no column {title!r}. Columns are separated by commas; there are {known}, and "
                "extension attributes."
            )
        if column is not None and column.field in fields:
            raise DirectoryFileInvalid(f"{place}: the column {title!r} says again what another one says.")
        columns.append(column)
        fields |= {column.field} if column else set()
    return columns


def _value(record: Record, column: Property, cell: str) -> Any:
    try:
        return column.form.read(_json_of(column.form, cell))
    except NotInForm as error:
        raise record.refusal(column.field, str(error)) from error


def _json_of(form: Form, cell: str) -> Any:
    """The cell as JSON would have it."""
    if form.is_boolean:
        value = _BOOLEANS.get(cell.strip().lower())
        if value is None:
            raise NotInForm("true or false, yes or no belongs here")
        return value
    if not form.is_list:
        return cell
    if cell.lstrip().startswith("["):
        try:
            return orjson.loads(cell)
        except orjson.JSONDecodeError as error:
            raise NotInForm(f"this begins like a JSON array and is none: {error}") from error
    return [part.strip() for part in cell.split(";") if part.strip()]


def csv_of(objects: Sequence[Person | Group], section: Section) -> str:
    """The table of `objects`, with the columns that anyone has a value of their own in, or all for an empty one."""
    written = written_properties(section)
    columns = [each for each in written if not objects or any(is_said(one, each.field) for one in objects)]
    extensions = sorted({name for one in objects for name in one.extension_attributes})
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(column.name for column in columns), *extensions])
    for one in objects:
        cells = (_cell(column.form, getattr(one, column.field)) for column in columns)
        writer.writerow([*cells, *(one.extension_attributes.get(name, "") for name in extensions)])
    return text.getvalue()


def _cell(form: Form, value: Any) -> str:
    if value is None:
        return ""
    if form.is_boolean:
        return "true" if value else "false"
    if not form.is_list:
        return str(value)
    parts = form.write(value)
    plain = all(isinstance(part, str) and part == part.strip() and ";" not in part for part in parts)
    return ";".join(parts) if plain and not "".join(parts).startswith("[") else orjson.dumps(parts).decode()
