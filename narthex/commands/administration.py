"""Work on the database as the operator. It goes on beside a running server, which is not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from identity.app import open_identity
from identity.settings import Settings as IdentitySettings
from narthex.database import Database, ensure_schema, open_database
from narthex.operator import Operator
from narthex.serving import run
from narthex.settings import load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from narthex.settings import Settings

Result = TypeVar("Result")


def as_operator(settings: Settings, work: Callable[[Operator], Awaitable[Result]]) -> Result:
    """Do some work as the operator on the database that the settings name."""
    with open_database(settings) as database:
        return run(_done(database, work))


async def _done(database: Database, work: Callable[[Operator], Awaitable[Result]]) -> Result:
    await ensure_schema(database)
    async with open_identity(load(IdentitySettings, database_url=database.url)) as identity:
        return await work(Operator(identity))
