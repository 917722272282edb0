"""What `docker-compose.yml`, the Dockerfile and `.env.example` promise, and the services at work as they say."""

import asyncio
import json
import re
import tomllib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

import identity.settings
import narthex.settings
import scim_facade.settings
import web.settings
from entra_simulator.life import whole_life
from entra_simulator.people import Tenant
from entra_simulator.sign_in.running import running
from narthex.demo_sign_in import Administrator, administrator_of, connect_tenant, sign_in, simulator_of
from narthex.form_browser import form_browser
from tests.narthex.composed import ROOT, VARIABLE, Composed, compose_file, free_ports, our_services

SETTINGS: tuple[type[BaseSettings], ...] = (
    narthex.settings.Settings,
    identity.settings.Settings,
    scim_facade.settings.Settings,
    web.settings.Settings,
)
SET = {"POSTGRES_PASSWORD": "s3cret", "NARTHEX_ENTRA_CLIENT_SECRET": "s3cret"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture
def file() -> dict[str, Any]:
    return compose_file(SET)


def test_without_a_password_nothing_is_started() -> None:
    with pytest.raises(LookupError, match="POSTGRES_PASSWORD: put a password into"):
        compose_file({})


def test_every_variable_is_explained_in_the_example_and_none_has_a_secret_in_it() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    asked = {found["name"] for found in VARIABLE.finditer((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))}
    assert set(given) == asked
    assert [name for name, value in given.items() if value] == []


def test_every_environment_is_made_of_settings(file: dict[str, Any]) -> None:
    known = {f"NARTHEX_{name.upper()}" for kind in SETTINGS for name in kind.model_fields}
    given = {name for service in our_services(file).values() for name in service.get("environment", {})}
    assert given - known == set()


def test_only_pages_and_scim_are_published_and_only_to_this_machine(file: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in file["services"].items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"], "scim": ["127.0.0.1:8001:8000"]}


def test_whoever_is_published_can_neither_reach_the_database_nor_knows_its_password(file: dict[str, Any]) -> None:
    for name in ("web", "scim"):
        service = file["services"][name]
        assert service["networks"] == ["services"]
        assert "NARTHEX_DATABASE_URL" not in service["environment"]
    assert file["services"]["postgres"]["networks"] == ["database"]
    assert file["networks"]["database"] == {"internal": True}


def test_only_the_web_knows_the_applications_secret(file: dict[str, Any]) -> None:
    knowing = [
        name
        for name, service in file["services"].items()
        if "NARTHEX_ENTRA_CLIENT_SECRET" in service.get("environment", {})
    ]
    assert knowing == ["web"]


def test_every_service_of_ours_is_confined_and_waits_for_what_it_needs(file: dict[str, Any]) -> None:
    services = our_services(file)
    assert set(services) == {"migrate", "identity", "scim", "web"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["depends_on"]
    assert {name: service["restart"] for name, service in services.items()} == {
        "migrate": "no",
        **dict.fromkeys(("identity", "scim", "web"), "unless-stopped"),
    }


def test_the_image_holds_every_package_pinned_and_runs_as_nobody_of_importance() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = [name.removesuffix("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]]
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for package in packages:
        assert f"COPY {package} {package}\n" in DOCKERFILE
        assert f"!{package}" in sent
    assert "--require-hashes -r requirements/runtime.txt" in DOCKERFILE
    assert DOCKERFILE.count("FROM python:3.12-slim") == 2
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert "USER narthex" in last_stage
    assert "HEALTHCHECK" in last_stage


def test_the_build_backend_is_found_among_the_pinned_tools() -> None:
    pinned = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert re.search(r"^setuptools==\S+ \\\n( +--hash=\S+ \\\n)* +--hash=\S+$", pinned, re.MULTILINE)


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(seed=1, users=20, groups=3)


@pytest.fixture
def ports() -> dict[str, int]:
    return free_ports("identity", "scim", "web")


@pytest.fixture
async def surroundings(ports: dict[str, int], tenant: Tenant, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """What `.env` would hold, with a simulated Entra for the people that the demonstration leaves behind."""
    life = whole_life(tenant)
    for scene in life.scenes:
        scene.play(life.directory)
    life.directory.put_person(administrator_of(tenant))
    public_url = f"http://localhost:{ports['web']}"
    simulator = simulator_of(life, tenant, administrator_of(tenant), public_url)
    async with running(simulator, ca_file=tmp_path / "ca.pem") as authority:
        yield {
            "POSTGRES_PASSWORD": "s3cret",
            "NARTHEX_PUBLIC_URL": public_url,
            "NARTHEX_ENTRA_CLIENT_ID": authority.client_id,
            "NARTHEX_ENTRA_CLIENT_SECRET": authority.client_secret,
            "NARTHEX_ENTRA_AUTHORITY_HOST": authority.authority_host,
            "NARTHEX_ENTRA_EXTRA_CA_FILE": str(authority.ca_file),
        }


@pytest.fixture
def composed(ports: dict[str, int], surroundings: dict[str, str], named_database: str) -> Iterator[Composed]:
    house = Composed(ports, named_database, surroundings)
    yield house
    house.kill_all()


@pytest.mark.slow
async def test_the_services_provision_and_sign_people_in_as_processes_of_their_own(
    composed: Composed, tenant: Tenant, surroundings: dict[str, str]
) -> None:
    def everything_starts() -> None:
        composed.run("migrate")
        for service in ("identity", "scim", "web"):
            composed.start(service)

    await asyncio.to_thread(everything_starts)
    made, token = await asyncio.to_thread(_customer, composed)

    played = await asyncio.to_thread(_played, composed, token)
    assert (played["ok"], played["differences"], played["unexpected"]) == (True, [], [])

    somebody = next(name for name in _people(tenant))
    public_url = surroundings["NARTHEX_PUBLIC_URL"]
    administrator = Administrator(administrator_of(tenant), made["setUp"], "three words would do as well")
    async with form_browser() as admins, form_browser() as theirs:
        await connect_tenant(admins, administrator)
        assert (await sign_in(theirs, public_url, somebody)).path == "/account"

        log = await asyncio.to_thread(composed.stop, "identity")
        assert (await theirs.open(f"{public_url}/account")).status == 503
        await asyncio.to_thread(composed.start, "identity")
        assert (await theirs.open(f"{public_url}/account")).path == "/account", "a restarted identity learns anew"
    assert "PERSISTED_QUERY_NOT_FOUND" in log


def _customer(composed: Composed) -> tuple[dict[str, Any], dict[str, Any]]:
    create = ("organisation", "create", "Contoso", "--slug", "contoso", "--owner", "ada@contoso.example", "--json")
    made = json.loads(composed.run("identity", *create))
    token = json.loads(composed.run("identity", "scim-token", "create", "--organisation", "contoso", "--json"))
    return made, token


def _played(composed: Composed, token: dict[str, Any]) -> Any:
    endpoint = f"{composed.url('scim')}/scim/v2/{token['endpoint'].rpartition('/')[2]}"
    target = ("--endpoint", endpoint, "--token", token["token"], "--graphql", f"{composed.url('identity')}/graphql")
    size = ("--users", "20", "--groups", "3", "--seed", "1")
    return json.loads(composed.run("scim", "demo", "--once", *size, *target, "--json"))


def _people(tenant: Tenant) -> Iterator[str]:
    life = whole_life(tenant)
    for scene in life.scenes:
        scene.play(life.directory)
    for person in life.directory.people.values():
        if person.user_type == "Member" and not person.is_soft_deleted:
            yield person.user_principal_name
