"""The operator's commands, against a database that is named."""

import asyncio
import os
import socketserver
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from contract.transport import Caller
from identity import migrations
from identity.app import open_identity
from identity.settings import Settings

Narthex = Callable[..., Any]
NEW_ORGANISATION = ("organisation", "create", "Contoso", "--slug", "contoso", "--owner", "ada@contoso.example")
VIEWER = "{ viewer { kind organisation { slug } user { userName } } }"


@pytest.fixture
def contoso(narthex: Narthex, named_database: str) -> Any:
    assert named_database
    return narthex(*NEW_ORGANISATION, "--json").json


@pytest.fixture
def viewer(named_database: str) -> Callable[[str], Any]:
    """What identity takes the holder of a token for."""

    async def ask(token: str) -> Any:
        async with open_identity(Settings(database_url=named_database)) as identity:
            return await identity.execute(VIEWER, None, {}, Caller(token, "test"))

    return lambda token: asyncio.run(ask(token))


@pytest.fixture
def set_up(named_database: str) -> Callable[[str], Any]:
    """What comes of setting a password by a link that ends with this secret."""
    document = """mutation($input: PasswordSetUpInput!) { passwordSetUp(input: $input) {
        __typename ... on SessionStarted { secret } ... on Problem { message } } }"""

    async def send(secret: str) -> Any:
        given = {"secret": secret, "password": "the boat on grey mud sings"}
        async with open_identity(Settings(database_url=named_database)) as identity:
            answer = await identity.execute(document, None, {"input": given}, Caller(None, "test"))
            return answer["data"]["passwordSetUp"]

    return lambda secret: asyncio.run(send(secret))


def test_a_new_organisation_has_an_id_a_connection_and_an_owner(contoso: Any) -> None:
    assert contoso["organisation"]["slug"] == "contoso"
    assert contoso["connection"]["id"]
    assert contoso["owner"]["userName"] == "ada@contoso.example"


def test_a_new_organisation_comes_with_a_link_by_which_its_owner_sets_a_password(
    contoso: Any, set_up: Callable[[str], Any], viewer: Callable[[str], Any]
) -> None:
    page, secret = contoso["setUp"].rsplit("/", 1)
    assert page == "http://localhost:8000/set-up"
    lasts = datetime.fromisoformat(contoso["setUpExpiresAt"]) - datetime.now(UTC)
    assert abs(lasts - timedelta(hours=72)) < timedelta(minutes=1)
    told = viewer(set_up(secret)["secret"])["data"]["viewer"]
    assert told["user"] == {"userName": "ada@contoso.example"}


def test_somebody_who_lost_their_password_gets_another_link(
    narthex: Narthex, contoso: Any, set_up: Callable[[str], Any]
) -> None:
    command = ("setup-link", "create", "--organisation", "contoso", "--reason", "lost", "--user")
    made = narthex(*command, "ADA@contoso.example", "--json").json
    assert set_up(contoso["setUp"].rsplit("/", 1)[1])["__typename"] == "SignInRefused"
    shown = narthex(*command, "ada@contoso.example")
    assert "shown only now" in shown.out
    assert [line.split()[0] for line in shown.out.splitlines()[1:]] == ["set-up", "id", "good"]
    assert set_up(made["setUp"].rsplit("/", 1)[1])["__typename"] == "SignInRefused"
    page = next(word for word in shown.out.split() if "/set-up/" in word)
    assert set_up(page.rsplit("/", 1)[1])["__typename"] == "SessionStarted"
    assert "'bob'" in narthex(*command, "bob").refusal


@pytest.mark.usefixtures("contoso")
def test_a_customers_it_gets_a_link_to_set_up_the_connection(narthex: Narthex) -> None:
    command = ("connection", "setup-link", "--organisation", "contoso", "--reason", "they connect Entra", "--for")
    made = narthex(*command, "Jo of IT", "--expires-in", "2d", "--json").json
    assert made["link"].startswith("http://localhost:8000/connect/nx_con_")
    lasts = datetime.fromisoformat(made["expiresAt"]) - datetime.now(UTC)
    assert abs(lasts - timedelta(days=2)) < timedelta(minutes=1)
    shown = narthex(*command, "Jo of IT")
    assert "shown only now" in shown.out
    assert [line.split()[0] for line in shown.out.splitlines()[1:]] == ["link", "id", "good"]
    assert "30 days at most" in narthex(*command, "Jo", "--expires-in", "1y").refusal
    assert "whom the link is for" in narthex(*command, " ").refusal


@pytest.mark.usefixtures("contoso")
def test_a_slug_can_be_taken_only_once(narthex: Narthex) -> None:
    assert narthex(*NEW_ORGANISATION).refusal == "The slug 'contoso' is already in use."


@pytest.mark.usefixtures("named_database")
def test_identitys_refusal_of_a_value_is_the_commands(narthex: Narthex) -> None:
    refusal = narthex(
        "organisation", "create", "Contoso", "--slug", "Con Toso", "--owner", "ada@contoso.example"
    ).refusal
    assert "'Con Toso'" in refusal


