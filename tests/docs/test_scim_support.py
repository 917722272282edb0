"""The page on what of SCIM is supported: everything there is, and everything the RFCs have, each with its truth."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scim_facade.app import ENDPOINTS
from scim_facade.core import errors
from scim_facade.core.attributes import ENTERPRISE_USER, Attribute, ResourceType, Schema
from scim_facade.core.errors import ScimError
from scim_facade.core.filters import parse, to_identity
from scim_facade.core.openapi import published_limits
from scim_facade.core.rules import Notes
from scim_facade.core.schema import GROUP, USER
from scim_facade.core.sorting import sort_key

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scim-support.md").read_text(encoding="utf-8")

CLAUSES = {
    "RFC 7643": "1 2.1 2.2 2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.3.5 2.3.6 2.3.7 2.3.8 2.4 2.5 3.1 3.2 3.3 4.1 4.1.1 4.1.2 4.2 "
    "4.3 5 6 7 8.1 8.2 8.3 8.4 8.5 8.6 8.7.1 8.7.2 9.1 9.2 9.3 10",
    "RFC 7644": "1 2 2.1 2.2 3.1 3.2 3.3 3.3.1 3.4.1 3.4.2 3.4.2.1 3.4.2.2 3.4.2.3 3.4.2.4 3.4.2.5 3.4.3 3.5.1 3.5.2 "
    "3.5.2.1 3.5.2.2 3.5.2.3 3.6 3.7 3.7.1 3.7.2 3.7.3 3.7.4 3.8 3.9 3.10 3.11 3.12 3.13 3.14 4 5 6 6.1 6.2 7.1 7.2 "
    "7.3 7.4 7.5.1 7.5.2 7.6 7.7 7.8 8",
    "RFC 9865": "1 2 2.1 2.2 2.3 2.4 3 4 5 6",
}
"""The numbered sections of each RFC, but for those that only hold others together."""

HEADINGS: dict[str, tuple[ResourceType, Schema]] = {
    "Common attributes": (USER, USER.common),
    f"User (`{USER.schema.urn}`)": (USER, USER.schema),
    f"Enterprise User (`{ENTERPRISE_USER}`)": (USER, USER.extensions[0]),
    f"Group (`{GROUP.schema.urn}`)": (GROUP, GROUP.schema),
}


def rows(heading: str) -> list[list[str]]:
    """The cells of each row of the first table below a heading."""
    section = re.split(rf"^#+ {re.escape(heading)}$", PAGE, maxsplit=1, flags=re.MULTILINE)[1]
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split(" | ")] for line in lines[2:]]


def attributes(kind: ResourceType, schema: Schema) -> Iterator[tuple[str, Attribute]]:
    """Each attribute and sub-attribute by its whole name."""
    prefix = f"{schema.urn}:" if schema in kind.extensions else ""
    for attribute in schema.attributes:
        yield f"{prefix}{attribute.name}", attribute
        yield from ((f"{prefix}{attribute.name}.{sub.name}", sub) for sub in attribute.sub_attributes)


def characteristics(attribute: Attribute) -> str:
    marks = {
        "required": attribute.required,
        "unique": attribute.uniqueness != "none",
        "case exact": attribute.case_exact,
        attribute.mutability: attribute.mutability != "readWrite",
        f"returned {attribute.returned}": attribute.returned != "default",
    }
    return ", ".join(mark for mark, holds in marks.items() if holds) or ""


def can_be_filtered(kind: ResourceType, called: str) -> bool:
    try:
        to_identity(parse(f"{called} pr", Notes()), kind, Notes())
    except ScimError:
        return False
    return True


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_attribute_is_told_as_it_is_and_no_other(heading: str) -> None:
    kind, schema = HEADINGS[heading]
    expected = []
    for called, attribute in attributes(kind, schema):
        sorts = sort_key(called, (kind,), Notes()) is not None
        expected.append(
            [
                f"`{called.replace(f'{ENTERPRISE_USER}:', '…:')}`",
                f"list of {attribute.type}" if attribute.multi_valued else attribute.type,
                characteristics(attribute),
                "yes" if can_be_filtered(kind, called) else "no",
                "yes" if sorts else "no",
            ]
        )
    assert [row[:5] for row in rows(heading)] == expected


@pytest.mark.parametrize("heading", HEADINGS)
def test_what_an_attribute_cannot_be_used_for_has_a_reason(heading: str) -> None:
    assert [row[0] for row in rows(heading) if "no" in row[3:5] and not row[5]] == []


@pytest.mark.parametrize("rfc", CLAUSES)
def test_every_clause_has_its_row(rfc: str) -> None:
    assert [row[0] for row in rows(rfc)] == CLAUSES[rfc].split()


@pytest.mark.parametrize("rfc", CLAUSES)
def test_what_is_supported_says_where_and_how_that_is_tested_and_what_is_not_says_why(rfc: str) -> None:
    for number, _, supported, where, tested, remark in rows(rfc):
        assert supported in {"yes", "partly", "no"}, number
        assert supported == "yes" or remark, number
        assert (where != "" and tested != "") or remark, number


def test_every_file_the_page_names_exists() -> None:
    named = set(re.findall(r"`((?:scim_facade|identity|tests)/[^`]+)`", PAGE))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_method_of_every_address_is_on_the_page() -> None:
    expected = [[f"`{path or '/'}`", ", ".join(methods)] for path, methods in ENDPOINTS.items()]
    assert sorted(rows("Endpoints")) == sorted(expected)


def test_every_error_is_on_the_page_with_its_status_and_type() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ScimError)]
    expected = {
        (str(kind.status), f"`{kind.scim_type}`" if kind.scim_type else "", f"`{kind.__name__}`")
        for kind in kinds
        if kind is not ScimError
    }
    assert {tuple(row[:3]) for row in rows("Errors")} == expected


def test_every_limit_is_on_the_page_with_its_number() -> None:
    expected = [[f"`{name}`", f"{value:,}"] for name, value in published_limits().items()]
    assert sorted(row[:2] for row in rows("Limits")) == sorted(expected)
