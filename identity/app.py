"""The identity service: GraphQL at `/graphql`, and whether it is alive and ready."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from sqlalchemy import text
from uuid_utils.compat import uuid7

from contract.transport import Caller, error_from
from identity import migrations
from identity.activity_feed import ActivityFeed
from identity.activity_log import ActivityLog
from identity.activity_retention import ActivityRetention
from identity.actor import Actor, ActorKind
from identity.commands.sessions import SessionLifetimes
from identity.database import Database, Statement
from identity.errors import DatabaseUnavailable
from identity.graphql.context import SignIn
from identity.graphql.execution import Executor
from identity.http import explorer_endpoint, graphql_endpoint, json_response
from identity.id_tokens.microsoft import microsoft_id_tokens
from identity.last_used import LastUsed
from identity.refused_credentials import RefusedCredentials

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
    from uuid import UUID

    from identity.settings import Settings


_IS_MIGRATED = Statement(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
_REVISION = Statement(text("SELECT version_num FROM alembic_version"))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Identity:
    """The service without its HTTP: what another part of the same process talks to."""

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime] = _utc_now,
        new_id: Callable[[], UUID] = uuid7,
        sign_in: SignIn = SignIn(),  # noqa: B008 - it is frozen
    ) -> None:
        self.database = database
        self._new_id = new_id
        self.last_used = LastUsed(database)
        self.feed = ActivityFeed(database)
        self.activity_log = ActivityLog(database, wrote=self.feed.wake, new_id=new_id)
        self.refused_credentials = RefusedCredentials(database, self.activity_log)
        self._executor = Executor(
            database,
            now=now,
            new_id=new_id,
            note_use=self.last_used.note,
            sign_in=sign_in,
            feed=self.feed,
            log=self.activity_log,
            note_refused=self.refused_credentials.note,
        )

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Run a GraphQL operation with the caller's credential; return the GraphQL response."""
        return await self._executor.execute(document, operation_name, variables, caller)

    def subscribe(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> AsyncGenerator[dict[str, Any]]:
        """The GraphQL response of each event of a subscription; one that has errors is the last."""
        return self._executor.subscribe(document, operation_name, variables, caller)

    async def execute_as_operator(self, document: str, variables: Mapping[str, Any], *, label: str) -> dict[str, Any]:
        """Run an operation as the operator and return its data.

        For whoever holds the database itself, such as the command line; `label` stands in the audit log. Raises the
        `contract.transport.IdentityError` that says why there is no data.
        """
        actor = Actor(ActorKind.OPERATOR, id="local", label=label)
        response = await self._executor.execute_as(actor, document, None, variables, str(self._new_id()))
        if response.get("errors"):
            raise error_from(response["errors"])
        data: dict[str, Any] = response["data"]
        return data

    async def readiness(self) -> str | None:
        """Why the service cannot work now, or `None` when it can."""
        try:
            async with self.database.reading() as reader:
                current = await reader.value(_REVISION) if await reader.value(_IS_MIGRATED) else None
        except DatabaseUnavailable as error:
            return str(error)
        return migrations.compare(current).sentence


@asynccontextmanager
async def open_identity(settings: Settings) -> AsyncIterator[Identity]:
    """Connect to the database and keep the service running. Raises `DatabaseUnavailable`."""
    async with _sign_in(settings) as sign_in:
        database = await Database.open(
            settings.database_url,
            pool_size=settings.database_pool_size,
            command_timeout=settings.database_timeout,
            statement_cache_size=settings.database_statement_cache,
        )
        identity = Identity(database, sign_in=sign_in)
        notes = (identity.last_used, identity.refused_credentials, identity.activity_log)
        running = [asyncio.create_task(each.run()) for each in notes]
        running.append(asyncio.create_task(ActivityRetention(database, settings.activity_retention_days).run()))
        try:
            yield identity
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for each in notes:
                with suppress(DatabaseUnavailable):
                    await each.flush()
            await database.close()


@asynccontextmanager
async def _sign_in(settings: Settings) -> AsyncIterator[SignIn]:
    """What signing people in needs of the settings; with a verifier, if they name the application Microsoft knows."""
    lifetimes = SessionLifetimes(
        absolute=timedelta(seconds=settings.session_lifetime_seconds),
        idle=timedelta(seconds=settings.session_idle_seconds),
    )
    if settings.entra_client_id is None:
        yield SignIn(lifetimes, None, settings.origin)
        return
    async with microsoft_id_tokens(
        client_id=str(settings.entra_client_id),
        authority_host=settings.authority_host,
        extra_ca_file=settings.entra_extra_ca_file,
        timeout_seconds=settings.entra_timeout_seconds,
    ) as id_tokens:
        yield SignIn(lifetimes, id_tokens, settings.origin)


def create_app(settings: Settings, identity: Identity | None = None) -> FastAPI:
    """The ASGI app. Without an `identity` it opens one for its own lifetime."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if identity is not None:
            app.state.identity = identity
            yield
            return
        async with open_identity(settings) as own:
            app.state.identity = own
            yield

    app = FastAPI(title="Narthex identity", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.identity = identity
    app.add_api_route("/graphql", graphql_endpoint(settings), methods=["POST"])
    app.add_api_route("/graphql", explorer_endpoint(enabled=settings.graphiql), methods=["GET"])
    app.add_api_route("/healthz", _alive, methods=["GET"])
    app.add_api_route("/readyz", _ready, methods=["GET"])
    return app


async def _alive() -> Response:
    return json_response({"status": "alive"})


async def _ready(request: Request) -> Response:
    reason = await request.app.state.identity.readiness()
    return (
        json_response({"status": "ready"})
        if reason is None
        else json_response({"status": "not ready", "reason": reason}, 503)
    )
