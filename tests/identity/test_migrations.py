"""The way from an empty database to the tables the code knows, and back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from identity import migrations
from identity.errors import DatabaseUnavailable
from identity.rules.search import prefix_query, search_keys
from identity.tables import METADATA

NAME = "narthex_migrations"


@pytest.fixture
async def empty_url(postgres_url: str, worker_id: str) -> AsyncIterator[str]:
    """A database with nothing in it."""
    name = f"{NAME}_{worker_id}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def on(url: str, work: Callable[[Connection], Any]) -> Any:
    """Run a function of a SQLAlchemy connection, as Alembic wants it."""

    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    async with engine.begin() as connection:
        result = await connection.run_sync(work)
    await engine.dispose()
    return result


async def move(url: str, way: Callable[[Config, str], None], revision: str) -> None:
    """Upgrade or downgrade to a revision."""

    def moved(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(migrations.__path__[0]))
        config.attributes["connection"] = connection
        way(config, revision)

    await on(url, moved)


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    await connection.close()
    return {row["table_name"] for row in rows}


async def test_migrated_tables_are_the_ones_the_code_declares(database_url: str) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA)

    assert await on(database_url, differences) == []
    assert await tables(database_url) == {*METADATA.tables, "alembic_version"}


async def test_migrating_twice_is_migrating_once(empty_url: str) -> None:
    revision = await migrations.migrate(empty_url)
    assert await migrations.migrate(empty_url) == revision
    pending = await migrations.pending(empty_url)
    assert (pending.current, pending.head, pending.sentence) == (revision, revision, None)


async def test_migrations_at_the_same_time_take_turns(empty_url: str) -> None:
    revisions = await asyncio.gather(*(migrations.migrate(empty_url) for _ in range(3)))
    assert len(set(revisions)) == 1
    assert await tables(empty_url) == {*METADATA.tables, "alembic_version"}


async def test_an_empty_database_is_behind(empty_url: str) -> None:
    pending = await migrations.pending(empty_url)
    assert (pending.current, pending.behind, pending.ahead) == (None, True, False)
    assert pending.sentence is not None
    assert "run `narthex migrate`" in pending.sentence


async def test_a_database_of_a_newer_version_is_ahead_and_left_alone(empty_url: str) -> None:
    await migrations.migrate(empty_url)
    connection = await asyncpg.connect(empty_url)
    await connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    await connection.close()
    pending = await migrations.pending(empty_url)
    assert (pending.current, pending.behind, pending.ahead) == ("from-the-future", False, True)
    assert pending.sentence is not None
    assert "upgrade narthex" in pending.sentence
    with pytest.raises(DatabaseUnavailable, match="newer than this version"):
        await migrations.migrate(empty_url)
    assert (await migrations.pending(empty_url)).current == "from-the-future"


async def test_every_migration_can_be_taken_back_and_made_again(empty_url: str) -> None:
    await migrations.migrate(empty_url)
    await move(empty_url, command.downgrade, "base")
    assert await tables(empty_url) == {"alembic_version"}
    assert (await migrations.pending(empty_url)).behind
    await migrations.migrate(empty_url)
    assert await tables(empty_url) == {*METADATA.tables, "alembic_version"}


STORED_BY_THE_FIRST_VERSION = """
    CREATE FUNCTION pg_temp.id(bigint) RETURNS uuid LANGUAGE sql AS $$ SELECT lpad($1::text, 32, '0')::uuid $$;
    INSERT INTO organisations VALUES (pg_temp.id(1), 'o', 'Organisation', now());
    INSERT INTO connections (organisation_id, id, name, created_at)
    VALUES (pg_temp.id(1), pg_temp.id(2), 'Entra', now());
    INSERT INTO users
    SELECT pg_temp.id(1), pg_temp.id(n + 2), 'u' || n, 'u' || n, 'e' || n, true, NULL, '{}', profile, 1, now(), now()
    FROM unnest(ARRAY['{}', '{"displayName": 7, "enterprise": "none"}', '{"enterprise": {"employeeNumber": null}}',
        jsonb_build_object('displayName', repeat('İ', 8192),
                           'enterprise', jsonb_build_object('employeeNumber', repeat('🙂', 8192)))]::jsonb[])
        WITH ORDINALITY AS given(profile, n);
    INSERT INTO groups SELECT pg_temp.id(1), pg_temp.id(9), 'g', 'g', 'e', '{}', 1, now(), now();
    INSERT INTO group_members VALUES (pg_temp.id(1), pg_temp.id(9), pg_temp.id(3))"""
FIRST_TABLES = ("organisations", "connections", "users", "groups", "group_members")


async def test_what_is_stored_outlives_an_upgrade_and_its_taking_back(empty_url: str) -> None:
    await move(empty_url, command.upgrade, "0001")
    sql = await asyncpg.connect(empty_url)
    await sql.execute(STORED_BY_THE_FIRST_VERSION)

    async def stored() -> list[list[asyncpg.Record]]:
        return [await sql.fetch(f"SELECT * FROM {name} ORDER BY 1, 2") for name in FIRST_TABLES]  # noqa: S608  ours

    before = await stored()
    await migrations.migrate(empty_url)
    assert await sql.fetchrow("SELECT conformance, version FROM connections") == ("LENIENT", 1)
    await move(empty_url, command.downgrade, "0001")
    assert await stored() == before
    await sql.close()


async def test_whoever_was_there_before_is_found_after(empty_url: str) -> None:
    await move(empty_url, command.upgrade, "0001")
    sql = await asyncpg.connect(empty_url)
    await sql.execute(STORED_BY_THE_FIRST_VERSION)
    await move(empty_url, command.upgrade, "0003")
    await sql.execute("""
        UPDATE users SET user_name = 'zoe@contoso.example', external_id = NULL, profile =
            '{"displayName": "Zoë Müller", "name": {"familyName": "Müller-Lüdenscheidt"}, "emails": [{"value": "z@y"}]}'
        WHERE user_name = 'u1'""")
    await sql.execute("""
        INSERT INTO audit_entries SELECT organisation_id, id, now(), 'SCIM_CLIENT', 'x', 'x', 'userCreate', 'User',
            id::text, 'x', '[]', 'x' FROM users WHERE user_name = 'zoe@contoso.example'""")
    await migrations.migrate(empty_url)
    stored = await sql.fetch("SELECT * FROM users ORDER BY id")
    organisation_id, (zoe, other, *_) = stored[0]["organisation_id"], stored
    texts = ("zoe@contoso.example", "Zoë Müller", "Müller-Lüdenscheidt", "z@y")
    assert zoe["search_keys"] == search_keys(organisation_id, texts)
    assert other["search_keys"] == search_keys(organisation_id, ("u2", "e2"))
    found = await sql.fetch(
        "SELECT id FROM users WHERE array_to_tsvector(search_keys) @@ $1::text::tsquery",
        prefix_query(organisation_id, "zoe lud"),
    )
    assert [row["id"] for row in found] == [zoe["id"]]
    group = await sql.fetchrow("SELECT search_keys, source FROM groups")
    assert group == (search_keys(organisation_id, ("g", "e")), "SCIM")
    assert [row["source"] for row in stored] == ["SCIM"] * len(stored)
    await sql.close()


async def test_a_database_that_cannot_be_migrated_is_said_so_in_one_sentence(empty_url: str) -> None:
    separator = "&" if "?" in empty_url else "?"
    read_only = f"{empty_url}{separator}default_transaction_read_only=on"
    nowhere = "postgresql://nobody@127.0.0.1:1/nowhere"
    for url in (read_only, nowhere, "nonsense", "postgresql:///x?host=/nonexistent"):
        with pytest.raises(DatabaseUnavailable) as refusal:
            await migrations.migrate(url)
        assert str(refusal.value).startswith("The database cannot be used: ")
        assert "\n" not in str(refusal.value)
        assert "sqlalche.me" not in str(refusal.value)
    assert await tables(empty_url) == set()
