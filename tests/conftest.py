"""The real thing for every test: PostgreSQL, identity, and the façade in one process, one database per worker."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx2
import pytest
from hypothesis import settings
from sqlalchemy import delete

import scim_facade.app
import scim_facade.settings
from contract.transport import Caller
from identity import migrations
from identity.app import Identity
from identity.database import Database
from identity.tables import METADATA
from narthex import embedded
from narthex.in_process import InProcessTransport

# A deadline would measure the machine. CI asks whether a change broke something, so it asks the same each time;
# everybody else's runs look for what nobody has thought of yet.
settings.register_profile("everybody", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everybody")

_slugs = count(1)
_UPDATE_CONNECTION = """mutation($id: ID!, $changes: ConnectionChanges!) {
    connectionUpdate(id: $id, changes: $changes) { __typename ... on Problem { message } } }"""
_DECLARE = """mutation($input: ExtensionSchemaInput!) {
    extensionSchemaCreate(input: $input) { __typename ... on Problem { message } } }"""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server to make databases on: the one named in NARTHEX_TEST_DATABASE_URL, else an embedded one."""
    if url := os.environ.get("NARTHEX_TEST_DATABASE_URL"):
        yield url
        return
    with ExitStack() as stack:
        # Tests never survive a power cut, so they need not wait for the disk.
        fast = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        yield stack.enter_context(embedded.temporary(fast)).url


@pytest.fixture(scope="session")
async def database_url(postgres_url: str, worker_id: str) -> AsyncIterator[str]:
    """A migrated database of this worker's own."""
    name = f"narthex_test_{worker_id}_{os.getpid()}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    await migrations.migrate(url)
    yield url
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def sweeper(database_url: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    connection = await asyncpg.connect(database_url)
    statements = "; ".join(str(delete(table)) for table in reversed(METADATA.sorted_tables))

    async def sweep() -> None:
        await connection.execute(statements)

    yield sweep
    await connection.close()


@pytest.fixture
async def identity(database: Database, sweeper: Callable[[], Awaitable[None]]) -> AsyncIterator[Identity]:
    """Identity over an empty database. Tests really commit, so what they made is deleted afterwards."""
    yield Identity(database)
    await sweeper()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody shall take a run without a browser for a whole one."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "No browser" in str(report.longrepr)]
    if skipped:
        terminalreporter.section("NO BROWSER", red=True, bold=True)
        terminalreporter.write_line(
            f"{len(skipped)} tests of tests/browser were skipped. Install Debian's chromium, as `make test` does by "
            "itself when it is root, or name a browser in NARTHEX_TEST_BROWSER."
        )


class GraphQL(Protocol):
    """Runs an operation with a bearer token and returns the whole response."""

    def __call__(
        self, document: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> Awaitable[dict[str, Any]]: ...


@pytest.fixture
def graphql(identity: Identity) -> GraphQL:
    async def run(
        document: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> dict[str, Any]:
        return await identity.execute(document, None, variables or {}, Caller(token, "test-request"))

    return run


@dataclass(frozen=True)
class Customer:
    """An organisation with its connection, its first owner, and a credential for each kind of caller."""

    id: str
    slug: str
    connection: str
    owner_id: str
    token: str
    owner: str
    _identity: Identity = field(repr=False)

    async def session_of(self, user_name: str) -> str:
        """A session token of one of its people."""
        return await _session(self._identity, self.slug, user_name)

    async def set_conformance(self, conformance: str) -> None:
        """Make the connection `STRICT` or `LENIENT`, as its owner."""
        changes = {"conformance": conformance}
        made = await self._as_owner(_UPDATE_CONNECTION, {"id": self.connection, "changes": changes})
        assert made["connectionUpdate"]["__typename"] == "Connection", made

    async def declare(self, schema: Mapping[str, Any]) -> None:
        """Declare an extension schema, given as an `ExtensionSchemaInput`, as its owner."""
        made = await self._as_owner(_DECLARE, {"input": schema})
        assert made["extensionSchemaCreate"]["__typename"] == "ExtensionSchema", made

    async def _as_owner(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._identity.execute(document, None, variables, Caller(self.owner, "test-request"))
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def as_operator(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Run an operation as the operator; return its data."""
        return await self._identity.execute_as_operator(document, variables, label="tests")


async def _session(identity: Identity, slug: str, user_name: str) -> str:
    document = """mutation($input: SessionInput!) {
        sessionCreate(input: $input) { ... on SessionCreated { secret } ... on Problem { message } } }"""
    given = {"organisation": slug, "userName": user_name, "reason": "test"}
    result = await identity.execute_as_operator(document, {"input": given}, label="tests")
    secret: str = result["sessionCreate"]["secret"]
    return secret


async def _customer(identity: Identity) -> Customer:
    slug = f"customer-{next(_slugs)}"
    document = """mutation($input: OrganisationInput!) { organisationCreate(input: $input) {
        ... on OrganisationCreated { organisation { id } connection { id } owner { id } } } }"""
    given = {"name": slug.title(), "slug": slug, "owner": f"owner@{slug}.example"}
    made = (await identity.execute_as_operator(document, {"input": given}, label="tests"))["organisationCreate"]
    document = """mutation($input: AccessTokenInput!) { accessTokenCreate(input: $input) {
        ... on AccessTokenCreated { secret } } }"""
    given = {"connectionId": made["connection"]["id"], "name": "SCIM"}
    token = (await identity.execute_as_operator(document, {"input": given}, label="tests"))["accessTokenCreate"]
    return Customer(
        id=made["organisation"]["id"],
        slug=slug,
        connection=made["connection"]["id"],
        owner_id=made["owner"]["id"],
        token=token["secret"],
        owner=await _session(identity, slug, f"owner@{slug}.example"),
        _identity=identity,
    )


@pytest.fixture
async def customer(identity: Identity) -> Customer:
    return await _customer(identity)


@pytest.fixture
async def other_customer(identity: Identity) -> Customer:
    return await _customer(identity)


class ScimClient:
    """Speaks SCIM to one organisation's endpoint, with its token unless other headers are given."""

    def __init__(self, http: httpx2.AsyncClient, customer: Customer) -> None:
        self.http = http
        self.customer = customer
        self.token = customer.token
        self.connection = customer.connection
        self.organisation = customer.slug

    @property
    def base(self) -> str:
        return f"/scim/v2/{self.connection}"

    async def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return await self.http.request(method, f"{self.base}{path}", headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("GET", path, **options)

    async def post(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("POST", path, **options)

    async def put(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("PUT", path, **options)

    async def patch(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("PATCH", path, **options)

    async def delete(self, path: str, **options: Any) -> httpx2.Response:
        return await self.request("DELETE", path, **options)

    async def raw(self, method: str, path: str, content: bytes, **options: Any) -> httpx2.Response:
        """Send bytes as they are, as SCIM JSON unless told otherwise."""
        headers = {"Content-Type": "application/scim+json", **options.pop("headers", {})}
        return await self.request(method, path, content=content, headers=headers, **options)


@pytest.fixture
async def facade(identity: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    """The façade over identity in one process, without a socket."""
    app = scim_facade.app.create_app(scim_facade.settings.Settings(), InProcessTransport(identity))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://narthex.test") as client:
        yield client


@pytest.fixture
def scim(facade: httpx2.AsyncClient, customer: Customer) -> ScimClient:
    return ScimClient(facade, customer)


@pytest.fixture
def other_scim(facade: httpx2.AsyncClient, other_customer: Customer) -> ScimClient:
    return ScimClient(facade, other_customer)