def test_a_scim_token_opens_the_endpoint_it_comes_with(
    narthex: Narthex, contoso: Any, viewer: Callable[[str], Any]
) -> None:
    made = narthex("scim-token", "create", "--organisation", "contoso", "--expires-in", "90d", "--json").json
    assert made["endpoint"] == f"http://127.0.0.1:8000/scim/v2/{contoso['connection']['id']}"
    assert made["token"].startswith("nx_scim_")
    assert abs(datetime.fromisoformat(made["expiresAt"]) - datetime.now(UTC) - timedelta(days=90)) < timedelta(
        minutes=1
    )
    told = viewer(made["token"])["data"]["viewer"]
    assert told == {"kind": "SCIM_CLIENT", "organisation": {"slug": "contoso"}, "user": None}


@pytest.mark.usefixtures("contoso")
def test_the_endpoint_begins_with_the_public_address(narthex: Narthex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARTHEX_PUBLIC_URL", "https://scim.example.com")
    made = narthex("scim-token", "create", "--organisation", "contoso", "--json").json
    assert made["endpoint"].startswith("https://scim.example.com/scim/v2/")
    assert made["expiresAt"] is None


@pytest.mark.usefixtures("contoso")
def test_a_revoked_scim_token_opens_nothing_and_stays_on_the_list(
    narthex: Narthex, viewer: Callable[[str], Any]
) -> None:
    made = narthex("scim-token", "create", "--organisation", "contoso", "--name", "old", "--json").json
    assert narthex("scim-token", "revoke", made["id"], "--json").json["revokedAt"]
    (listed,) = narthex("scim-token", "list", "--organisation", "contoso", "--json").json
    assert listed["name"] == "old"
    assert listed["revokedAt"]
    assert viewer(made["token"])["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.usefixtures("contoso")
def test_people_read_lines_that_nothing_cuts_off(narthex: Narthex) -> None:
    made = narthex("scim-token", "create", "--organisation", "contoso")
    secret = next(word for word in made.out.split() if word.startswith("nx_scim_"))
    assert len(secret) > 80
    listed = narthex("scim-token", "list", "--organisation", "contoso").out
    assert listed.count("never") == 3
    token_id = listed.splitlines()[1].split()[0]
    assert "is revoked." in narthex("scim-token", "revoke", token_id).out


@pytest.mark.usefixtures("named_database")
@pytest.mark.parametrize("command", ["create", "list"])
def test_an_organisation_that_is_not_there_is_named(narthex: Narthex, command: str) -> None:
    assert "'nowhere'" in narthex("scim-token", command, "--organisation", "nowhere").refusal


@pytest.mark.usefixtures("named_database")
@pytest.mark.parametrize("group", ["scim-token", "operator-token"])
def test_a_token_that_is_not_there_is_named(narthex: Narthex, group: str) -> None:
    assert "'no-such-id'" in narthex(group, "revoke", "no-such-id").refusal


@pytest.mark.usefixtures("named_database")
def test_an_operator_token_speaks_for_the_operator_until_revoked(
    narthex: Narthex, viewer: Callable[[str], Any]
) -> None:
    made = narthex("operator-token", "create", "--name", "grace", "--expires-in", "1h", "--json").json
    assert made["graphql"] == "http://127.0.0.1:8000/graphql"
    assert viewer(made["token"])["data"]["viewer"]["kind"] == "OPERATOR"
    assert "grace" in narthex("operator-token", "revoke", made["id"]).out
    assert "errors" in viewer(made["token"])


@pytest.mark.usefixtures("contoso")
def test_a_session_sees_with_its_persons_eyes(narthex: Narthex, viewer: Callable[[str], Any]) -> None:
    session = ("session", "create", "--organisation", "contoso", "--reason", "ticket 7")
    made = narthex(*session, "--user", "ada@contoso.example", "--json").json
    assert viewer(made["token"])["data"]["viewer"]["user"] == {"userName": "ada@contoso.example"}
    assert "ada@contoso.example" in narthex(*session, "--user", "ada@contoso.example").out
    assert "bob" in narthex(*session, "--user", "bob").refusal


@pytest.mark.parametrize("duration", ["90", "soon", "0d"])
def test_a_wrong_duration_is_a_wrong_use(narthex: Narthex, duration: str) -> None:
    outcome = narthex("scim-token", "create", "--organisation", "contoso", "--expires-in", duration)
    assert outcome.code == 2
    assert f"'{duration}'" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["organisation", "create"],
        ["organisation", "destroy"],
        ["frobnicate"],
        ["serve", "everything"],
        ["serve", "--port", "65536"],
        ["demo", "--endpoint", "http://127.0.0.1:1/scim/v2/x"],
        ["demo", "--endpoint", "nonsense", "--token", "nx_scim_x"],
        ["demo", "--users", "0"],
    ],
)
def test_a_wrong_use_says_what_is_wrong_and_how_to_get_help(narthex: Narthex, arguments: list[str]) -> None:
    outcome = narthex(*arguments)
    assert outcome.code == 2
    assert "--help" in outcome.err
    assert outcome.err.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in outcome.err


