"""The search keys of what was stored before there were any: as `identity.rules.search` made them at revision 0004.

A copy, which stays as it is: a migration does the same whenever it is run.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Table

_BATCH = 1_000
_MAX_KEYS = 64
_MAX_KEY = 100
_BETWEEN_PARTS = re.compile(r"[\W_]+")
_AROUND_A_WORD = re.compile(r"^[\W_]+|[\W_]+$")
_UNACCENTED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def _table(name: str, *columns: sa.Column[Any]) -> Table:
    ids = [sa.Column(column, postgresql.UUID(as_uuid=True), primary_key=True) for column in ("organisation_id", "id")]
    search_keys: sa.Column[Any] = sa.Column("search_keys", postgresql.ARRAY(sa.Text()))
    return sa.Table(name, sa.MetaData(), *ids, sa.Column("external_id", sa.Text()), search_keys, *columns)


_USERS = _table("users", sa.Column("user_name", sa.Text()), sa.Column("profile", postgresql.JSONB()))
_GROUPS = _table("groups", sa.Column("display_name", sa.Text()))


def fill_search_keys(connection: Connection) -> None:
    """Write the keys of every user and every group, some rows at a time."""
    for table in (_USERS, _GROUPS):
        write = (
            sa.update(table)
            .where(table.c.organisation_id == sa.bindparam("of"), table.c.id == sa.bindparam("row"))
            .values(search_keys=sa.bindparam("keys"))
        )
        for rows in _batches(connection, table):
            connection.execute(
                write, [{"of": row.organisation_id, "row": row.id, "keys": search_keys_of(row)} for row in rows]
            )


def search_keys_of(row: Any) -> list[str]:
    """The keys of a row of `users` or `groups`."""
    keys: dict[str, None] = {}
    for text in _texts(row):
        for word in _words(text if isinstance(text, str) else ""):
            keys[word] = None
            if not _is_id(word):
                keys.update((part, None) for part in _BETWEEN_PARTS.split(word) if part)
        if len(keys) >= _MAX_KEYS:
            break
    return sorted(f"{row.organisation_id.hex[-8:]}:{word}" for word in list(keys)[:_MAX_KEYS])


def _batches(connection: Connection, table: Table) -> Iterator[list[Any]]:
    key = sa.tuple_(table.c.organisation_id, table.c.id)
    rows = list(connection.execute(sa.select(table).order_by(key).limit(_BATCH)))
    while rows:
        yield rows
        last = sa.tuple_(*(sa.literal(each, table.c.id.type) for each in (rows[-1].organisation_id, rows[-1].id)))
        rows = list(connection.execute(sa.select(table).where(key > last).order_by(key).limit(_BATCH)))


def _texts(row: Any) -> Iterable[Any]:
    if not hasattr(row, "profile"):
        return (row.display_name, row.external_id)
    name, emails = _of(row.profile, "name", {}), _of(row.profile, "emails", [])
    addresses = [email.get("value") for email in emails if isinstance(email, dict)]
    names = (row.user_name, row.profile.get("displayName"), name.get("givenName"), name.get("familyName"))
    return (*names, row.external_id, *addresses)


def _of(profile: dict[str, Any], attribute: str, default: Any) -> Any:
    value = profile.get(attribute)
    return value if isinstance(value, type(default)) else default


def _words(text: str) -> Iterator[str]:
    key = text.lower() if text.isascii() else _caseless(text)
    decomposed = unicodedata.normalize("NFD", key.translate(_UNACCENTED))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    for word in unicodedata.normalize("NFC", plain).split():
        yield (_AROUND_A_WORD.sub("", word) or word)[:_MAX_KEY]


def _caseless(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", folded.casefold())


def _is_id(word: str) -> bool:
    try:
        return str(UUID(word)) == word
    except ValueError:
        return False
