"""`docker-compose.yml` without Docker: the file as Compose reads it, and its services as processes of this machine."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import yaml
from aiohttp.test_utils import unused_port

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:-|:\?)(?P<word>[^}]*))?\}")
HEALTHY_AT = {"simulator": "/"}
START_SECONDS = 120


def compose_file(surroundings: Mapping[str, str]) -> dict[str, Any]:
    """The file with its variables filled in. Raises `LookupError` for one that has to be set and is not."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    parsed: dict[str, Any] = yaml.safe_load(text)
    filled: dict[str, Any] = _filled(parsed, surroundings)
    return filled


def _filled(value: Any, surroundings: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, surroundings) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, surroundings) for inner in value]
    if not isinstance(value, str):
        return value

    def replacement(found: "re.Match[str]") -> str:
        given = surroundings.get(found["name"], "")
        if not given and found["how"] == ":?":
            raise LookupError(f"{found['name']}: {found['word']}")
        return given or (found["word"] if found["how"] == ":-" else "")

    return VARIABLE.sub(replacement, value)


def our_services(file: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: service for name, service in file["services"].items() if service.get("image") == "narthex"}


class Composed:
    """The services of the file as processes: the same commands and environments; only the network is this machine.

    `here` says what stands for an address, a port or a path of the containers on this machine, and `ports` where each
    service listens.
    """

    def __init__(self, ports: Mapping[str, int], here: Mapping[str, str], surroundings: Mapping[str, str]) -> None:
        self._ports = ports
        self._here = here
        self._services = our_services(compose_file(surroundings))
        self._running: dict[str, subprocess.Popen[str]] = {}

    def url(self, service: str) -> str:
        """Where a service is found."""
        return f"http://localhost:{self._ports[service]}"

    def run(self, service: str, *command: str) -> str:
        """Run a service's own command, or another one in its place, to its end; return what it said."""
        done = subprocess.run(
            self._command(service, command),
            env=self._environment(service),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, service: str) -> None:
        """Start a service and wait until it is healthy, as Compose does for those that depend on it."""
        process = subprocess.Popen(
            self._command(service, ()),
            env=self._environment(service),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._running[service] = process
        begun = time.monotonic()
        while not self._is_healthy(service):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() - begun < START_SECONDS, service
            time.sleep(0.1)

    def stop(self, service: str) -> str:
        """Ask a service to stop; return what it logged."""
        process = self._running.pop(service)
        process.terminate()
        logged = process.communicate(timeout=30)[1]
        assert process.returncode == 0, logged
        return logged

    def kill_all(self) -> None:
        """Leave nothing behind."""
        for process in self._running.values():
            process.kill()
            process.communicate()

    def _is_healthy(self, service: str) -> bool:
        try:
            return httpx2.get(f"{self.url(service)}{HEALTHY_AT.get(service, '/readyz')}").is_success
        except httpx2.TransportError:
            return False

    def _command(self, service: str, command: tuple[str, ...]) -> list[str]:
        own = [self._on_this_machine(word) for word in self._services[service]["command"]]
        return [sys.executable, "-m", "narthex", *(command or own)]

    def _environment(self, service: str) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("NARTHEX_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        given = self._services[service].get("environment", {})
        own = {name: self._on_this_machine(value) for name, value in given.items()}
        return {**inherited, "NARTHEX_PORT": str(self._ports.get(service, 0)), **own}

    def _on_this_machine(self, text: str) -> str:
        for there, here in self._here.items():
            text = text.replace(there, here)
        return text


def free_ports(*services: str) -> dict[str, int]:
    """A port of this machine for each service."""
    return {service: unused_port() for service in services}
