"""A simulated Entra from the command line, against an endpoint that is none of ours, over real HTTP."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.entra_simulator.scim_target import ScimTarget, scim_answer

if TYPE_CHECKING:
    from pathlib import Path

Narthex = Callable[..., Any]
SMALL = ("--users", "12", "--groups", "2")
SECRET = "a-secret-that-nobody-repeats"


@dataclass
class Endpoint:
    target: ScimTarget
    url: str

    @property
    def aim(self) -> tuple[str, ...]:
        return ("--tenant-url", self.url, "--token", SECRET)


@contextmanager
def served(target: ScimTarget) -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sending = target.send(self.command, f"http://x{self.path}", dict(self.headers), body or None)
            answer = asyncio.run(sending)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the names that the server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Endpoint(target, f"http://127.0.0.1:{server.server_port}/scim")
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with served(ScimTarget()) as served_target:
        yield served_target


def test_a_cycle_provisions_a_generated_company(narthex: Narthex, endpoint: Endpoint) -> None:
    told = narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--json").json
    assert told["ok"] is True
    [cycle] = told["cycles"]
    assert (cycle["title"], cycle["problems"], cycle["stopped"]) == ("Initial cycle", [], None)
    assert cycle["created"] == len(endpoint.target.users) + len(endpoint.target.groups)
    assert cycle["requests"] == len(endpoint.target.received)
    assert endpoint.target.received[0].headers["Authorization"] == f"Bearer {SECRET}"


def test_the_token_may_come_from_the_environment_and_is_never_printed(
    narthex: Narthex, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARTHEX_SIMULATE_TOKEN", SECRET)
    outcome = narthex("simulate", "cycle", "--tenant-url", endpoint.url, *SMALL, "--verbose")
    assert outcome.code == 0
    assert "Initial cycle" in outcome.out
    assert "success create User" in outcome.out
    assert SECRET not in outcome.out + outcome.err + narthex("simulate", "cycle", "--help").out


def test_a_company_lives_on_between_the_cycles_on_a_clock_of_its_own(narthex: Narthex, endpoint: Endpoint) -> None:
    told = narthex("simulate", "cycle", *endpoint.aim, "--users", "30", "--groups", "4", "--cycles", "9", "--json").json
    assert [cycle["title"] for cycle in told["cycles"]][:3] == [
        "Initial cycle",
        "People marry and change department",
        "People leave",
    ]
    assert sum(cycle["disabled"] for cycle in told["cycles"]) > 0
    assert told["cycles"][-1]["requests"] == 2
    assert told["ok"] is True


@pytest.mark.parametrize(
    ("query", "options", "flags"),
    [
        ("", (), {False}),
        ("?aadOptscim062020", (), {True}),
        ("", ("--dialect", "flag"), {True}),
        ("?aadOptscim062020", ("--dialect", "legacy"), {False}),
        ("", ("--dialect", "both", "--member-batch", "1"), {True, False}),
    ],
)
def test_the_dialect_is_the_one_the_address_asks_for_unless_another_is_named(
    narthex: Narthex, endpoint: Endpoint, query: str, options: tuple[str, ...], flags: set[bool]
) -> None:
    aim = ("--tenant-url", endpoint.url + query, "--token", SECRET)
    assert narthex("simulate", "cycle", *aim, *SMALL, *options).code == 0
    patches = [one for one in endpoint.target.received if one.method == "PATCH"]
    assert {"aadOptscim062020" in one.query for one in patches} == flags


def test_what_entra_would_report_is_printed_with_its_advice_and_ends_in_failure(
    narthex: Narthex, endpoint: Endpoint
) -> None:
    endpoint.target.intercept = lambda request: (
        scim_answer(409, {"detail": "taken, says [the target]"}) if request.method == "POST" else None
    )
    outcome = narthex("simulate", "cycle", *endpoint.aim, "--users", "25", "--groups", "0")
    assert outcome.code == 1
    assert "EntryConflict: HTTP 409, taken, says [the target]" in outcome.out
    assert "Find the object that has the value at the target" in outcome.out
    assert "more" in outcome.out
    assert "in escrow for a later cycle" in outcome.out


def test_refused_credentials_are_a_quarantine(narthex: Narthex, endpoint: Endpoint) -> None:
    endpoint.target.intercept = lambda _: scim_answer(401, {"detail": "expired"})
    outcome = narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--cycles", "2")
    assert outcome.code == 1
    assert outcome.out.count("Quarantine. EncounteredQuarantineException: The connection test failed.") == 2
    assert " UTC: 1 request\n" in outcome.out


@pytest.mark.parametrize(("decision", "disabled"), [("hold", False), ("allow", True), ("reject", False)])
def test_too_many_leavers_wait_for_the_decision(
    narthex: Narthex, endpoint: Endpoint, decision: str, *, disabled: bool
) -> None:
    threshold = ("--deletion-threshold", "0", "--deletions", decision)
    outcome = narthex(
        "simulate", "cycle", *endpoint.aim, "--users", "30", "--groups", "2", "--cycles", "4", *threshold, "--json"
    )
    told = json.loads(outcome.out)
    assert outcome.code == 1
    assert told["cycles"][2]["stopped"].startswith("TooManyDeletes: ")
    assert (sum(cycle["disabled"] for cycle in told["cycles"]) > 0) is disabled


def test_the_log_is_written_as_json_or_csv(narthex: Narthex, endpoint: Endpoint, tmp_path: Path) -> None:
    for name in ("log.json", "log.CSV"):
        outcome = narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--log", str(tmp_path / name))
        assert (outcome.code, len(outcome.out.splitlines())) == (0, 1)
    entries = json.loads((tmp_path / "log.json").read_text("utf-8"))["value"]
    assert {entry["provisioningAction"] for entry in entries} >= {"create", "update"}
    records = list(csv.reader(io.StringIO((tmp_path / "log.CSV").read_text("utf-8-sig"), newline="")))
    assert len(records) > len(SMALL)


def test_a_log_that_cannot_be_written_is_a_refusal_or_a_wrong_use(
    narthex: Narthex, endpoint: Endpoint, tmp_path: Path
) -> None:
    outcome = narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--log", str(tmp_path / "log.txt"))
    assert outcome.code == 2
    assert "has to end in .json or .csv" in outcome.err
    outcome = narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--log", str(tmp_path / "nowhere" / "log.csv"))
    assert outcome.code == 1
    assert "cannot be written" in outcome.err


def test_a_directory_from_a_file_is_read_again_before_each_cycle(
    narthex: Narthex, endpoint: Endpoint, tmp_path: Path
) -> None:
    path = tmp_path / "company.json"
    assert narthex("simulate", "people", str(path), "--users", "5", "--groups", "0", "--seed", "7").code == 0
    target = endpoint.target
    company = json.loads(path.read_text("utf-8"))
    leaver = company["people"].pop()["id"]

    def edit(request: Any) -> None:
        if request.method == "POST":
            path.write_text(json.dumps(company), "utf-8")

    target.intercept = edit
    told = narthex("simulate", "cycle", *endpoint.aim, "--directory", str(path), "--cycles", "2", "--json").json
    assert [cycle["title"] for cycle in told["cycles"]] == ["Initial cycle", "Changes in the file"]
    assert [user["externalId"] for user in target.users.values() if not user["active"]] == [leaver]


def test_a_directory_is_read_or_generated_but_not_both(narthex: Narthex, endpoint: Endpoint, tmp_path: Path) -> None:
    outcome = narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--directory", str(tmp_path / "company.json"))
    assert outcome.code == 2
    assert "--directory takes the place of --users and --groups" in outcome.err


@pytest.mark.parametrize("option", ["--directory", "--mapping"])
def test_a_file_that_is_not_there_or_not_what_it_should_be_is_refused(
    narthex: Narthex, endpoint: Endpoint, tmp_path: Path, option: str
) -> None:
    missing = tmp_path / "missing.json"
    run = ("simulate", "cycle", *endpoint.aim, option, str(missing))
    assert narthex(*run).refusal.endswith("No such file or directory.")
    missing.write_bytes(b"\xff\xfe: [")
    assert "missing.json is no text in UTF-8" in narthex(*run).refusal
    assert endpoint.target.received == []


@pytest.mark.parametrize("known", ["recommended", "default"])
def test_a_printed_mapping_is_read_back_and_used(
    narthex: Narthex, endpoint: Endpoint, tmp_path: Path, known: str
) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(narthex("simulate", "mapping", "--of", known).out, "utf-8")
    assert narthex("simulate", "cycle", *endpoint.aim, *SMALL, "--mapping", str(path)).code == 0
    object_ids = all(len(user["externalId"]) == 36 for user in endpoint.target.users.values())
    assert object_ids is (known == "recommended")


def test_the_connection_is_tested_as_entra_does_it(narthex: Narthex, endpoint: Endpoint) -> None:
    outcome = narthex("simulate", "test-connection", *endpoint.aim)
    assert (outcome.code, outcome.out) == (0, "The connection test succeeded: Entra could provision here.\n")
    assert [one.method for one in endpoint.target.received] == ["GET", "GET"]
    endpoint.target.intercept = lambda _: scim_answer(404)
    assert (
        "must answer 200 with an empty list, not 404" in narthex("simulate", "test-connection", *endpoint.aim).refusal
    )
    told = narthex("simulate", "test-connection", *endpoint.aim, "--json")
    assert (told.code, json.loads(told.out)["ok"]) == (1, False)


def test_a_person_is_provisioned_on_demand_in_four_steps(narthex: Narthex, endpoint: Endpoint, tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    narthex("simulate", "people", str(path), "--users", "3", "--groups", "1")
    company = json.loads(path.read_text("utf-8"))
    name = company["people"][0]["userPrincipalName"]
    source = ("--directory", str(path))
    outcome = narthex("simulate", "on-demand", name.upper(), *endpoint.aim, *source)
    assert outcome.code == 0
    titles = [line for line in outcome.out.splitlines() if not line.startswith(" ")]
    assert titles == [
        "Import user",
        "Determine if user is in scope",
        "Match user between source and target system",
        "Perform action",
    ]
    group = company["groups"][0]["displayName"]
    told = narthex("simulate", "on-demand", group, *endpoint.aim, *source, "--member", name, "--json").json
    assert [entry["provisioningAction"] for entry in told["entries"]] == ["create", "other", "update"]


def test_on_demand_says_whom_it_does_not_know(narthex: Narthex, endpoint: Endpoint) -> None:
    run = ("simulate", "on-demand", "nobody@x.example", *endpoint.aim, *SMALL)
    assert narthex(*run).refusal == "The directory has no person and no group 'nobody@x.example'."


def test_on_demand_says_why_somebody_cannot_be_chosen(narthex: Narthex, endpoint: Endpoint, tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    narthex("simulate", "people", str(path), "--users", "3", "--groups", "1")
    company = json.loads(path.read_text("utf-8"))
    name, group = company["people"][0]["userPrincipalName"], company["groups"][0]["id"]
    run = ("simulate", "on-demand", group, *endpoint.aim, "--directory", str(path))
    assert narthex(*run, *(["--member", name] * 6)).refusal.startswith("At most 5 members")
    assert narthex(*run, "--member", "zoe").refusal == "The directory has no person 'zoe'."
    endpoint.target.intercept = lambda _: scim_answer(503)
    assert narthex(*run).refusal.startswith("The connection test failed.")


def test_people_are_written_where_they_fit_or_not_at_all(narthex: Narthex, tmp_path: Path) -> None:
    run = ("simulate", "people", "--users", "2", "--groups", "1")
    assert narthex(*run, str(tmp_path / "nowhere" / "company.json")).refusal.endswith("No such file or directory.")
    assert "name a folder or a .json file" in narthex(*run, str(tmp_path / "people.csv")).refusal
    assert narthex(*run, str(tmp_path / "company")).code == 0
    assert {one.name for one in (tmp_path / "company").iterdir()} == {"people.csv", "groups.csv"}


def test_an_address_that_is_none_is_a_wrong_use(narthex: Narthex) -> None:
    outcome = narthex("simulate", "test-connection", "--tenant-url", "nonsense", "--token", SECRET)
    assert outcome.code == 2
    assert "'nonsense' is no address" in outcome.err


def test_nobody_at_the_address_is_told_without_a_traceback(narthex: Narthex) -> None:
    outcome = narthex("simulate", "cycle", "--tenant-url", "http://127.0.0.1:1/scim", "--token", SECRET, *SMALL)
    assert outcome.code == 1
    assert "The connection test failed." in outcome.out
    assert "Traceback" not in outcome.out + outcome.err
