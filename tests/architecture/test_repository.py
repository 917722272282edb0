"""What makes a fresh clone work: pinned requirements, seven commands, one way into CI."""

import os
import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
COMMANDS = ("setup", "run", "test", "lint", "check", "generate", "bench")


def pinned(path: Path) -> dict[str, str]:
    """Each distribution's name with the block of lines that pins it."""
    blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
    return {block.partition("==")[0].partition("[")[0].strip(): block for block in blocks}


def test_there_are_requirements_for_running_developing_and_generating() -> None:
    assert {path.name for path in REQUIREMENTS} == {"runtime.txt", "dev.txt", "codegen.txt"}


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_a_hash_and_names_no_host(path: Path) -> None:
    assert "://" not in path.read_text(encoding="utf-8")
    assert [name for name, block in pinned(path).items() if "==" not in block or "--hash=sha256:" not in block] == []


def requirements_of(name: str) -> list[Requirement]:
    """What an installed distribution needs here, its extras aside; nothing if it is for other platforms than this."""
    try:
        needed = map(Requirement, distribution(name).requires or [])
    except PackageNotFoundError:
        return []
    return [each for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]


def test_what_runs_is_what_was_tested() -> None:
    tested = pinned(ROOT / "requirements" / "dev.txt")
    assert {
        name for name, block in pinned(ROOT / "requirements" / "runtime.txt").items() if tested[name] != block
    } == set()


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_what_is_pinned_is_installed_as_it_stands(name: str) -> None:
    """Left to look for dependencies itself, pip may prefer a newer release than is pinned, and has no hash for it."""
    installs = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert [line for line in installs if "--no-deps" not in line] == []


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_what_is_pinned_needs_nothing_that_is_not(name: str) -> None:
    pins = pinned(ROOT / "requirements" / name)
    needed = {canonicalize_name(requirement.name) for each in pins for requirement in requirements_of(each)}
    assert needed - set(pins) == set()


def test_every_dependency_that_is_declared_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["dependencies"] + [each for extra in project["optional-dependencies"].values() for each in extra]
    names = {re.match(r"[A-Za-z0-9_.-]+", each)[0].lower() for each in declared}  # type: ignore[index]  # each begins with a name
    assert names - set(pinned(ROOT / "requirements" / "dev.txt")) == set()


def test_no_registry_is_named_anywhere() -> None:
    hosts = re.compile(r"--(extra-)?index-url|pypi\.org|pythonhosted\.org|registry\.npmjs", re.IGNORECASE)
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)  # noqa: S607 - git, wherever it is
    if tracked.returncode:
        pytest.skip("This is no git checkout.")
    this = Path(__file__).relative_to(ROOT).as_posix()
    paths = [ROOT / name for name in tracked.stdout.split("\0") if name and name != this]
    assert [str(path) for path in paths if path.is_file() and hosts.search(path.read_text(errors="replace"))] == []


def test_every_command_is_a_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [command for command in COMMANDS if not re.search(rf"^{command}:", makefile, re.MULTILINE)] == []


def test_ci_runs_what_a_developer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")


def test_every_rule_that_is_off_has_a_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = text.partition("\nignore = [\n")[2].partition("\n]")[0].splitlines()
    assert [line for line in ignored if not re.fullmatch(r'\s*"\w+",\s+# .+', line)] == []
