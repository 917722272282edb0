"""Names that are unique whatever their letter case. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

import re
import unicodedata

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def name_key(name: str) -> str:
    """The form in which two names that differ only in case or Unicode composition are equal.

    Stored beside the name, because SQL's `lower()` depends on the database's collation (RFC 7643 §4.1.1: userName
    is compared without regard to case). This is compatibility caseless matching (Unicode, definition D146).
    """
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFKC", folded.casefold())


def is_slug(text: str) -> bool:
    """Whether the text may stand in an address: 1 to 63 of a-z, 0-9 and inner hyphens, as in a DNS label."""
    return _SLUG.fullmatch(text) is not None