def test_the_version_is_the_packages(narthex: Narthex) -> None:
    assert narthex("--version").out == "0.1.0\n"


@pytest.fixture
async def empty_database(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    name = f"narthex_empty_{os.getpid()}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    monkeypatch.setenv("NARTHEX_DATABASE_URL", url)
    yield url
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("scim-token", "list", "--organisation", "contoso")])
def test_a_named_database_is_not_migrated_behind_its_operators_back(narthex: Narthex, command: list[str]) -> None:
    assert "narthex migrate" in narthex(*command).refusal


@pytest.mark.usefixtures("empty_database")
def test_migrating_twice_changes_nothing_the_second_time(narthex: Narthex) -> None:
    first = narthex("migrate", "--json").json
    assert first["before"] is None
    assert narthex("migrate", "--json").json == {"before": first["after"], "after": first["after"]}
    assert "was up to date" in narthex("migrate").out
    assert narthex(*NEW_ORGANISATION).code == 0


@pytest.fixture
async def newer_database(empty_database: str) -> None:
    await migrations.migrate(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()


@pytest.mark.usefixtures("newer_database")
def test_a_schema_of_a_later_version_is_left_alone(narthex: Narthex) -> None:
    for command in (("migrate",), ("serve", "--port", "0"), NEW_ORGANISATION):
        refusal = narthex(*command).refusal
        assert "9999" in refusal
        assert "newer" in refusal


@contextmanager
def a_server_that_says(fields: bytes) -> Iterator[int]:
    """A PostgreSQL that answers every connection with one error (PostgreSQL protocol 3.0, ErrorResponse)."""

    class Refuse(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if self.request.recv(8)[4:] == (80877103).to_bytes(4, "big"):  # the question whether TLS is spoken
                self.request.sendall(b"N")
                self.request.recv(1024)
            self.request.sendall(b"E" + (len(fields) + 5).to_bytes(4, "big") + fields + b"\0")

    with socketserver.TCPServer(("127.0.0.1", 0), Refuse) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


COMMANDS = [("migrate",), ("serve", "--port", "0"), NEW_ORGANISATION, ("demo", "--once", "--port", "0")]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_password_is_called_one(
    narthex: Narthex, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    fields = b'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "me"\0'
    with a_server_that_says(fields) as port:
        monkeypatch.setenv("NARTHEX_DATABASE_URL", f"postgresql://me:hunter2@127.0.0.1:{port}/db")
        refusal = narthex(*command).refusal
    assert "password authentication failed" in refusal
    assert "hunter2" not in refusal


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("address", ["127.0.0.1:1/db", "host.invalid/db", "127.0.0.1:port/db"])
def test_a_database_that_cannot_be_reached_is_called_so(
    narthex: Narthex, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], address: str
) -> None:
    monkeypatch.setenv("NARTHEX_DATABASE_URL", f"postgresql://me:hunter2@{address}")
    refusal = narthex(*command).refusal
    assert refusal.startswith("The database cannot be ")
    assert "NARTHEX_DATABASE_URL" in refusal
    assert "Errno" not in refusal
    assert "hunter2" not in refusal


@pytest.mark.usefixtures("contoso")
def test_a_connection_is_made_strict_and_lenient_again(narthex: Narthex) -> None:
    (before,) = narthex("connection", "list", "--organisation", "contoso", "--json").json
    assert before["conformance"] == "LENIENT"
    assert "is strict from its next request on" in narthex("connection", "strict", "--organisation", "contoso").out
    assert " strict " in narthex("connection", "list", "--organisation", "contoso").out
    after = narthex("connection", "lenient", "--organisation", "contoso", "--json").json
    assert after == {"id": before["id"], "name": before["name"], "conformance": "LENIENT"}


def test_the_tolerances_a_directory_needs_are_listed_with_their_meaning(
    narthex: Narthex, contoso: Any, named_database: str
) -> None:
    token = narthex("scim-token", "create", "--organisation", "contoso", "--json").json["token"]
    document = 'mutation { ruleUsesRecord(uses: [{rule: "boolean-as-string", uses: 3}]) { __typename } }'

    async def record() -> None:
        async with open_identity(Settings(database_url=named_database)) as identity:
            await identity.execute(document, None, {}, Caller(token, "test", contoso["connection"]["id"]))

    asyncio.run(record())
    (listed,) = narthex("connection", "rules", "--organisation", "contoso", "--json").json
    assert listed["connection"] == contoso["connection"]["id"]
    assert [(use["rule"], use["uses"]) for use in listed["ruleUses"]] == [("boolean-as-string", 3)]
    out = narthex("connection", "rules", "--organisation", "contoso").out
    assert "are booleans, whatever their letter case." in out


@pytest.mark.usefixtures("named_database")
@pytest.mark.parametrize("command", ["list", "strict", "lenient", "rules"])
def test_a_connection_of_no_organisation_is_not_found(narthex: Narthex, command: str) -> None:
    assert "'nowhere'" in narthex("connection", command, "--organisation", "nowhere").refusal
