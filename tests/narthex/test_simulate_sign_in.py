"""The simulated sign-in as a process of its own: what it prints is enough to be believed."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from pathlib import Path

Narthex = Callable[..., Any]
ASKED = ("simulate", "sign-in", "--redirect-uri", "http://localhost:8000/callback", "--users", "5", "--groups", "0")


def test_it_signs_in_whoever_believes_it_until_it_is_stopped(tmp_path: Path) -> None:
    ports = ("--https-port", "0", "--http-port", "0")
    command = (sys.executable, "-m", "narthex", *ASKED, *ports, "--ca-file", str(tmp_path / "ca.pem"), "--json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NARTHEX_")}
    environment["NARTHEX_ENTRA_CLIENT_SECRET"] = "the secret"
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            settings = told["settings"]
            assert settings["NARTHEX_ENTRA_CLIENT_SECRET"] == "the secret"
            trust = ssl.create_default_context(cafile=settings["NARTHEX_ENTRA_EXTRA_CA_FILE"])
            host = settings["NARTHEX_ENTRA_AUTHORITY_HOST"]
            document = httpx2.get(f"{host}/organizations/v2.0/.well-known/openid-configuration", verify=trust).json()
            assert document["authorization_endpoint"].startswith(told["browser"])
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_what_cannot_be_simulated_is_refused_in_a_sentence(narthex: Narthex, tmp_path: Path) -> None:
    ca_file = ("--ca-file", str(tmp_path / "ca.pem"))
    outcome = narthex(*ASKED, *ca_file, "--redirect-uri", "http://app.example/callback")
    assert (outcome.code, "must begin with https://" in outcome.err) == (1, True)
    outcome = narthex(*ASKED, *ca_file, "--administrator", "nobody")
    assert (outcome.code, "The directory has no nobody" in outcome.err) == (1, True)
    outcome = narthex(*ASKED, "--ca-file", str(tmp_path / "nowhere" / "ca.pem"))
    assert (outcome.code, "cannot listen" in outcome.err) == (1, True)
