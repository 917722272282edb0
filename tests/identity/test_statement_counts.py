"""What an operation costs in SQL statements never grows with what it is about."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from contract.transport import Caller
from identity.app import Identity
from identity.database import Database
from tests.identity.own_schema import UNIQUE_TAG, URN, declare


class Counting:
    """Identity on a pool whose connections count their statements."""

    def __init__(self, pool: asyncpg.Pool, statements: Counter[str]) -> None:
        self.identity = Identity(Database(pool, acquire_timeout=10))
        self.statements = statements

    async def cost(self, token: str, document: str, **variables: Any) -> int:
        """How many statements an operation runs."""
        self.statements.clear()
        response = await self.identity.execute(document, None, variables, Caller(token, "r"))
        assert "errors" not in response, response
        return self.statements.total()


@pytest.fixture
async def counting(database_url: str) -> AsyncIterator[Counting]:
    statements: Counter[str] = Counter()

    async def count(connection: asyncpg.Connection) -> None:
        connection.add_query_logger(
            lambda query: statements.update([] if is_the_drivers(query.query) else [query.query])
        )

    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=2, init=count, reset=leave_as_it_is)
    yield Counting(pool, statements)
    await pool.close()


def is_the_drivers(sql: str) -> bool:
    """Whether asyncpg asks for a type it has not met, which is once per connection and not of the service's making."""
    return "pg_catalog" in sql or "set_config('jit'" in sql


async def leave_as_it_is(_connection: object) -> None:
    """As in the service: a reset between two uses would be counted too."""


USERS = """{ users(first: 1000) { totalCount nodes { id userName emails { value }
    groups { value display } enterprise { manager { value displayName } } } } }"""
GROUPS = """query($offset: Int!, $after: String) { groups(first: 1000) { totalCount nodes { id
    members(first: 10, offset: $offset, after: $after) { totalCount nodes { value display } } } } }"""
ADD = """mutation($id: ID!, $changes: GroupChanges!) { groupUpdate(id: $id, changes: $changes) {
    ... on Group { version } ... on Problem { message } } }"""
UPDATE = """mutation($id: ID!, $changes: UserChanges!) { userUpdate(id: $id, changes: $changes) {
    ... on User { version } ... on Problem { message } } }"""


async def test_a_page_of_users_costs_the_same_for_one_and_for_fifty(
    api: Any, counting: Counting, customer: Any
) -> None:
    boss = await api.user("boss", displayName="Boss")
    group = await api.group("Sales", boss)
    await api.user("user-0", enterprise={"manager": boss["id"]})
    few = await counting.cost(customer.token, USERS)
    more = [await api.user(f"user-{number}", enterprise={"manager": boss["id"]}) for number in range(1, 50)]
    await api.mutate("groupUpdate", id=group["id"], changes={"addMembers": [user["id"] for user in more]})
    assert await counting.cost(customer.token, USERS) == few


@pytest.mark.parametrize("start", [{"offset": 0}, {"offset": 1}, {"offset": 0, "after": True}])
async def test_a_page_of_groups_costs_the_same_for_one_and_for_fifty(
    api: Any, counting: Counting, customer: Any, start: dict[str, Any]
) -> None:
    users = [await api.user(f"user-{number}") for number in range(3)]
    group = await api.group("group-0", *users)
    if "after" in start:
        start = {**start, "after": group["members"]["pageInfo"]["startCursor"]}
    few = await counting.cost(customer.token, GROUPS, **start)
    for number in range(1, 50):
        await api.group(f"group-{number}", *users)
    assert await counting.cost(customer.token, GROUPS, **start) == few


RESOURCES = """{ resources(first: 1000) { totalCount nodes {
    ... on User { id emails { value } groups { value } } ... on Group { id members(first: 1) { totalCount } } } } }"""


async def test_a_page_of_users_and_groups_costs_the_same_for_one_and_for_fifty(
    api: Any, counting: Counting, customer: Any
) -> None:
    await api.group("group-0", await api.user("user-0"))
    few = await counting.cost(customer.token, RESOURCES)
    for number in range(1, 25):
        await api.group(f"group-{number}", await api.user(f"user-{number}"))
    assert await counting.cost(customer.token, RESOURCES) == few


