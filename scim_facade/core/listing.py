"""Pages of a list (RFC 7644 §3.4.2.4, RFC 9865 §2) and the message that carries them (RFC 7644 §3.4.2).

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scim_facade.core.cursors import Cursor, to_text
from scim_facade.core.errors import InvalidCount, InvalidValue, ScimError, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

LIST_RESPONSE: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_LARGEST: Final = 2**31
_INTEGER: Final = re.compile(r"[+-]?[0-9]+\Z")
_DIGITS_OF_LARGEST: Final = 10


@dataclass(frozen=True, slots=True)
class PageSizes:
    """How many resources a page has when the client does not say, and at most."""

    default: int
    maximum: int

    def count(self, text: str | None, refused_as: type[ScimError] = InvalidValue) -> int:
        """Return the size a client asks for: negative means 0, too large means the maximum. Raises `refused_as`."""
        return min(max(_integer("count", text, default=self.default, refused_as=refused_as), 0), self.maximum)


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """`count` resources from the 1-based `start_index` on."""

    start_index: int
    count: int

    @classmethod
    def read(cls, start_index: str | None, count: str | None, sizes: PageSizes) -> IndexedPage:
        """Read `startIndex` and `count` as a client writes them; absent or empty means the default.

        A `startIndex` below 1 is 1. Raises `InvalidValue` for what is no number or exceeds 2^31.
        """
        return cls(max(_integer("startIndex", start_index, default=1), 1), sizes.count(count))

    @property
    def offset(self) -> int:
        """How many resources stand before the page."""
        return self.start_index - 1


@dataclass(frozen=True, slots=True)
class CursorPage:
    """`count` resources next to a cursor; without one, the first of the list. `mark` names the query."""

    cursor: Cursor | None
    count: int
    mark: str

    @classmethod
    def read(cls, cursor: Cursor | None, count: str | None, mark: str, sizes: PageSizes) -> CursorPage:
        """Read `count` beside a cursor. Raises `InvalidCount`."""
        return cls(cursor, sizes.count(count, InvalidCount), mark)


Page = IndexedPage | CursorPage


@dataclass(frozen=True, slots=True)
class Found:
    """A page of identity's: the resources, how many there are in all, and the rows at which it begins and ends.

    `before` and `after` are `None` where nothing precedes or follows the page.
    """

    resources: Sequence[dict[str, Any]]
    total: int
    before: str | None = None
    after: str | None = None


def list_response(found: Found, page: Page) -> dict[str, Any]:
    """The ListResponse. `Resources` is there even when it is empty."""
    return {
        "schemas": [LIST_RESPONSE],
        "totalResults": found.total,
        **_standing(found, page),
        "itemsPerPage": len(found.resources),
        "Resources": list(found.resources),
    }


def whole_list(resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The ListResponse of a list that always comes whole."""
    return list_response(Found(resources, len(resources)), IndexedPage(1, len(resources)))


def _standing(found: Found, page: Page) -> dict[str, Any]:
    match page:
        case IndexedPage():
            return {"startIndex": page.start_index}
        case CursorPage():
            standing = {}
            if found.before is not None:
                standing["previousCursor"] = to_text(Cursor("before", found.before), page.mark)
            if found.after is not None:
                standing["nextCursor"] = to_text(Cursor("after", found.after), page.mark)
            return standing


def _integer(name: str, text: str | None, *, default: int, refused_as: type[ScimError] = InvalidValue) -> int:
    stripped = (text or "").strip()
    if not stripped:
        return default
    if not _INTEGER.match(stripped):
        raise refused_as(f"{name} must be a whole number, not {quoted(stripped)}.")
    if stripped.startswith("-"):
        return 0
    digits = stripped.lstrip("+").lstrip("0") or "0"
    # Python refuses to read thousands of digits, so their number is looked at first.
    if len(digits) > _DIGITS_OF_LARGEST or int(digits) > _LARGEST:
        raise refused_as(f"{name} must not exceed {_LARGEST}.")
    return int(digits)
