"""What `docker-compose.yml`, the Dockerfile and `.env.example` promise, and the services at work as they say."""

import asyncio
import json
import re
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

import identity.settings
import narthex.settings
import scim_facade.settings
import web.app
import web.settings
from entra_simulator.directory import Directory, Person
from entra_simulator.life import whole_life
from entra_simulator.people import Tenant, generated_directory
from narthex.demo_sign_in import REDIRECT_PATHS, Administrator, connect_tenant, sign_in
from narthex.form_browser import form_browser
from tests.narthex.composed import ROOT, VARIABLE, Composed, compose_file, free_ports, our_services
from web.routes.sign_out import SIGNED_OUT

SETTINGS: tuple[type[BaseSettings], ...] = (
    narthex.settings.Settings,
    identity.settings.Settings,
    scim_facade.settings.Settings,
    web.settings.Settings,
)
DOCUMENTS = ("simulator.md", "operators.md")
PEOPLE = Tenant(seed=1, users=20, groups=3)
SET = {"POSTGRES_PASSWORD": "s3cret", "NARTHEX_ENTRA_CLIENT_SECRET": "s3cret"}
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture
def file() -> dict[str, Any]:
    return compose_file(SET)


def test_without_a_password_nothing_is_started() -> None:
    with pytest.raises(LookupError, match="POSTGRES_PASSWORD: put a password into"):
        compose_file({})


def test_every_variable_is_explained_in_the_example_and_none_has_a_secret_in_it() -> None:
    given = dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    asked = {found["name"] for found in VARIABLE.finditer((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))}
    assert set(given) == asked
    assert [name for name, value in given.items() if value] == []


def test_every_environment_is_made_of_settings(file: dict[str, Any]) -> None:
    known = {f"NARTHEX_{name.upper()}" for kind in SETTINGS for name in kind.model_fields}
    given = {name for service in our_services(file).values() for name in service.get("environment", {})}
    assert given - known == set()


def test_wherever_microsoft_leads_people_back_to_is_registered(file: dict[str, Any]) -> None:
    """A page that is not ends the way there: after signing out at Microsoft nobody comes back."""
    pages = set(web.app.PAGES)
    assert {path for path in pages if "callback" in path or path == SIGNED_OUT} == set(REDIRECT_PATHS)
    told = [word.partition("=")[2] for word in file["services"]["simulator"]["command"] if "redirect-uri" in word]
    assert told == [f"http://localhost:8000{path}" for path in REDIRECT_PATHS]
    simulator, operators = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    for path in REDIRECT_PATHS:
        assert f"<public URL>{path}" in EXAMPLE
        assert f"--redirect-uri http://localhost:8000{path}" in simulator
        assert f"`<NARTHEX_PUBLIC_URL>{path}`" in operators


def test_only_pages_and_scim_are_published_and_only_to_this_machine(file: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in file["services"].items() if "ports" in service}
    assert published == {
        "web": ["127.0.0.1:8000:8000"],
        "scim": ["127.0.0.1:8001:8000"],
        "simulator": ["127.0.0.1:8442:8442"],
    }
    assert file["services"]["simulator"]["profiles"] == ["simulator"]


def test_whoever_is_published_can_neither_reach_the_database_nor_knows_its_password(file: dict[str, Any]) -> None:
    for name in ("web", "scim"):
        service = file["services"][name]
        assert service["networks"] == ["services"]
        assert "NARTHEX_DATABASE_URL" not in service["environment"]
    assert file["services"]["postgres"]["networks"] == ["database"]
    assert file["networks"]["database"] == {"internal": True}


def test_only_the_web_knows_the_applications_secret_and_a_simulator_that_checks_it(file: dict[str, Any]) -> None:
    knowing = [
        name
        for name, service in file["services"].items()
        if "NARTHEX_ENTRA_CLIENT_SECRET" in service.get("environment", {})
    ]
    assert set(knowing) == {"web", "simulator"}


def test_every_service_of_ours_is_confined_and_waits_for_what_it_needs(file: dict[str, Any]) -> None:
    services = our_services(file)
    assert set(services) == {"migrate", "identity", "scim", "web", "simulator"}
    for name, service in services.items():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service.get("depends_on") or name == "simulator"
    assert {name: service["restart"] for name, service in services.items()} == {
        "migrate": "no",
        **dict.fromkeys(("identity", "scim", "web", "simulator"), "unless-stopped"),
    }


