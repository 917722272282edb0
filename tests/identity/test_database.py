"""The door to PostgreSQL: outages told apart from defects and from bad values, and transactions that end."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Text, bindparam, select, text

from contract.transport import Caller
from identity.app import Identity
from identity.database import Database, Statement, UniquenessViolated
from identity.errors import DatabaseUnavailable, InvalidInput

PID = Statement(text("SELECT pg_backend_pid()"))
SLEEP = Statement(text("SELECT pg_sleep(5)"))
ECHO = Statement(select(bindparam("value", type_=Text())))
INSERT = Statement(text("INSERT INTO organisations VALUES (gen_random_uuid(), 'same', 'Same', now())"))
NONSENSE = Statement(text("SELECT nonsense FROM nowhere"))
USERS = "{ users { totalCount nodes { groups { value } enterprise { manager { displayName } } } } }"


@pytest.fixture
async def narrow(database_url: str, identity: Identity) -> AsyncIterator[Database]:
    """A pool of a single connection, over the tables that are emptied after each test."""
    database = await Database.open(database_url, pool_size=1, command_timeout=1, acquire_timeout=5)
    assert identity.database is not database
    yield database
    await database.close()


async def test_a_connection_that_is_cut_is_an_outage_and_the_next_one_works(narrow: Database, sql: Any) -> None:
    with pytest.raises(DatabaseUnavailable):
        await _cut_while_writing(narrow, sql)
    async with narrow.reading() as reader:
        assert await reader.value(ECHO, value="again") == "again"
    assert await sql.fetchval("SELECT count(*) FROM organisations") == 0


async def _cut_while_writing(database: Database, sql: asyncpg.Connection) -> None:
    async with database.writing() as writer:
        await writer.rows(INSERT)
        await sql.execute("SELECT pg_terminate_backend($1)", await writer.value(PID))
        await writer.rows(INSERT)


async def test_a_statement_that_takes_too_long_is_given_up(narrow: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with narrow.reading() as reader:
            await reader.row(SLEEP)
    async with narrow.reading() as reader:
        assert await reader.value(ECHO, value="again") == "again"


async def test_a_caller_who_goes_away_leaves_nothing_behind(narrow: Database, sql: Any) -> None:
    async def slow() -> None:
        async with narrow.writing() as writer:
            await writer.rows(INSERT)
            await writer.rows(SLEEP)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slow(), timeout=0.1)
    assert await sql.fetchval("SELECT count(*) FROM organisations") == 0
    async with narrow.reading() as reader:
        assert await reader.value(ECHO, value="again") == "again"


@pytest.mark.parametrize("condition", ["53100", "53200", "25006", "40001", "57P05", "58030"])
async def test_a_server_that_cannot_work_now_is_an_outage(narrow: Database, condition: str) -> None:
    failing = Statement(text(f"DO $$ BEGIN RAISE SQLSTATE '{condition}'; END $$"))
    with pytest.raises(DatabaseUnavailable):
        async with narrow.reading() as reader:
            await reader.rows(failing)


@pytest.mark.parametrize("value", ["\x00", "\ud800"])
async def test_text_that_cannot_be_stored_is_bad_input(narrow: Database, value: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be stored"):
        async with narrow.reading() as reader:
            await reader.rows(ECHO, value=value)


async def test_a_unique_index_speaks_by_its_name_and_rolls_everything_back(narrow: Database, sql: Any) -> None:
    with pytest.raises(UniquenessViolated, match="organisations_slug_key"):
        await _insert_twice(narrow)
    assert await sql.fetchval("SELECT count(*) FROM organisations") == 0


async def _insert_twice(database: Database) -> None:
    async with database.writing() as writer:
        await writer.rows(INSERT)
        await writer.rows(INSERT)


@pytest.mark.parametrize(("statement", "values"), [(NONSENSE, {}), (ECHO, {"value": 7})])
async def test_our_own_mistakes_are_neither_outages_nor_bad_input(
    narrow: Database, statement: Statement, values: dict[str, Any]
) -> None:
    with pytest.raises(asyncpg.PostgresError):
        async with narrow.reading() as reader:
            await reader.rows(statement, **values)


async def test_an_operation_never_holds_one_connection_while_it_waits_for_another(
    narrow: Database, api: Any, customer: Any
) -> None:
    users = [await api.user(f"user-{number}", enterprise={"manager": customer.owner_id}) for number in range(3)]
    await api.group("Sales", *users)
    identity = Identity(narrow)
    caller = Caller(customer.token, "r")
    responses = await asyncio.gather(*(identity.execute(USERS, None, {}, caller) for _ in range(20)))
    assert [response["data"]["users"]["totalCount"] for response in responses] == [4] * 20