@pytest.mark.parametrize(
    ("document", "statements"),
    [
        # Besides whose token it is: a page, a total, or both; of users and groups together the keys, then either kind.
        ("{ users { totalCount } }", 1),
        ("{ users(first: 0) { totalCount nodes { id } pageInfo { hasNextPage } } }", 1),
        ("{ users { pageInfo { hasNextPage } } }", 1),
        ("{ groups { nodes { id } } }", 1),
        ("{ groups { nodes { id } totalCount } }", 2),
        ("{ resources { totalCount } }", 1),
        ("{ resources { nodes { ... on User { id } ... on Group { id } } } }", 3),
        ("{ resources(groupFilter: { or: [] }) { nodes { __typename } } }", 2),
        ("{ users { ... @include(if: false) { nodes { id } } totalCount @skip(if: true) __typename } }", 0),
    ],
)
async def test_pages_and_totals_are_read_when_they_are_selected(
    api: Any, counting: Counting, customer: Any, document: str, statements: int
) -> None:
    await api.group("Sales")
    assert await counting.cost(customer.token, document) == 1 + statements


KEYS = "id __typename version meta { created lastModified } externalId"
READS = (
    *("users { nodes { %s } }", "resources { nodes { ... on User { %s } } }", "user(id: $user) { %s }"),
    *('userBy(userName: "ada") { %s }', 'userBy(externalId: "e") { %s }'),
)
GROUP_READS = ("groups { nodes { %s } }", "group(id: $group) { %s }", "resources { nodes { ... on Group { %s } } }")


async def test_a_document_that_nothing_selected_is_in_is_not_read(api: Any, counting: Counting, customer: Any) -> None:
    user = await api.user("ada", externalId="e", title="a")
    group = await api.group("Sales", user)
    variables = {"user": user["id"], "group": group["id"], "no": False, "yes": True}
    declared = "query($user: ID!, $group: ID!, $no: Boolean!, $yes: Boolean!)"
    use = (
        "ping: viewer { kind @skip(if: $no) @include(if: $yes) } a: user(id: $user) { id } b: group(id: $group) { id }"
    )

    async def reads(column: str, field: str, selection: str, fragments: str = "") -> bool:
        await counting.cost(customer.token, f"{declared} {{ {use} {field % selection} }} {fragments}", **variables)
        return any(f".{column}" in sql.partition("FROM")[0] for sql in counting.statements)

    for field in READS:
        assert not await reads("profile", field, f"{KEYS} userName active groups {{ value }}")
        for selected in ("title", "enterprise { manager { value } }", "... on User { emails { value } }", "...F"):
            fragment = "fragment F on User { ... { title @include(if: $yes) } }" if selected == "...F" else ""
            assert await reads("profile", field, f"{KEYS} {selected}", fragment), (field, selected)
        for skipped in ("title @skip(if: $yes)", "title @include(if: $no)", "... @include(if: $no) { title }", "...F"):
            fragment = "fragment F on User { title @skip(if: $yes) }" if skipped == "...F" else ""
            assert not await reads("profile", field, f"{KEYS} {skipped}", fragment), (field, skipped)
    for field in GROUP_READS:
        assert not await reads("extensions", field, f"{KEYS} displayName members {{ totalCount }}")
        assert await reads("extensions", field, f"{KEYS} also: extensions")


async def test_of_users_and_groups_each_reads_only_its_own_document(
    api: Any, counting: Counting, customer: Any
) -> None:
    await api.group("Sales")
    await counting.cost(customer.token, "{ resources { nodes { ... on User { title } ... on Group { id } } } }")
    read = " ".join(sql.partition("FROM")[0] for sql in counting.statements)
    assert "users.profile" in read
    assert "groups.extensions" not in read


async def test_adding_a_member_costs_the_same_in_a_group_of_ten_and_of_ten_thousand(
    api: Any, counting: Counting, customer: Any, sql: Any
) -> None:
    newcomer = await api.user("newcomer")
    small, large = await api.group("small"), await api.group("large")
    await sql.execute(
        """WITH made AS (
            INSERT INTO users (organisation_id, id, user_name, user_name_key, active, email_keys, profile, version,
                               created_at, updated_at, source, search_keys)
            SELECT $1, gen_random_uuid(), n, n, true, '{}', '{}', 1, now(), now(), 'SCIM', '{}'
            FROM generate_series(1, 10000) AS n
            RETURNING id, user_name::int AS n)
        INSERT INTO group_members SELECT $1, g, id FROM made, unnest($2::uuid[]) WITH ORDINALITY AS t(g, place)
        WHERE place = 2 OR n <= 10""",
        customer.id,
        [small["id"], large["id"]],
    )
    costs = [
        await counting.cost(customer.token, ADD, id=group["id"], changes={"addMembers": [newcomer["id"]]})
        for group in (small, large)
    ]
    assert costs[0] == costs[1]
    assert len(await api.members(small)) == 11
    assert (await api.query("group", id=large["id"]))["members"]["totalCount"] == 10_001


