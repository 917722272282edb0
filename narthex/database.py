"""Which database the process works on, and whether its schema fits the code."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from identity import migrations
from narthex import embedded
from narthex.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narthex.settings import Settings


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database; an embedded one is ours alone, another one may serve other processes."""

    url: str
    is_embedded: bool


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database the settings name, or else the embedded one for as long as the block lasts."""
    if settings.database_url is not None:
        yield Database(settings.database_url.get_secret_value(), is_embedded=False)
        return
    with embedded.start(settings.data_dir) as started:
        yield Database(started.url, is_embedded=True)


async def ensure_schema(database: Database) -> None:
    """See that the schema is the one this version works on: an embedded database is migrated here and now.

    One that others may be using is not: `narthex migrate` is for the moment its operator chooses.
    Raises `CommandRefused` when the schema is behind or ahead.
    """
    pending = await migrations.pending(database.url)
    if pending.behind and database.is_embedded:
        await migrations.migrate(database.url)
    elif pending.sentence is not None:
        raise CommandRefused(pending.sentence)
