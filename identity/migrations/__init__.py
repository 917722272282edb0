"""The database's schema version: bringing it to head, and telling whether it is there.

Migrations are Alembic's, run over the same driver as everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from identity.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

_ADVISORY_LOCK = 0x6E61727468  # "narth": one migration at a time on a database


@dataclass(frozen=True, slots=True)
class Pending:
    """Where the database stands beside the code."""

    current: str | None
    head: str
    behind: bool
    ahead: bool

    @property
    def sentence(self) -> str | None:
        """What is wrong and what to do about it, or `None` when nothing is."""
        if self.behind:
            return "The database schema is older than this version of narthex; run `narthex migrate`."
        if self.ahead:
            return f"The database schema ({self.current}) is newer than this version of narthex; upgrade narthex."
        return None


async def migrate(url: str) -> str:
    """Bring the database to the newest schema and return its revision.

    Raises `DatabaseUnavailable`, also when the database belongs to a newer version, which is left alone.
    """

    def upgrade(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        standing = compare(MigrationContext.configure(connection).get_current_revision())
        if standing.ahead:
            raise DatabaseUnavailable(standing.sentence)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    await _with_connection(url, upgrade)
    return _script().get_current_head() or ""


async def pending(url: str) -> Pending:
    """Compare a database with the code. Raises `DatabaseUnavailable`."""

    def current(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    return compare(await _with_connection(url, current))


def compare(current: str | None) -> Pending:
    """Compare a revision with the code's newest."""
    head = _script().get_current_head() or ""
    known = {revision.revision for revision in _script().walk_revisions()}
    behind = current is None or (current != head and current in known)
    return Pending(current=current, head=head, behind=behind, ahead=current is not None and current not in known)


async def _with_connection(url: str, work: Callable[[Connection], Any]) -> Any:
    async def connect() -> Any:
        return await asyncpg.connect(url, timeout=10)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except DBAPIError as error:
        # Its own text would add SQL and an address of SQLAlchemy's; the server's sentence is enough.
        raise _unusable(error.orig) from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise _unusable(error) from error
    finally:
        await engine.dispose()


def _unusable(cause: object) -> DatabaseUnavailable:
    reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else cause
    return DatabaseUnavailable(
        f"The database cannot be used: {reason}. See that its server is up and that NARTHEX_DATABASE_URL is right."
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


@cache
def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
