"""Cursors of a list (RFC 9865): opaque to the client, and good for the query that they came from alone.

Pure. A cursor says from which row of identity's to go on, and in which direction.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Final, Literal

from scim_facade.core.errors import InvalidCursor

Direction = Literal["after", "before"]

_MARK_BYTES: Final = 9
_MAX_LENGTH: Final = 8_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: `row` is identity's own cursor, and the rows wanted stand `direction` it."""

    direction: Direction
    row: str


def query_mark(*parts: object) -> str:
    """What tells one query from another: the endpoint, the filter and the order, but not the size of the page."""
    digest = hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:_MARK_BYTES]).decode()


def to_text(cursor: Cursor, mark: str) -> str:
    """Return the cursor as the client sees it, in characters that an address takes as they are."""
    text = json.dumps([mark, cursor.direction, cursor.row], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, mark: str) -> Cursor:
    """Return the cursor of a text. Raises `InvalidCursor` for a text that is none, or one of another query."""
    refused = InvalidCursor("The cursor is none that this service gave. Begin again with an empty cursor.")
    if len(text) > _MAX_LENGTH:
        raise refused
    try:
        parts = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=="))
    except (ValueError, RecursionError):
        raise refused from None
    match parts:
        case [str(own), ("after" | "before") as direction, str(row)]:
            if own != mark:
                raise InvalidCursor(
                    "The cursor belongs to another query. Repeat the filter and the order it was given for, or begin "
                    "again with an empty cursor."
                )
            return Cursor(direction, row)
        case _:
            raise refused
