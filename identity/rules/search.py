"""By which words people look for a user or a group. Pure: no I/O, no clock, no framework.

What is found are the rows each of whose search's words begins one of the row's keys. Letter case, accents and the signs
around a word count on neither side. A script without spaces is one long word, which is found by its beginning.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from identity.errors import InvalidInput
from identity.rules.ids import uuid_or_none
from identity.rules.names import name_key
from identity.rules.text import unstorable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

MAX_KEYS = 64
MAX_KEY = 100
MAX_SEARCH = 200
MAX_WORDS = 10

_BETWEEN_PARTS = re.compile(r"[\W_]+")
_AROUND_A_WORD = re.compile(r"^[\W_]+|[\W_]+$")
_UNACCENTED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters whose stroke or second half Unicode takes for a part of them, and keyboards elsewhere do not have."""


def search_keys(organisation_id: UUID, texts: Iterable[str | None]) -> list[str]:
    """What an organisation's row with these texts is found by: their words, and the parts of those that have any.

    So `jo@contoso.com` is found as `contoso`, too; an id only by its own beginning. At most `MAX_KEYS` keys of up to
    `MAX_KEY` characters, each of which begins with what tells the organisation's keys from others': an index over all
    of them is then read no further than one organisation's reach.
    """
    keys: dict[str, None] = {}
    for text in texts:
        for word in _words(text or ""):
            keys[word] = None
            if uuid_or_none(word) is None:
                keys.update((part, None) for part in _BETWEEN_PARTS.split(word) if part)
        if len(keys) >= MAX_KEYS:
            break
    return sorted(_key(organisation_id, word) for word in list(keys)[:MAX_KEYS])


def prefix_query(organisation_id: UUID, search: str) -> str | None:
    """A search as PostgreSQL's text of a `tsquery` over such keys, or `None` when it has no words.

    Every word is quoted, so that nothing in it means anything. Raises `InvalidInput` when the search is too long.
    """
    if len(search) > MAX_SEARCH:
        raise InvalidInput("search", f"search has {len(search)} characters, and at most {MAX_SEARCH} are looked for.")
    if reason := unstorable(search):
        raise InvalidInput("search", f"search {reason}.")
    words = dict.fromkeys(_words(search))
    if len(words) > MAX_WORDS:
        raise InvalidInput("search", f"search has {len(words)} words, and at most {MAX_WORDS} are looked for.")
    return " & ".join(f"{_quoted(_key(organisation_id, word))}:*" for word in words) or None


def _words(text: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFD", name_key(text).translate(_UNACCENTED))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    for word in unicodedata.normalize("NFC", plain).split():
        # Signs alone are a word, so that whoever looks for them is not shown everybody.
        yield (_AROUND_A_WORD.sub("", word) or word)[:MAX_KEY]


def _key(organisation_id: UUID, word: str) -> str:
    return f"{organisation_id.hex[-8:]}:{word}"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
