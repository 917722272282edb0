import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from narthex import cli


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line of a refusal."""
        assert self.code == 1, (self.out, self.err)
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("narthex: ")
        return line.removeprefix("narthex: ")


@pytest.fixture
async def named_database(
    database_url: str, sweeper: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """A named database, emptied afterwards."""
    monkeypatch.setenv("NARTHEX_DATABASE_URL", database_url)
    yield database_url
    await sweeper()


@pytest.fixture(autouse=True)
def settings_of_this_test_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("NARTHEX_") and name != "NARTHEX_TEST_DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("NARTHEX_DATA_DIR", str(tmp_path / "unwanted"))


@pytest.fixture
def narthex(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Outcome]]:
    """Runs a command in this process."""
    handlers = {wish: signal.getsignal(wish) for wish in (signal.SIGTERM, signal.SIGHUP)}
    log = logging.getLogger()
    destinations, level = log.handlers[:], log.level

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["narthex", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Outcome(ended.value.code if isinstance(ended.value.code, int) else 0, told.out, told.err)

    yield run
    for wish, handler in handlers.items():
        signal.signal(wish, handler)
    log.handlers[:] = destinations
    log.setLevel(level)


@dataclass
class Served:
    """A `narthex serve` in a process of its own."""

    process: "subprocess.Popen[str]"
    addresses: dict[str, Any]

    @property
    def url(self) -> str:
        url: str = self.addresses["url"]
        return url

    def stop(self) -> str:
        """Ask it to stop; return what it logged."""
        self.process.terminate()
        _, logged = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, logged
        return logged

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data directory of servers and commands; open to PostgreSQL's account, which pytest's own would not be."""
    with TemporaryDirectory(prefix="narthex-test-") as directory:
        path = Path(directory)
        path.chmod(0o755)
        monkeypatch.setenv("NARTHEX_DATA_DIR", str(path / "data"))
        yield path / "data"


@pytest.fixture
def start() -> Callable[..., "subprocess.Popen[str]"]:
    """Starts a command in a process of its own."""

    def begin(*arguments: str) -> "subprocess.Popen[str]":
        # Started many times, a command had better keep what Python made of its sources.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return subprocess.Popen(
            [sys.executable, "-m", "narthex", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    return begin


@pytest.fixture
def serve(start: Callable[..., "subprocess.Popen[str]"]) -> Iterator[Callable[..., Served]]:
    """Starts servers that are gone when the test is over."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> Served:
        process = start("serve", *arguments, "--port", "0", "--json")
        processes.append(process)
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        return Served(process, json.loads(line))

    yield begin
    for process in processes:
        if process.poll() is None:
            process.terminate()
        process.communicate()
