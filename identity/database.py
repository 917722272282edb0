"""The only door to PostgreSQL: statements compiled once, an asyncpg pool, transactions.

SQLAlchemy Core composes the SQL; nothing of its execution or ORM runs. Reads run outside a transaction. A mutation
opens exactly one `writing()`; leaving it normally commits, leaving it by an exception rolls back. Nobody else commits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from identity.errors import DatabaseUnavailable, InvalidInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import ClauseElement

Row: TypeAlias = Mapping[str, Any]

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves the constructor untyped


class UniquenessViolated(Exception):
    """A unique index refused a row; the command that wrote it knows which refusal that is."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Statement:
    """One shape of SQL, compiled when it is made; values come as parameters by name at each run."""

    __slots__ = ("_defaults", "_names", "sql")

    def __init__(self, element: ClauseElement) -> None:
        compiled = element.compile(dialect=_DIALECT)
        self.sql: str = str(compiled)
        self._names: tuple[str, ...] = tuple(getattr(compiled, "positiontup", None) or ())
        self._defaults: Mapping[str, Any] = dict(compiled.params)

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the placeholders; constants of the statement fill what is not given."""
        defaults = self._defaults
        return [parameters[name] if name in parameters else defaults[name] for name in self._names]


class Reader:
    """Runs statements on one pooled connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: asyncpg.pool.PoolConnectionProxy) -> None:
        self._connection = connection

    async def rows(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Every row."""
        with _translated():
            rows: list[Row] = await self._connection.fetch(statement.sql, *statement.arguments(parameters))
        return rows

    async def row(self, statement: Statement, **parameters: Any) -> Row | None:
        """The first row, or `None`."""
        with _translated():
            row: Row | None = await self._connection.fetchrow(statement.sql, *statement.arguments(parameters))
        return row

    async def value(self, statement: Statement, **parameters: Any) -> Any:
        """The first column of the first row, or `None`."""
        with _translated():
            return await self._connection.fetchval(statement.sql, *statement.arguments(parameters))


class Writer(Reader):
    """A reader inside a transaction, which may also change."""

    __slots__ = ()


class _translated:  # noqa: N801  reads as a word at its use
    """asyncpg's exceptions in the words of this package.

    A class rather than a generator: it runs around every statement.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        if error is None:
            return
        if isinstance(error, asyncpg.UniqueViolationError):
            raise UniquenessViolated(error.constraint_name or "") from error
        if _is_no_text(error):
            raise InvalidInput("value", "A value contains a character that cannot be stored, such as NUL.") from error
        # A value that the driver cannot encode is an InterfaceError and a ValueError: our defect, and no outage.
        if isinstance(error, _UNAVAILABLE) and not isinstance(error, ValueError):
            raise DatabaseUnavailable("The database cannot be reached or is too busy; try again shortly.") from error


_UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresSystemError,
    asyncpg.OperatorInterventionError,  # shut down, starting up, statement cancelled
    asyncpg.InsufficientResourcesError,  # disk, memory, connections
    asyncpg.ReadOnlySQLTransactionError,  # a standby, in the middle of a failover
    asyncpg.TransactionRollbackError,  # a deadlock, among others
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InterfaceError,
)


def _is_no_text(error: BaseException) -> bool:
    """Whether a text was refused for its characters: NUL by the server, half of a surrogate pair by the driver."""
    return isinstance(error, asyncpg.CharacterNotInRepertoireError) or isinstance(error.__cause__, UnicodeEncodeError)


async def _leave_as_it_is(_connection: object) -> None:
    """Nothing here changes a connection's state, so asyncpg's reset query would only cost a round trip."""


class Database:
    """A pool of connections to one PostgreSQL database."""

    def __init__(self, pool: asyncpg.Pool, *, acquire_timeout: float) -> None:
        self._pool = pool
        self._acquire_timeout = acquire_timeout

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        command_timeout: float = 30,
        acquire_timeout: float = 10,
        statement_cache_size: int = 1024,
    ) -> Self:
        """Connect. Raises `DatabaseUnavailable` when the database cannot be reached.

        Times are seconds. `statement_cache_size` 0 is for PgBouncer in transaction mode, where prepared statements
        do not stay with the connection.
        """
        with _translated():
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=pool_size,
                command_timeout=command_timeout,
                timeout=acquire_timeout,
                statement_cache_size=statement_cache_size,
                max_inactive_connection_lifetime=300,
                reset=_leave_as_it_is,
            )
        return cls(pool, acquire_timeout=acquire_timeout)

    async def close(self) -> None:
        """Let running statements finish for a moment, then close every connection."""
        try:
            await asyncio.wait_for(self._pool.close(), timeout=5)
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reader]:
        """A connection outside any transaction: each statement sees what is committed when it starts."""
        with _translated():
            connection = await self._pool.acquire(timeout=self._acquire_timeout)
        try:
            yield Reader(connection)
        finally:
            await self._pool.release(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writer]:
        """One transaction."""
        with _translated():
            connection = await self._pool.acquire(timeout=self._acquire_timeout)
        try:
            with _translated():
                async with connection.transaction():
                    yield Writer(connection)
        finally:
            await self._pool.release(connection)
