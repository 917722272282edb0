"""The committed GraphQL client is what its documents and the contract generate, byte for byte."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "scim_facade" / "identity_client"
GENERATOR = ROOT / ".venv-codegen" / "bin" / "ariadne-codegen"


def sources(package: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(package.glob("*.py"))}


def test_the_committed_client_is_what_the_documents_generate(tmp_path: Path) -> None:
    if not GENERATOR.exists():
        if os.environ.get("CI"):
            pytest.fail("The code generator's environment is missing: run `make check`, which installs it.")
        pytest.skip("The code generator's environment is missing; `make check` installs it.")
    target = tmp_path / "target"
    target.mkdir()
    config = tmp_path / "codegen.toml"
    here = 'target_package_path = "scim_facade"'
    text = (ROOT / "codegen.toml").read_text()
    assert here in text
    config.write_text(text.replace(here, f'target_package_path = "{target}"'))

    subprocess.run([GENERATOR, "--config", config], cwd=ROOT, check=True, capture_output=True)

    assert sources(target / CLIENT.name) == sources(CLIENT), "run `make generate` and commit what it writes"


def test_the_clients_base_is_the_one_that_is_linted_and_reviewed() -> None:
    assert (CLIENT / "base_client.py").read_text() == (ROOT / "scim_facade" / "base_client.py").read_text()
