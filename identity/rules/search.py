"""By which words people look for a user or a group. Pure: no I/O, no clock, no framework."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from identity.rules.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_KEYS = 64
MAX_KEY = 100

_BETWEEN_PARTS = re.compile(r"[\W_]+")


def search_keys(texts: Iterable[str | None]) -> list[str]:
    """The words of these texts, case aside, and the parts of those that have any: `jo@contoso.com` also as `contoso`.

    The first `MAX_KEYS` of them, each up to `MAX_KEY` characters: what begins with the words of a search is found.
    """
    keys: dict[str, None] = {}
    for text in texts:
        for word in name_key(text or "").split():
            keys[word[:MAX_KEY]] = None
            parts = _BETWEEN_PARTS.split(word)
            keys.update((part[:MAX_KEY], None) for part in parts[: MAX_KEYS + 1] if part)
        if len(keys) >= MAX_KEYS:
            break
    return sorted(list(keys)[:MAX_KEYS])
