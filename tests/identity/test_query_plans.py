"""An index answers what Entra and Okta ask of a hundred thousand users: PostgreSQL's own plans, on such a directory."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import orjson
import pytest

from identity import migrations
from identity.access import resources
from identity.access.groups import groups
from identity.access.users import users
from identity.database import Statement
from identity.filtering import EVERYTHING, And, Compare, Element, Filter, Operator, Or, Shaped, searched, shape_of
from identity.paging import Order, Page, Window, page_of
from identity.rules.search import prefix_query
from tests.identity.large_directory import LARGE, fill

TABLES = {"users", "groups", "group_members"}
FEW = 2_500
"""Rows that a plan may visit beyond those it answers with; the directory has forty times as many."""
FILTERS_OF_PAGES: dict[str, Filter] = {
    "source": Compare("source", Operator.EQ, "SCIM"),
    "linked": Compare("linked", Operator.EQ, value=True),
    "not linked": Compare("linked", Operator.EQ, value=False),
    "locked": Compare("locked", Operator.EQ, value=True),
}
PLANS = ("force_custom_plan", "auto", "force_generic_plan")


@pytest.fixture
async def directory(postgres_url: str, worker_id: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database that holds a large directory and nothing else."""
    name = f"narthex_plans_{worker_id}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    await migrations.migrate(url)
    connection = await asyncpg.connect(url, statement_cache_size=0)
    await fill(connection)
    yield connection
    await connection.close()
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@dataclass(frozen=True)
class Question:
    """A statement that the service runs, and the values of one run."""

    name: str
    statement: Statement
    parameters: dict[str, Any]


def compare(attribute: str, operator: str, value: Any) -> Compare:
    return Compare(attribute, Operator(operator), value)


def work_email(value: str) -> Filter:
    return Element("emails", And((compare("type", "EQ", "work"), compare("value", "EQ", value))))


def filters_of_users(user: str, manager: str, group: str) -> dict[str, Filter]:
    return {
        "userName": compare("userName", "EQ", "PERSON500@contoso.example"),
        "externalId": compare("externalId", "EQ", "oid-500"),
        "work e-mail": work_email("Person500@contoso.example"),
        "any e-mail": compare("emails.value", "EQ", "person500@contoso.example"),
        "employeeNumber": compare("enterprise.employeeNumber", "EQ", "e500"),
        "displayName": compare("displayName", "EQ", "person 500"),
        "manager": compare("enterprise.manager.value", "EQ", manager),
        "is this the manager": And((compare("id", "EQ", user), compare("enterprise.manager.value", "EQ", manager))),
        "groups": compare("groups.value", "EQ", group),
        "changed after": compare("meta.lastModified", "GT", "2026-08-09T09:00:00Z"),
        "changed since": compare("meta.lastModified", "GE", "2026-08-09T09:00:00Z"),
        "created since": compare("meta.created", "GE", "2026-03-04T11:30:00Z"),
        "inactive": compare("active", "EQ", value=False),
        "active": compare("active", "EQ", value=True),
        "everybody": And(()),
    }


def filters_of_groups(user: str, group: str) -> dict[str, Filter]:
    return {
        "displayName": compare("displayName", "EQ", "GROUP 300"),
        "externalId": compare("externalId", "EQ", "gid-300"),
        "is this a member": And((compare("id", "EQ", group), compare("members.value", "EQ", user))),
        "member": compare("members.value", "EQ", user),
        "changed after": compare("meta.lastModified", "GT", "2026-06-04T10:00:00Z"),
        "every group": And(()),
    }


def windows(row: Any, order: Order) -> Iterator[tuple[str, Window]]:
    """The first page, and those on both sides of a row in the middle of the list."""
    yield "first", Window.of(100, 0, None, order)
    page: Page[Any] = page_of([row], [row], Window.of(1, 0, None, order))
    yield "after", Window.of(100, 0, page.end_cursor, order)
    yield "before", Window.either_way(first=None, offset=0, after=None, last=100, before=page.end_cursor, order=order)


def questions_of(collection: Any, row: Any, filters: dict[str, Filter], orders: dict[str, str]) -> Iterator[Question]:
    kind = collection.filterable.name
    for name, tree in filters.items():
        shaped = shape_of(tree, collection.filterable)
        given = {"organisation_id": LARGE, **shaped.parameters}
        statement = collection.page_statement(shaped.shape, Order(), after=False)
        yield Question(f"{kind}: {name}", statement, given | Window.of(100, 0, None).parameters)
        yield Question(f"{kind}: {name}, counted", collection.count_statement(shaped.shape), given)
    for attribute, column in orders.items():
        for descending in (False, True):
            order = collection.order_of(attribute, descending=descending)
            for name, window in windows({"id": row["id"], "sort_key": row[column]}, order):
                statement = collection.page_statement(EVERYTHING.shape, window.walk, after=window.is_after_cursor)
                given = {"organisation_id": LARGE, **window.parameters}
                yield Question(f"{kind}: {name} by {attribute}, descending {descending}", statement, given)


def questions_of_pages(order: Order) -> Iterator[Question]:
    """What pages show of whom they do not count to the last."""
    for name, tree in FILTERS_OF_PAGES.items():
        shaped = shape_of(tree, users.filterable)
        given = {
            "organisation_id": LARGE,
            "count_limit": 501,
            **shaped.parameters,
            **Window.of(50, 0, None).parameters,
        }
        yield Question(f"page: {name}", users.page_statement(shaped.shape, order, after=False), given)
        yield Question(f"page: {name}, up to a limit", users.count_up_to_statement(shaped.shape), given)


