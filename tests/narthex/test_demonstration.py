"""A whole life of a directory, over real HTTP, against real servers."""

import sys
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

Narthex = Callable[..., Any]
SMALL = ("--users", "20", "--groups", "3")


@pytest.mark.usefixtures("named_database")
@pytest.mark.parametrize("dialect", ["legacy", "flag", "both"])
def test_graphql_tells_in_the_end_what_the_directory_holds(narthex: Narthex, dialect: str) -> None:
    for _ in range(2):
        told = narthex("demo", "--once", *SMALL, "--dialect", dialect, "--port", "0", "--json").json
        assert told["ok"] is True
        assert (told["differences"], told["unexpected"]) == ([], [])
        assert told["created"] > 0
        assert told["signIn"]["ok"] is True, told["signIn"]["trouble"]
        assert told["signIn"]["refusedOnceDisabled"] is True


@pytest.mark.usefixtures("named_database")
def test_people_are_told_in_a_table_and_shown_one_request_from_end_to_end(narthex: Narthex) -> None:
    outcome = narthex("demo", "--once", *SMALL, "--dialect", "legacy", "--port", "0")
    assert outcome.code == 0
    assert "differences" in outcome.out
    assert '"Operations":[{"op":"Replace","path":"active","value":"False"}]' in outcome.out
    assert "mutation userUpdate" in outcome.out
    assert "active true → false" in outcome.out
    assert "was shut out once disabled in Entra, and came back." in outcome.out
    assert outcome.err == ""


@pytest.mark.usefixtures("named_database")
def test_a_terminal_that_cannot_show_a_letter_is_told_its_number(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    out, err = start("demo", "--once", *SMALL, "--port", "0").communicate()
    assert "active true \\u2192 false" in out
    assert err == ""


@pytest.mark.usefixtures("named_database")
def test_a_contoso_with_another_owner_is_provisioned_all_the_same(narthex: Narthex) -> None:
    assert narthex("organisation", "create", "Mine", "--slug", "contoso", "--owner", "bob@contoso.example").code == 0
    outcome = narthex("demo", "--once", *SMALL, "--port", "0")
    assert outcome.code == 0
    assert "followed through" not in outcome.out
    assert "signed in" not in outcome.out


@pytest.mark.usefixtures("named_database")
def test_another_company_takes_the_place_of_the_one_before_it(narthex: Narthex) -> None:
    tenants = [
        narthex("demo", "--once", *SMALL, "--seed", seed, "--port", "0", "--json").json["signIn"]["tenant"]
        for seed in ("1", "2")
    ]
    assert len(set(tenants)) == 2


@pytest.mark.usefixtures("named_database")
def test_a_newcomer_is_told_what_to_open_while_the_server_stays_up(start: Callable[..., Any]) -> None:
    process = start("demo", *SMALL, "--port", "0")
    told: list[str] = []
    for line in iter(process.stdout.readline, ""):
        told.append(line)
        if line.strip().startswith("disable "):
            break
    (opened,) = [line.split()[2].rstrip(",") for line in told if line.startswith("Now open http://localhost:")]
    page = httpx2.get(f"{opened}/sign-in")
    assert (page.status_code, "Sign in with Microsoft" in page.text) == (200, True)
    (simulated,) = [line.split()[-1] for line in told if line.strip().startswith("simulated Entra")]
    assert "Simulated Microsoft Entra" in httpx2.get(simulated).text

    (person,) = [line.split()[0] for line in told if "came back" in line]
    order = {"account": person, "enabled": False}
    assert httpx2.post(f"{simulated}/simulator/people", json=order).json() == {"done": True}
    lines = iter(process.stdout.readline, "")
    assert any(line.startswith("Provisioned: success") and " User " in line for line in lines)

    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.usefixtures("data_dir")
def test_a_demonstration_that_was_killed_converges_when_it_is_played_again(
    narthex: Narthex, start: Callable[..., Any]
) -> None:
    playing = start("demo", "--once", *SMALL, "--port", "0")
    first_scene = playing.stdout.readline()
    playing.kill()
    playing.communicate()
    assert first_scene.startswith("Initial cycle")
    assert narthex("demo", "--once", *SMALL, "--port", "0", "--json").json["ok"] is True


@pytest.mark.usefixtures("data_dir")
def test_a_running_server_can_be_aimed_at(serve: Callable[..., Any], narthex: Narthex) -> None:
    server = serve()
    assert narthex("organisation", "create", "A", "--slug", "a", "--owner", "ada@a.example").code == 0
    made = narthex("scim-token", "create", "--organisation", "a", "--json").json
    endpoint = made["endpoint"].replace("http://127.0.0.1:8000", server.url)
    aim = ("demo", "--once", *SMALL, "--endpoint", endpoint, "--json")
    assert narthex(*aim, "--token", made["token"]).json["ok"] is True

    refused = narthex(*aim, "--token", "nx_scim_not_ours")
    assert refused.code == 1
    assert "InvalidCredentials" in refused.out


@pytest.mark.usefixtures("named_database")
def test_without_the_simulator_extra_the_sentence_says_how_to_go_on(
    narthex: Narthex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    monkeypatch.delitem(sys.modules, "entra_simulator.sign_in.running", raising=False)
    assert "narthex[simulator]" in narthex("demo", "--once", *SMALL, "--port", "0").refusal


def test_a_target_that_cannot_be_reached_is_a_failure_without_a_traceback(narthex: Narthex) -> None:
    outcome = narthex("demo", "--once", "--endpoint", "http://127.0.0.1:1/scim/v2/x", "--token", "nx_scim_x")
    assert outcome.code == 1
    assert "The connection test failed." in outcome.out
    assert "not compared" in outcome.out
    assert "Traceback" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    "endpoint", ["nonsense", "http://[::1/scim", "http://host:99999/scim", "ftp://host/scim", "http://:1/"]
)
def test_an_endpoint_that_is_no_address_is_a_wrong_use(narthex: Narthex, endpoint: str) -> None:
    outcome = narthex("demo", "--endpoint", endpoint, "--token", "nx_scim_x")
    assert outcome.code == 2
    assert f"'{endpoint}' is no address" in outcome.err
