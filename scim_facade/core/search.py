"""What a list request asks for (RFC 7644 §3.4.2), whether it stands in an address or in a SearchRequest (§3.4.3).

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.cursors import query_mark, read_cursor
from scim_facade.core.dialect import MISSING_SEARCH_SCHEMA
from scim_facade.core.errors import InvalidSyntax, InvalidValue, json_type, quoted
from scim_facade.core.listing import CursorPage, IndexedPage, Page, PageSizes
from scim_facade.core.messages import fields_of
from scim_facade.core.projection import Projection
from scim_facade.core.value_rules import STRING_FOR_NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scim_facade.core.attributes import ResourceType
    from scim_facade.core.rules import Notes

SEARCH_REQUEST: Final = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

_LISTS: Final = ("attributes", "excludedAttributes")
_TEXTS: Final = ("filter", "sortBy", "sortOrder", "cursor")
_NUMBERS: Final = ("startIndex", "count")
PARAMETERS: Final = (*_LISTS, *_TEXTS, *_NUMBERS)
"""The names of what can be asked, as the protocol spells them."""

_DESCENDS: Final = {"": False, "ascending": False, "descending": True}


@dataclass(frozen=True, slots=True)
class Search:
    """One list request. `filter`, `sort_by` and the names are as the client wrote them, empty where it says nothing."""

    page: Page
    projection: Projection
    filter: str | None
    sort_by: str | None
    descending: bool
    attributes: tuple[str, ...]
    excluded_attributes: tuple[str, ...]


def search_of_query(query: Mapping[str, str], kinds: Sequence[ResourceType], sizes: PageSizes, notes: Notes) -> Search:
    """Read the parameters of an address, by lower-case name. `kinds` are the resources that are listed.

    Raises `InvalidValue`, `InvalidCount` and `InvalidCursor`.
    """
    given = {name: query[name.lower()] for name in PARAMETERS if name.lower() in query}
    return _search(given, kinds, sizes, notes)


def search_of_body(body: object, kinds: Sequence[ResourceType], sizes: PageSizes, notes: Notes) -> Search:
    """Read a SearchRequest. Raises what `search_of_query` raises, and `InvalidSyntax` when it is none."""
    if not isinstance(body, dict):
        raise InvalidSyntax("The body must be a JSON object: a SearchRequest.")
    given = fields_of(body, ("schemas", *PARAMETERS), notes)
    schemas = given.pop("schemas", None)
    if not isinstance(schemas, list) or SEARCH_REQUEST not in schemas:
        notes.use(MISSING_SEARCH_SCHEMA, "schemas")
    texts = {name: _text(name, value, notes) for name, value in given.items() if value is not None}
    return _search(texts, kinds, sizes, notes)


def _text(name: str, value: Any, notes: Notes) -> str:
    """A field of a SearchRequest in the form in which it stands in an address."""
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise InvalidValue(f"{name} must be a list of attribute names.")
        return ",".join(value)
    if name in _NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return f"{value:d}" if abs(value) < _READABLE else "9" * 20
    if not isinstance(value, str):
        raise InvalidValue(f"{name} must be a {'number' if name in _NUMBERS else 'string'}, not {json_type(value)}.")
    if name in _NUMBERS:
        notes.use(STRING_FOR_NUMBER, name)
    return value


_READABLE: Final = 10**20
"""Python refuses to write numbers of thousands of digits; those beyond this are refused for their size anyway."""


def _search(given: Mapping[str, str], kinds: Sequence[ResourceType], sizes: PageSizes, notes: Notes) -> Search:
    # It tells lists apart for their cursors.
    endpoint = " ".join(kind.endpoint for kind in kinds)
    sort_by = given.get("sortBy", "").strip() or None
    descending = _DESCENDS.get(given.get("sortOrder", "").strip().lower())
    if descending is None:
        raise InvalidValue(f"sortOrder must be ascending or descending, not {quoted(given['sortOrder'])}.")
    return Search(
        page=_page(given, query_mark(endpoint, given.get("filter"), sort_by, descending), sizes),
        projection=Projection.from_query(given.get("attributes"), given.get("excludedAttributes"), kinds, notes),
        filter=given.get("filter"),
        sort_by=sort_by,
        descending=descending,
        attributes=_listed(given.get("attributes")),
        excluded_attributes=_listed(given.get("excludedAttributes")),
    )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _page(given: Mapping[str, str], mark: str, sizes: PageSizes) -> Page:
    if "cursor" not in given:
        return IndexedPage.read(given.get("startIndex"), given.get("count"), sizes)
    if "startIndex" in given:
        raise InvalidValue("cursor and startIndex are two ways to page; send one of them.")
    text = given["cursor"].strip()
    return CursorPage.read(read_cursor(text, mark) if text else None, given.get("count"), mark, sizes)