def test_the_image_holds_every_package_pinned_and_runs_as_nobody_of_importance() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = [name.removesuffix("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]]
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for package in packages:
        assert f"COPY {package} {package}\n" in DOCKERFILE
        assert f"!{package}" in sent
    assert "--no-deps --require-hashes -r requirements/runtime.txt" in DOCKERFILE
    assert DOCKERFILE.count("FROM python:3.12-slim") == 2
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert "USER narthex" in last_stage
    assert "HEALTHCHECK" in last_stage


def test_the_build_backend_is_found_among_the_pinned_tools() -> None:
    pinned = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert re.search(r"^setuptools==\S+ \\\n( +--hash=\S+ \\\n)* +--hash=\S+$", pinned, re.MULTILINE)


@pytest.fixture
def composed(named_database: str, tmp_path: Path) -> Iterator[Composed]:
    """The services with a simulated Entra, set up as the example suggests."""
    ports = free_ports("identity", "scim", "web", "simulator", "simulator, for programs")
    suggested = dict(re.findall(r"^# (\w+)=(.+)$", EXAMPLE, re.MULTILINE))
    surroundings = {
        "POSTGRES_PASSWORD": "s3cret",
        "NARTHEX_PUBLIC_URL": f"http://localhost:{ports['web']}",
        **suggested,
    }
    here = {
        "postgresql://narthex:s3cret@postgres/narthex": named_database,
        "http://identity:8000": f"http://127.0.0.1:{ports['identity']}",
        "https://simulator:8443": f"https://localhost:{ports['simulator, for programs']}",
        "--host=simulator": "--host=localhost",
        "--listen-on=0.0.0.0": "--listen-on=127.0.0.1",
        "--https-port=8443": f"--https-port={ports['simulator, for programs']}",
        "--http-port=8442": f"--http-port={ports['simulator']}",
        "/var/lib/narthex": str(tmp_path),
        "--users=100": f"--users={PEOPLE.users}",
        "--groups=10": f"--groups={PEOPLE.groups}",
    }
    house = Composed(ports, here, surroundings)
    yield house
    house.kill_all()


@pytest.mark.slow
async def test_the_services_provision_and_sign_people_in_as_processes_of_their_own(composed: Composed) -> None:
    setup_link, token = await asyncio.to_thread(_start_everything, composed)
    played = await asyncio.to_thread(_play, composed, token)
    assert (played["ok"], played["differences"], played["unexpected"]) == (True, [], [])

    somebody, administrator = _somebody_who_stays(), Administrator(_first_member(), setup_link, "any words, if many")
    async with form_browser() as admins, form_browser() as theirs:
        await connect_tenant(admins, administrator)
        assert (await sign_in(theirs, composed.url("web"), somebody)).path == "/account"

        log = await asyncio.to_thread(composed.stop, "identity")
        assert (await theirs.open(f"{composed.url('web')}/account")).status == 503
        await asyncio.to_thread(composed.start, "identity")
        back = await theirs.open(f"{composed.url('web')}/account")
    assert (back.status, back.path) == (200, "/account")
    assert "PERSISTED_QUERY_NOT_FOUND" in log


def _start_everything(composed: Composed) -> tuple[str, dict[str, Any]]:
    """As Compose would, in the order of what needs what; and a first customer, with the owner's link and a token."""
    create = ("organisation", "create", "Contoso", "--slug", "contoso", "--owner", "ada@contoso.example", "--json")
    with ThreadPoolExecutor() as at_once:
        simulator = at_once.submit(composed.start, "simulator")
        composed.run("migrate")
        simulator.result()
        composed.start("identity")
        others = [at_once.submit(composed.start, service) for service in ("scim", "web")]
        made = json.loads(composed.run("identity", *create))
        token = json.loads(composed.run("identity", "scim-token", "create", "--organisation", "contoso", "--json"))
        for other in others:
            other.result()
    return made["setUp"], token


def _play(composed: Composed, token: dict[str, Any]) -> Any:
    endpoint = f"{composed.url('scim')}/scim/v2/{token['endpoint'].rpartition('/')[2]}"
    target = ("--endpoint", endpoint, "--token", token["token"], "--graphql", f"{composed.url('identity')}/graphql")
    size = ("--users", str(PEOPLE.users), "--groups", str(PEOPLE.groups), "--seed", str(PEOPLE.seed))
    return json.loads(composed.run("scim", "demo", "--once", *size, *target, "--json"))


def _first_member() -> Person:
    """Whom the simulated Entra takes for the administrator, when it is told no other."""
    return next(person for person in _members(generated_directory(PEOPLE)))


def _somebody_who_stays() -> str:
    """The name of somebody else, whom the demonstration leaves as they were on the first day."""
    life = whole_life(PEOPLE)
    for scene in life.scenes:
        scene.play(life.directory)
    names = {person.user_principal_name for person in _members(generated_directory(PEOPLE))}
    names.remove(_first_member().user_principal_name)
    return next(
        person.user_principal_name for person in _members(life.directory) if person.user_principal_name in names
    )


def _members(directory: Directory) -> Iterator[Person]:
    return (
        person for person in directory.people.values() if person.user_type == "Member" and not person.is_soft_deleted
    )