def searches_of(collection: Any, begins: dict[str, str], attribute: str) -> Iterator[Question]:
    """What begins few keys, and what begins those of all."""
    order = collection.order_of(attribute, descending=False)
    for name, search in begins.items():
        query = prefix_query(UUID(LARGE), search)
        assert query is not None
        shaped = searched(query, EVERYTHING)
        given = {
            "organisation_id": LARGE,
            "count_limit": 501,
            **shaped.parameters,
            **Window.of(50, 0, None).parameters,
        }
        page = collection.near_page_statement(shaped.shape, order, after=False)
        if name == "few":
            page = collection.page_statement(shaped.shape, order, after=False)
            yield Question(f"search: {search}, counted", collection.count_statement(shaped.shape), given)
        yield Question(f"search: {search}", page, given)
        near = {"near_limit": 1_000, **given}
        yield Question(f"search: {search}, nearly counted", collection.count_near_statement(shaped.shape), near)


def questions_of_both(row: Any) -> Iterator[Question]:
    everything = resources.Filters()
    yield Question(
        "both, counted",
        resources.count_statement(everything.shapes),
        {"organisation_id": LARGE, **everything.parameters},
    )
    named = resources.Filters(_shaped(users, "userName", "x"), _shaped(groups, "displayName", "x"))
    for attribute, column in {"id": "id", "meta.lastModified": "updated_at"}.items():
        for descending in (False, True):
            order = resources.order_of(attribute, descending=descending)
            for name, window in windows({"id": row["id"], "sort_key": row[column]}, order):
                for filters in (everything, named, resources.Filters(of_groups=shape_of(Or(()), groups.filterable))):
                    statement = resources.page_statement(filters.shapes, window.walk, after=window.is_after_cursor)
                    given = {"organisation_id": LARGE, "branch_limit": 101, **filters.parameters, **window.parameters}
                    yield Question(f"both: {name} by {attribute}, descending {descending}", statement, given)


def _shaped(collection: Any, attribute: str, value: str) -> Shaped:
    return shape_of(compare(attribute, "EQ", value), collection.filterable)


async def questions(directory: asyncpg.Connection) -> list[Question]:
    """Everything that is asked, about rows in the middle of the large organisation."""
    user = await directory.fetchrow("SELECT * FROM users WHERE external_id = 'oid-45000'")
    group = await directory.fetchrow("SELECT * FROM groups WHERE external_id = 'gid-300'")
    of_users = filters_of_users(str(user["id"]), user["manager"], str(group["id"]))
    sorted_by = {"id": "id", "meta.created": "created_at", "meta.lastModified": "updated_at"}
    return [
        *questions_of(
            users,
            {**user, "display_name": f"person {45_000}"},
            of_users,
            {**sorted_by, "userName": "user_name_key", "displayName": "display_name"},
        ),
        *questions_of(
            groups,
            group,
            filters_of_groups(str(user["id"]), str(group["id"])),
            {**sorted_by, "displayName": "display_name_key"},
        ),
        *questions_of_pages(users.order_of("userName", descending=False)),
        *searches_of(users, {"few": "person 5000", "many": "person"}, "userName"),
        *searches_of(groups, {"few": "300"}, "displayName"),
        *questions_of_both(user),
    ]


async def literal(directory: asyncpg.Connection, value: Any) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else value
    quoted: str = await directory.fetchval("SELECT quote_nullable($1::text)", None if text is None else str(text))
    return quoted


async def plan(directory: asyncpg.Connection, question: Question, mode: str) -> dict[str, Any]:
    """The plan of a prepared statement like the driver's, as it was executed: with its actual rows.

    By itself PostgreSQL plans the first five executions for their values, and may then settle on a plan for any.
    """
    values = [await literal(directory, each) for each in question.statement.arguments(question.parameters)]
    execute = f"EXECUTE question({', '.join(values)})"
    await directory.execute(f"SET plan_cache_mode = {mode}; PREPARE question AS {question.statement.sql}")
    for _ in range(6 if mode == "auto" else 0):
        await directory.execute(execute)
    explained = await directory.fetchval(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) {execute}")
    await directory.execute("DEALLOCATE question")
    found: dict[str, Any] = orjson.loads(explained)[0]["Plan"]
    return found


def nodes(of: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield of
    for part in of.get("Plans", ()):
        yield from nodes(part)


def visited(node: dict[str, Any]) -> int:
    """Rows or index entries that a scan met, whether or not they were wanted."""
    if "Scan" not in node["Node Type"]:
        return 0
    met = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(sum(node.get(name, 0) for name in met) * node["Actual Loops"])


@pytest.mark.slow
async def test_an_index_answers_whatever_clients_ask_of_a_hundred_thousand_users(
    directory: asyncpg.Connection,
) -> None:
    offences: list[tuple[str, str, list[str]]] = []
    for question in await questions(directory):
        answered = 0
        if "counted" in question.name:
            values = question.statement.arguments(question.parameters)
            answered = await directory.fetchval(question.statement.sql, *values)
        offences += [
            (question.name, mode, scans)
            for mode in PLANS
            if (scans := await offence(directory, question, mode, answered + FEW))
        ]
    assert offences == []


async def offence(directory: asyncpg.Connection, question: Question, mode: str, bound: int) -> list[str]:
    """The scans of a plan that reads a table from end to end, or visits more rows than it may."""
    found = list(nodes(await plan(directory, question, mode)))
    is_sequential = any(node["Node Type"] == "Seq Scan" and node["Relation Name"] in TABLES for node in found)
    # PostgreSQL takes the plan for any values only where it expects it to cost no more.
    is_long = mode != "force_generic_plan" and sum(map(visited, found)) > bound
    shown = [
        f"{node['Node Type']} {node.get('Index Name', node.get('Relation Name'))}: {visited(node)}" for node in found
    ]
    return shown if is_sequential or is_long else []
