"""The committed GraphQL clients are what their documents and the contract generate, byte for byte."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODEGEN = ROOT / "codegen"
GENERATOR = ROOT / ".venv-codegen" / "bin" / "ariadne-codegen"
SERVICES = ("scim_facade", "web")


def sources(package: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(package.glob("*.py"))}


@pytest.mark.parametrize("service", SERVICES)
def test_the_committed_client_is_what_the_documents_generate(service: str, tmp_path: Path) -> None:
    if not GENERATOR.exists():
        if os.environ.get("CI"):
            pytest.fail("The code generator's environment is missing: run `make check`, which installs it.")
        pytest.skip("The code generator's environment is missing; `make check` installs it.")
    target = tmp_path / "target"
    target.mkdir()
    config = tmp_path / "codegen.toml"
    here = f'target_package_path = "{service}"'
    text = (CODEGEN / f"{service}.toml").read_text()
    assert here in text
    config.write_text(text.replace(here, f'target_package_path = "{target}"'))

    subprocess.run([GENERATOR, "--config", config], cwd=ROOT, check=True, capture_output=True)

    committed = sources(ROOT / service / "identity_client")
    assert sources(target / "identity_client") == committed, "run `make generate` and commit what it writes"


@pytest.mark.parametrize("service", SERVICES)
def test_the_clients_base_is_the_one_that_is_reviewed(service: str) -> None:
    base = ROOT / service / "identity_client" / "base_client.py"
    assert base.read_text() == (CODEGEN / "base_client.py").read_text()
