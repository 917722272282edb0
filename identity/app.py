"""The identity service: GraphQL at `/graphql`, and whether it is alive and ready."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI, Request, Response
from sqlalchemy import text
from starlette.requests import ClientDisconnect
from strawberry.http.ides import get_graphql_ide_html
from uuid_utils.compat import uuid7

from contract.transport import Caller, Unauthenticated, Unavailable, error_from, plain_request_id
from identity import migrations
from identity.actor import Actor, ActorKind
from identity.database import Database, Statement
from identity.errors import DatabaseUnavailable
from identity.graphql.execution import Executor
from identity.last_used import LastUsed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
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
    ) -> None:
        self.database = database
        self._new_id = new_id
        self.last_used = LastUsed(database)
        self._executor = Executor(database, now=now, new_id=new_id, note_use=self.last_used.note)

    async def execute(
        self, document: str, operation_name: str | None, variables: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Run a GraphQL operation with the caller's credential; return the GraphQL response."""
        return await self._executor.execute(document, operation_name, variables, caller)

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
    database = await Database.open(
        settings.database_url,
        pool_size=settings.database_pool_size,
        command_timeout=settings.database_timeout,
        statement_cache_size=settings.database_statement_cache,
    )
    identity = Identity(database)
    writing_last_use = asyncio.create_task(identity.last_used.run())
    try:
        yield identity
    finally:
        writing_last_use.cancel()
        with suppress(asyncio.CancelledError):
            await writing_last_use
        with suppress(DatabaseUnavailable):
            await identity.last_used.flush()
        await database.close()


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
    app.add_api_route("/graphql", _graphql(settings), methods=["POST"])
    app.add_api_route("/graphql", _explorer(enabled=settings.graphiql), methods=["GET"])
    app.add_api_route("/healthz", _alive, methods=["GET"])
    app.add_api_route("/readyz", _ready, methods=["GET"])
    return app


async def _alive() -> Response:
    return _json({"status": "alive"})


async def _ready(request: Request) -> Response:
    reason = await request.app.state.identity.readiness()
    return _json({"status": "ready"}) if reason is None else _json({"status": "not ready", "reason": reason}, 503)


def _explorer(*, enabled: bool) -> Callable[[], Any]:
    async def explorer() -> Response:
        if enabled:
            page = get_graphql_ide_html(graphql_ide="graphiql")
            return Response(page, media_type="text/html")
        return _refused("Send GraphQL operations by POST. The explorer is off; NARTHEX_GRAPHIQL=true turns it on.", 405)

    return explorer


def _graphql(settings: Settings) -> Callable[[Request], Any]:
    async def graphql(request: Request) -> Response:
        # Only application/json: a form or text/plain body could come from any web page without asking.
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _refused("Send the operation as application/json.", 415)
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.max_graphql_bytes:
                    return _refused(f"The request is larger than {settings.max_graphql_bytes} bytes.", 413)
        except ClientDisconnect:
            return _refused("The connection was closed before the whole body had arrived.", 400)
        try:
            document, name, variables = _operation(bytes(body))
        except ValueError as error:
            return _refused(str(error), 400)
        identity: Identity = request.app.state.identity
        response = await identity.execute(document, name, variables, _caller(request))
        return _json(response, _status(response))

    return graphql


def _operation(body: bytes) -> tuple[str, str | None, dict[str, Any]]:
    """The parts of a GraphQL request (GraphQL over HTTP). Raises `ValueError` saying what is wrong."""
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"The body is not valid JSON: {error}.") from error
    match request:
        case {"query": str(document), **rest}:
            name, variables = rest.get("operationName"), rest.get("variables") or {}
            if isinstance(variables, dict) and isinstance(name, str | None):
                return document, name, variables
    raise ValueError('The body must be {"query": "…", "variables": {…}, "operationName": "…"}.')


def _caller(request: Request) -> Caller:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return Caller(
        credential=credential.strip() if scheme.lower() == "bearer" else None,
        request_id=plain_request_id(request.headers.get("x-request-id")) or str(uuid7()),
        connection=request.headers.get("narthex-connection"),
    )


def _status(response: Mapping[str, Any]) -> int:
    """200 whenever there is an answer; 401 and 503 so that proxies and clients can tell without parsing."""
    codes = {(error.get("extensions") or {}).get("code") for error in response.get("errors", ())}
    if Unauthenticated.code in codes:
        return 401
    return 503 if Unavailable.code in codes else 200


def _refused(message: str, status: int) -> Response:
    return _json({"errors": [{"message": message, "extensions": {"code": "INVALID_INPUT"}}]}, status)


def _json(content: object, status: int = 200) -> Response:
    headers = {"cache-control": "no-store"}
    if status == 401:  # noqa: PLR2004  RFC 6750 §3
        headers["www-authenticate"] = 'Bearer realm="narthex"'
    return Response(orjson.dumps(content), status, headers=headers, media_type="application/json")
