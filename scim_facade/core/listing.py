"""Pages of a list (RFC 7644 §3.4.2.4) and the message that carries them (§3.4.2).

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from scim_facade.core.errors import InvalidValue, quoted
from scim_facade.core.limits import DEFAULT_COUNT, MAX_COUNT

if TYPE_CHECKING:
    from collections.abc import Sequence

LIST_RESPONSE: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_LARGEST: Final = 2**31
_INTEGER: Final = re.compile(r"[+-]?[0-9]+\Z")
_DIGITS_OF_LARGEST: Final = 10


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that was asked for: `count` resources from the 1-based `start_index` on."""

    start_index: int = 1
    count: int = DEFAULT_COUNT

    @classmethod
    def from_query(
        cls,
        start_index: str | None,
        count: str | None,
        *,
        default_count: int = DEFAULT_COUNT,
        max_count: int = MAX_COUNT,
    ) -> Self:
        """Read `startIndex` and `count` as they stand in the query; absent or empty means the default.

        A `startIndex` below 1 is 1, a negative `count` is 0, one above `max_count` is `max_count`.
        Raises `InvalidValue` for what is no number or exceeds 2^31.
        """
        start = _integer("startIndex", start_index, default=1)
        size = _integer("count", count, default=default_count)
        return cls(max(start, 1), min(max(size, 0), max_count))

    @property
    def offset(self) -> int:
        """How many resources stand before the page."""
        return self.start_index - 1


def list_response(resources: Sequence[dict[str, Any]], total: int, page: Page) -> dict[str, Any]:
    """The ListResponse of `resources`, which are the page's part of `total`. `Resources` is there even when empty."""
    return {
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "startIndex": page.start_index,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def _integer(name: str, text: str | None, *, default: int) -> int:
    stripped = (text or "").strip()
    if not stripped:
        return default
    if not _INTEGER.match(stripped):
        raise InvalidValue(f"{name} must be a whole number, not {quoted(stripped)}.")
    if stripped.startswith("-"):
        return 0
    digits = stripped.lstrip("+").lstrip("0") or "0"
    # Python refuses to read thousands of digits, so their number is looked at first.
    if len(digits) > _DIGITS_OF_LARGEST or int(digits) > _LARGEST:
        raise InvalidValue(f"{name} must not exceed {_LARGEST}.")
    return int(digits)
