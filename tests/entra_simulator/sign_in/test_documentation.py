"""The page about the simulator tells all that can be ordered."""

import re
from pathlib import Path

from entra_simulator.people import Tenant, generated_directory
from entra_simulator.sign_in.applications import registered_application
from entra_simulator.sign_in.authority import SignInSimulator
from entra_simulator.sign_in.control import control_routes
from entra_simulator.sign_in.misbehaviour import Forgery, Outage
from entra_simulator.sign_in.tenants import tenant_of_directory

PAGE = (Path(__file__).parents[3] / "docs" / "simulator.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r'[`"](\w[\w-]*)[`"]', PAGE.partition("## Signing in\n")[2].partition("\n## ")[0]))


def test_every_forgery_and_every_outage_is_documented() -> None:
    assert {*Forgery, *Outage} - WORDS == set()


def test_every_control_is_documented() -> None:
    tenant = tenant_of_directory(generated_directory(Tenant(1, 3, 0)))
    simulator = SignInSimulator([tenant], [registered_application("https://app.example/callback")])
    assert {route.path for route in control_routes(simulator, "")} - {f"/{word}" for word in WORDS} == set()
