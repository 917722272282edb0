"""GraphQL by field name: documents are written from the schema, so that a test says only what it is about."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from contract.transport import Caller
from identity.app import Identity
from identity.graphql.schema import sdl
from identity.tables import METADATA

SCHEMA = build_schema(sdl())
_DEPTH = 4
_COSTLY = frozenset(
    {
        "accessTokens",
        "connectionSetupLinks",
        "delegatedSessions",
        "health",
        "microsoftAccounts",
        "personalTokens",
        "refusedCredentials",
        "progress",
        "reports",
        "sessions",
    }
)
"""Fields that not everybody may read, and that no test needs below another field."""


def _selection(of: GraphQLOutputType, depth: int = _DEPTH) -> str:
    """Every field below a type that needs no argument."""
    named = get_named_type(of)
    if is_leaf_type(named):
        return ""
    if isinstance(named, GraphQLUnionType):
        parts = [f"... on {member.name} {_fields(member, depth, _unlike(named))}" for member in named.types]
        return f"{{ __typename {' '.join(parts)} }}"
    assert isinstance(named, (GraphQLObjectType, GraphQLInterfaceType))
    return _fields(named, depth)


def _fields(of: GraphQLObjectType | GraphQLInterfaceType, depth: int, aliased: frozenset[str] = frozenset()) -> str:
    chosen = [
        f"{f'{of.name}_{name}: ' if name in aliased else ''}{name} {_selection(field.type, depth - 1)}"
        for name, field in of.fields.items()
        if _fits(field, name, depth)
    ]
    return f"{{ {' '.join(chosen)} }}"


def _unlike(union: GraphQLUnionType) -> frozenset[str]:
    """Fields of one name whose types differ from member to member; GraphQL wants them told apart by alias."""
    types: dict[str, set[str]] = {}
    for member in union.types:
        for name, field in member.fields.items():
            types.setdefault(name, set()).add(str(field.type))
    return frozenset(name for name, found in types.items() if len(found) > 1)


def _fits(field: GraphQLField, name: str, depth: int) -> bool:
    optional = not any(is_required_argument(argument) for argument in field.args.values())
    return optional and name not in _COSTLY and (depth > 1 or is_leaf_type(get_named_type(field.type)))


class Api:
    """The schema's root fields as calls, with one caller's credential."""

    def __init__(self, identity: Identity, token: str | None) -> None:
        self.identity = identity
        self.token = token
        self.schema = SCHEMA

    def document(self, operation: str, field: str, arguments: Mapping[str, Any], selection: str | None = None) -> str:
        """An operation that asks for one root field, and for everything below it unless told otherwise."""
        root = self.schema.query_type if operation == "query" else self.schema.mutation_type
        assert root is not None
        declared = ", ".join(f"${name}: {root.fields[field].args[name].type}" for name in arguments)
        passed = ", ".join(f"{name}: ${name}" for name in arguments)
        head = (
            f"{operation}({declared}) {{ result: {field}({passed})" if arguments else f"{operation} {{ result: {field}"
        )
        return f"{head} {selection or _selection(root.fields[field].type)} }}"

    async def response(
        self, document: str, variables: Mapping[str, Any] | None = None, **caller: Any
    ) -> dict[str, Any]:
        """The whole GraphQL response."""
        given = {"credential": self.token, "request_id": "test-request", **caller}
        return await self.identity.execute(document, None, variables or {}, Caller(**given))

    async def query(self, field: str, selection: str | None = None, **arguments: Any) -> Any:
        """A root field of Query."""
        return await self._result("query", field, selection, arguments)

    async def mutate(self, field: str, selection: str | None = None, **arguments: Any) -> Any:
        """A root field of Mutation: the member of its union, with `__typename`."""
        return await self._result("mutation", field, selection, arguments)

    async def _result(self, operation: str, field: str, selection: str | None, arguments: Mapping[str, Any]) -> Any:
        response = await self.response(self.document(operation, field, arguments, selection), arguments)
        assert "errors" not in response, response["errors"]
        return response["data"]["result"]

    async def refusal(self, operation: str, field: str, **arguments: Any) -> dict[str, Any]:
        """The top-level error of a refused operation: its message, and its code as `code`."""
        response = await self.response(self.document(operation, field, arguments), arguments)
        error = response["errors"][0]
        return {"message": error["message"], **error["extensions"]}

    async def user(self, user_name: str, **attributes: Any) -> dict[str, Any]:
        """Create a user."""
        return await self._made("userCreate", "User", {"userName": user_name, **attributes})

    async def group(self, display_name: str, *members: Mapping[str, Any] | str, **attributes: Any) -> dict[str, Any]:
        """Create a group with members, given as users or as ids."""
        ids = [member if isinstance(member, str) else member["id"] for member in members]
        return await self._made("groupCreate", "Group", {"displayName": display_name, "members": ids, **attributes})

    async def _made(self, field: str, expected: str, given: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = await self.mutate(field, input=given)
        assert made["__typename"] == expected, made
        return made

    async def members(self, group: Mapping[str, Any]) -> list[str]:
        """The ids of a group's members."""
        found = await self.query("group", "{ members(first: 5000) { nodes { value } } }", id=group["id"])
        return [member["value"] for member in found["members"]["nodes"]]

    async def audit(self, target: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What was done to a user, a group, a token or a session, newest first."""
        page = await self.query("auditEntries", targetId=target["id"])
        nodes: list[dict[str, Any]] = page["nodes"]
        return nodes


@pytest.fixture
def api_of(identity: Identity) -> Callable[[str | None], Api]:
    """The API for the holder of a token; `None` is nobody."""
    return lambda token: Api(identity, token)


@pytest.fixture
def api(identity: Identity, customer: Any) -> Api:
    """The API for an owner, who may do everything in the organisation."""
    return Api(identity, customer.owner)


@pytest.fixture
def scim(identity: Identity, customer: Any) -> Api:
    """The API for the organisation's SCIM client."""
    return Api(identity, customer.token)


@pytest.fixture
def other_api(identity: Identity, other_customer: Any) -> Api:
    """The API for an owner of another organisation."""
    return Api(identity, other_customer.owner)


OPERATOR_TOKEN = """mutation { operatorTokenCreate(input: {name: "tests"}) {
    ... on OperatorTokenCreated { secret operatorToken { id } } } }"""


@pytest.fixture
async def operator(identity: Identity) -> Api:
    """The API for whoever runs the service."""
    made = await identity.execute_as_operator(OPERATOR_TOKEN, {}, label="tests")
    return Api(identity, made["operatorTokenCreate"]["secret"])


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def clocked(identity: Identity, clock: Clock) -> Identity:
    """Identity over the same database, on a clock that the test moves."""
    return Identity(identity.database, now=clock)


@pytest.fixture(scope="session")
async def sql(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The database without the service in between, to see what really stands in it."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
def dump(sql: asyncpg.Connection) -> Callable[[str], Awaitable[dict[str, list[str]]]]:
    """Every row of one organisation, by table, as text."""

    async def rows(organisation_id: str) -> dict[str, list[str]]:
        found = {}
        for name, table in METADATA.tables.items():
            key = next((key for key in ("organisation_id", "id") if key in table.c), None)
            if key is None:
                continue  # rows that belong to nobody
            statement = f"SELECT t::text FROM {name} t WHERE {key} = $1 ORDER BY 1"  # noqa: S608  our own tables' names
            found[name] = [row["t"] for row in await sql.fetch(statement, organisation_id)]
        return found

    return rows
