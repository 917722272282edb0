"""The service over HTTP: what it accepts, what it answers, and how it says that it cannot."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest

from contract.transport import Refused
from identity.app import Identity, create_app, open_identity
from identity.database import Database
from identity.errors import DatabaseUnavailable
from identity.settings import Settings

NOWHERE = "postgresql://nobody@127.0.0.1:1/nowhere"
VIEWER = {"query": "{ viewer { label } }"}


@asynccontextmanager
async def client_of(identity: Identity | None, **settings: Any) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(Settings(**{"database_url": NOWHERE, **settings}), identity)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://identity.test") as client:
        yield client


@pytest.fixture
async def http(identity: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(identity) as client:
        yield client


@pytest.fixture
async def away(database_url: str) -> Identity:
    """Identity whose database has gone."""
    database = await Database.open(database_url, pool_size=1)
    await database.close()
    return Identity(database)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def code(response: httpx2.Response) -> str:
    (error,) = response.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


async def test_a_body_that_does_not_arrive_is_not_waited_for(identity: Identity) -> None:
    async def trickling() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    async with client_of(identity, body_timeout_seconds=0.01) as client:
        response = await client.post("/graphql", content=trickling(), headers={"Content-Type": "application/json"})
    assert (response.status_code, code(response)) == (408, "INVALID_INPUT")


async def test_an_operation_is_answered_as_json_that_nobody_stores(http: httpx2.AsyncClient, customer: Any) -> None:
    response = await http.post("/graphql", json=VIEWER, headers=bearer(customer.token))
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["data"]["viewer"]["label"].startswith("SCIM")


@pytest.mark.parametrize("given", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
async def test_json_is_accepted_however_it_is_called(http: httpx2.AsyncClient, customer: Any, given: str) -> None:
    headers = {"Content-Type": given, **bearer(customer.token)}
    response = await http.post("/graphql", content=json.dumps(VIEWER), headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("given", [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_web_page_could_send_unasked_is_refused(http: httpx2.AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {"Content-Type": given}
    response = await http.post("/graphql", content=json.dumps(VIEWER), headers=headers)
    assert (response.status_code, code(response)) == (415, "INVALID_INPUT")


@pytest.mark.parametrize(
    "authorization", [None, "", "Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer nonsense", "Bearer \xff"]
)
async def test_without_a_good_credential_the_answer_is_401_with_a_challenge(
    http: httpx2.AsyncClient, authorization: str | None
) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode("latin-1")}
    response = await http.post("/graphql", json=VIEWER, headers=headers)
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == 'Bearer realm="narthex"'


async def test_a_token_at_another_connection_is_a_mismatch(http: httpx2.AsyncClient, customer: Any) -> None:
    headers = {**bearer(customer.token), "Narthex-Connection": "another"}
    response = await http.post("/graphql", json=VIEWER, headers=headers)
    assert code(response) == "CONNECTION_MISMATCH"


async def test_the_request_id_of_the_caller_stands_in_the_audit_log(
    http: httpx2.AsyncClient, api: Any, customer: Any
) -> None:
    document = 'mutation { userCreate(input: {userName: "ada"}) { __typename } }'
    for request_id in ("from-entra", "x" * 128):
        await http.post(
            "/graphql", json={"query": document}, headers={**bearer(customer.token), "X-Request-Id": request_id}
        )
        user = await api.query("userBy", userName="ada")
        assert (await api.audit(user))[0]["requestId"] == request_id
        await api.mutate("userDelete", id=user["id"])


@pytest.mark.parametrize("given", [b"", b"x" * 129, b"two words", b"\x9b31m", b"<b>"])
async def test_a_request_id_that_no_log_can_bear_is_replaced(
    http: httpx2.AsyncClient, api: Any, customer: Any, given: bytes
) -> None:
    document = 'mutation { userCreate(input: {userName: "ada"}) { ... on User { id } } }'
    headers = [(b"authorization", f"Bearer {customer.token}".encode()), (b"x-request-id", given)]
    made = await http.post("/graphql", json={"query": document}, headers=headers)
    (entry,) = await api.audit(made.json()["data"]["userCreate"])
    assert UUID(entry["requestId"]).version == 7


async def test_each_request_leaves_one_line_that_holds_no_secret_and_the_answers_request_id(
    http: httpx2.AsyncClient, customer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "identity")
    document = "query Who($hidden: String) { userBy(userName: $hidden) { id } }"
    body = {"query": document, "variables": {"hidden": "s3cret"}, "operationName": "Who"}
    found = await http.post("/graphql", json=body, headers=bearer(customer.token))
    refused = await http.post("/graphql", json=body, headers=bearer("nx_scim_s3cret"))
    unread = await http.post("/graphql", content=b"s3cret", headers={"Content-Type": "application/json"})

    lines = [vars(record) for record in caplog.records if record.name == "identity"]
    told = [(line["operation"], line["status"], line["errors"]) for line in lines]
    assert told == [("Who", 200, []), ("Who", 401, ["UNAUTHENTICATED"]), (None, 400, ["INVALID_INPUT"])]
    assert [line["request_id"] for line in lines] == [one.headers["x-request-id"] for one in (found, refused, unread)]
    assert "s3cret" not in str(lines)
    assert customer.token not in str(lines)


async def test_a_caller_who_goes_away_before_the_body_has_arrived_is_no_defect(identity: Identity) -> None:
    app = create_app(Settings(database_url=NOWHERE), identity)
    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
    arriving = iter(
        [
            {"type": "http.request", "body": b'{"query', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[Any] = []

    async def receive() -> Any:
        return next(arriving)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 400


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"{",
            b"null",
            b"7",
            b"[]",
            b'"text"',
            b"{}",
            b'{"query": 7}',
            b'{"query": null}',
            b"\xff\xfe",
            b'{"query": "\xff"}',
        ),
        *(
            b'{"query": "\\ud800"}',
            b'{"query": "{viewer{label}}", "variables": 7}',
            b'{"query": "{viewer{label}}", "operationName": 7}',
        ),
        *(
            b'[{"query": "{ viewer { label } }"}]',
            b"[" * 100_000,
            b'{"query": "{viewer{label}}", "variables": ' + b'{"a":' * 10_000,
        ),
        b'{"query": "{viewer{label}}", "variables": {"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
    ],
)
async def test_a_body_that_is_no_operation_is_refused(http: httpx2.AsyncClient, customer: Any, body: bytes) -> None:
    headers = {"Content-Type": "application/json", **bearer(customer.token)}
    response = await http.post("/graphql", content=body, headers=headers)
    assert (response.status_code, code(response)) == (400, "INVALID_INPUT")


async def test_a_body_larger_than_the_limit_is_refused(identity: Identity) -> None:
    async with client_of(identity, max_graphql_bytes=1_000) as http:
        large = await http.post("/graphql", json={"query": "#" * 1_000})
        assert (large.status_code, code(large)) == (413, "INVALID_INPUT")
        assert "1000 bytes" in large.json()["errors"][0]["message"]
        assert (await http.post("/graphql", json=VIEWER)).status_code == 401


async def test_an_operation_is_only_sent_by_post(http: httpx2.AsyncClient) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert (await http.request(method, "/graphql", json=VIEWER)).status_code == 405
    assert (await http.get("/graphql", params=VIEWER)).status_code == 405


async def test_the_explorer_is_off_unless_it_is_switched_on(http: httpx2.AsyncClient, identity: Identity) -> None:
    off = await http.get("/graphql")
    assert (off.status_code, "NARTHEX_GRAPHIQL" in off.text) == (405, True)
    async with client_of(identity, graphiql=True) as explorer:
        on = await explorer.get("/graphql")
        assert (on.status_code, on.headers["content-type"].partition(";")[0]) == (200, "text/html")


async def test_there_is_no_other_page(http: httpx2.AsyncClient) -> None:
    for path in ("/", "/docs", "/openapi.json", "/redoc", "/graphql/x"):
        assert (await http.get(path)).status_code == 404


async def test_when_the_database_is_away_the_answer_is_503_and_no_credential_is_judged(
    away: Identity, customer: Any
) -> None:
    async with client_of(away) as http:
        for headers in (bearer(customer.token), bearer(customer.token[:-1])):
            response = await http.post("/graphql", json=VIEWER, headers=headers)
            assert (response.status_code, code(response)) == (503, "UNAVAILABLE")
            assert "www-authenticate" not in response.headers
        assert (await http.get("/healthz")).json() == {"status": "alive"}
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
        assert "cannot be reached" in ready.json()["reason"]


async def test_a_database_that_cannot_be_reached_is_said_so_at_the_start(database_url: str) -> None:
    for url in (NOWHERE, "postgresql:///nowhere?host=/nonexistent"):
        with pytest.raises(DatabaseUnavailable):
            async with open_identity(Settings(database_url=url)):
                pass
    async with open_identity(Settings(database_url=database_url)) as opened:
        assert await opened.readiness() is None


async def test_the_app_opens_and_closes_an_identity_of_its_own(database_url: str, customer: Any) -> None:
    app = create_app(Settings(database_url=database_url))
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://identity.test") as http,
    ):
        response = await http.post("/graphql", json=VIEWER, headers=bearer(customer.token))
        assert response.json()["data"]["viewer"]["label"].startswith("SCIM")
        assert (await http.get("/readyz")).status_code == 200


async def test_who_holds_the_database_is_told_why_there_is_no_data(identity: Identity) -> None:
    with pytest.raises(Refused, match="Cannot query field"):
        await identity.execute_as_operator("{ nonsense }", {}, label="tests")


async def test_ready_means_that_the_schema_is_the_one_this_version_knows(
    http: httpx2.AsyncClient, sql: asyncpg.Connection
) -> None:
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    head = await sql.fetchval("SELECT version_num FROM alembic_version")
    try:
        await sql.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
        ahead = await http.get("/readyz")
        assert (ahead.status_code, "newer than this version" in ahead.json()["reason"]) == (503, True)
        await sql.execute("DELETE FROM alembic_version")
        behind = await http.get("/readyz")
        assert (behind.status_code, "run `narthex migrate`" in behind.json()["reason"]) == (503, True)
        await sql.execute("ALTER TABLE alembic_version RENAME TO elsewhere")
        empty = await http.get("/readyz")
        assert (empty.status_code, "run `narthex migrate`" in empty.json()["reason"]) == (503, True)
    finally:
        await sql.execute("ALTER TABLE IF EXISTS elsewhere RENAME TO alembic_version")
        await sql.execute("DELETE FROM alembic_version")
        await sql.execute("INSERT INTO alembic_version VALUES ($1)", head)


def broken() -> Any:
    raise ZeroDivisionError("where it hurts")


@pytest.mark.parametrize("edge", ["now", "new_id"])
async def test_a_defect_is_masked_and_told_in_the_log_under_the_request_id(
    identity: Identity, customer: Any, caplog: pytest.LogCaptureFixture, edge: str, dump: Callable[..., Any]
) -> None:
    before = await dump(customer.id)
    failing = Identity(identity.database, **{edge: broken})
    async with client_of(failing) as http:
        document = 'mutation { userCreate(input: {userName: "ada"}) { __typename } }'
        headers = {**bearer(customer.token), "X-Request-Id": "request-7"}
        response = await http.post("/graphql", json={"query": document}, headers=headers)
    assert (response.status_code, code(response)) == (200, "INTERNAL")
    assert "request-7" in response.text
    assert "where it hurts" not in response.text
    assert "Traceback" not in response.text
    (record,) = [one for one in caplog.records if one.name == "identity" and one.levelname == "ERROR"]
    assert (record.request_id, "where it hurts" in caplog.text) == ("request-7", True)  # type: ignore[attr-defined]  # from extra
    assert await dump(customer.id) == before