async def test_many_members_cost_what_one_costs(api: Any, counting: Counting, customer: Any) -> None:
    users = [(await api.user(f"user-{number}"))["id"] for number in range(20)]
    one, many = await api.group("one"), await api.group("many")
    cost = await counting.cost(customer.token, ADD, id=one["id"], changes={"addMembers": users[:1]})
    assert await counting.cost(customer.token, ADD, id=many["id"], changes={"addMembers": users}) == cost


async def test_many_groups_as_members_cost_what_one_costs_however_deep_they_are(
    api: Any, counting: Counting, customer: Any
) -> None:
    groups = [await api.group("group-0")]
    for number in range(1, 15):
        groups.append(await api.group(f"group-{number}", groups[-1]))
    ids = [group["id"] for group in groups]
    one, many = await api.group("one"), await api.group("many")
    cost = await counting.cost(customer.token, ADD, id=one["id"], changes={"addMembers": ids[:1]})
    assert await counting.cost(customer.token, ADD, id=many["id"], changes={"addMembers": ids}) == cost
    removal = {"compare": {"attribute": "type", "operator": "EQ", "value": "Group"}}
    costs = [
        await counting.cost(customer.token, ADD, id=group["id"], changes={"removeMembersWhere": removal})
        for group in (one, many)
    ]
    assert costs[0] == costs[1]


async def test_an_update_costs_the_same_however_many_groups_the_user_is_in(
    api: Any, counting: Counting, customer: Any
) -> None:
    user = await api.user("ada")
    cost = await counting.cost(customer.token, UPDATE, id=user["id"], changes={"title": "a"})
    for number in range(10):
        await api.group(f"group-{number}", user)
    changes = {"title": "b", "displayName": "b", "emails": [{"value": f"{n}@x"} for n in range(100)]}
    assert await counting.cost(customer.token, UPDATE, id=user["id"], changes=changes) == cost
    # Whose token it is; then BEGIN, the row and its lock, the update, the audit row, COMMIT.
    assert cost == 6


async def test_what_changes_nothing_costs_no_write(api: Any, counting: Counting, customer: Any) -> None:
    user = await api.user("ada", title="a")
    assert await counting.cost(customer.token, UPDATE, id=user["id"], changes={"title": "a"}) == 4
    assert not [query for query in counting.statements if query.startswith(("INSERT", "UPDATE", "DELETE"))]


async def test_a_name_that_nobody_can_hold_is_not_looked_for(counting: Counting, customer: Any) -> None:
    document = "query($name: String!) { userBy(userName: $name) { id } }"
    looked_for = await counting.cost(customer.token, document, name="\ufdfa" * 512)
    assert await counting.cost(customer.token, document, name="\ufdfa" * 513) == looked_for - 1


async def test_only_who_writes_extensions_pays_for_schemas(api: Any, counting: Counting, customer: Any) -> None:
    await declare(api, UNIQUE_TAG, {"name": "note", "type": "string"})
    user = await api.user("ada", extensions={URN: {"tag": "a"}})
    plain = await counting.cost(customer.token, UPDATE, id=user["id"], changes={"title": "a"})
    checked = await counting.cost(
        customer.token, UPDATE, id=user["id"], changes={"extensions": {URN: {"tag": "a", "note": "x"}}}
    )
    # The lock that keeps the schemas as they are, and the schemas.
    assert (plain, checked) == (6, plain + 2)
    moved = await counting.cost(customer.token, UPDATE, id=user["id"], changes={"extensions": {URN: {"tag": "b"}}})
    # The new value taken, the old one given up.
    assert moved == checked + 2
    dropped = await counting.cost(customer.token, UPDATE, id=user["id"], changes={"extensions": None})
    assert dropped == plain + 1


async def test_a_filter_reads_schemas_only_when_it_names_one(api: Any, counting: Counting, customer: Any) -> None:
    await declare(api)
    document = "query($filter: Filter) { users(filter: $filter) { nodes { id } } }"
    costs = [
        await counting.cost(customer.token, document, filter={"present": attribute})
        for attribute in ("title", f"{URN}:tag")
    ]
    assert costs[1] == costs[0] + 1


async def test_whose_accounts_are_whose_costs_the_same_for_one_and_for_twenty(
    api: Any, counting: Counting, customer: Any, sql: asyncpg.Connection
) -> None:
    document = "{ users(first: 1000) { nodes { id microsoftAccounts { objectId } } } }"
    few = await counting.cost(customer.owner, document)
    for number in range(20):
        user = await api.user(f"user-{number}")
        statement = "INSERT INTO microsoft_accounts VALUES ($1, $2, $3, $3, now(), 'USER_NAME', now())"
        await sql.execute(statement, customer.id, customer.connection, user["id"])
    assert await counting.cost(customer.owner, document) == few
