"""One PostgreSQL cluster, made and run by PostgreSQL's own programs.

The caller sees to it that only one process at a time calls these.
"""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import psutil

from narthex.embedded.binaries import MAJOR_VERSION, Binaries
from narthex.embedded.errors import EmbeddedDatabaseError
from narthex.embedded.socket_address import SOCKET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from narthex.embedded.account import Account

ROLE = "narthex"
DATABASE = "narthex"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 60
# Where a cluster's directory lets nobody else in, whoever can reach the socket is already its owner or root.
INITDB = (
    *("--username", SUPERUSER, "--auth-local", "trust", "--auth-host", "reject", "--no-instructions"),
    *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
)
# The socket's directory is relative because PostgreSQL could not bind a longer path than an address holds.
LISTENING = ("-k", ".", "-h", "", "-p", "5432")
DEFAULTS = {"log_checkpoints": "off"}
CREATE_DATABASE = f"""
SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""  # noqa: S608 - constants only

State = Literal["absent", "changing", "ready"]


class Cluster:
    """The cluster in `<home>/data`, with its server's log in `<home>/server.log`."""

    DIRECTORY = "data"

    def __init__(self, home: Path, address: Path, binaries: Binaries, account: Account | None) -> None:
        self._home = home
        self._data = home / self.DIRECTORY
        self._address = address
        self._binaries = binaries
        self._account = account

    def ensure_created(self) -> None:
        """Create the cluster unless it is there. Raises `EmbeddedDatabaseError` when another version made it."""
        if not self._data.exists():
            for left_over in self._home.glob("partial-*"):
                shutil.rmtree(left_over, ignore_errors=True)
            # A name of its own, because the initdb of a killed process may still be at work beside ours.
            partial = self._home / f"partial-{secrets.token_hex(4)}"
            self._run_as_owner("initdb", *INITDB, "--pgdata", str(partial), cwd=self._home)
            partial.rename(self._data)
        version = (self._data / "PG_VERSION").read_text(encoding="utf-8").strip()
        if version != MAJOR_VERSION:
            raise EmbeddedDatabaseError(
                f"The database in {self._data} was made by PostgreSQL {version}, and the one installed is "
                f"{MAJOR_VERSION}: dump it with the former and restore it into a new data directory."
            )

    def ensure_running(self, parameters: Mapping[str, str]) -> None:
        """Start the server unless it runs, and wait until it accepts connections."""
        deadline = time.monotonic() + START_SECONDS
        while (state := self._state()) != "ready":
            if time.monotonic() > deadline:
                raise EmbeddedDatabaseError(
                    f"The embedded PostgreSQL was not ready after {START_SECONDS} seconds and may still be recovering: "
                    f"try again in a while, and read {self._home / 'server.log'} if that does not help."
                )
            if state == "absent":
                self._launch({**DEFAULTS, **parameters})
            else:
                time.sleep(0.05)

    def ensure_database(self) -> None:
        """Create our role and database unless they are there."""
        command = ["--host", str(self._address), "--username", SUPERUSER, "--dbname", "postgres"]
        self._run("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", *command, sent=CREATE_DATABASE)

    def stop(self) -> None:
        """Stop the server if it runs: at once for its clients, in good order for the data."""
        if self._state() != "absent":
            stop = ("stop", "-D", ".", "-m", "fast", "-w", "-t", str(STOP_SECONDS))
            self._run_as_owner("pg_ctl", *stop, cwd=self._data)

    def _state(self) -> State:
        try:
            first, *others = (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid = int(first)
        except (FileNotFoundError, ValueError):
            # There is none, or a crash of the machine has left one without content.
            return "changing" if self._is_listening() else "absent"
        if not self._is_listening() and not self._is_postmaster(pid):
            return "absent"
        return "ready" if others[-1:] and others[-1].strip() == "ready" else "changing"

    def _is_listening(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._address / SOCKET)) == 0

    def _is_postmaster(self, pid: int) -> bool:
        """Whether that process serves this cluster: after a crash the same number may long be somebody else's."""
        try:
            process = psutil.Process(abs(pid))
            return process.name() == "postgres" and self._data.samefile(process.cwd())
        except (psutil.Error, OSError):
            return False

    def _launch(self, parameters: Mapping[str, str]) -> None:
        # PostgreSQL only looks whether the process of an earlier run exists, and not whether it is still PostgreSQL:
        # the number may be a stranger's by now, or that of a dead process which a container's first one never collects.
        for left_over in ("postmaster.pid", SOCKET, f"{SOCKET}.lock"):
            (self._data / left_over).unlink(missing_ok=True)
        log = self._home / "server.log"
        begun = log.stat().st_size if log.exists() else 0
        settings = [argument for name, value in parameters.items() for argument in ("-c", f"{name}={value}")]
        options = shlex.join([*LISTENING, *settings])
        start = ("start", "-D", ".", "-w", "-t", str(START_SECONDS), "-s", "-l", "../server.log", "-o", options)
        try:
            self._run_as_owner("pg_ctl", *start, cwd=self._data)
        except EmbeddedDatabaseError as error:
            with suppress(FileNotFoundError):
                told = log.read_bytes()[begun:].decode(errors="replace")
                # Processes of a server that was killed are still on their way out: ask again.
                if "is still in use" in told:
                    time.sleep(0.2)
                    return
                reason = next((line for line in reversed(told.splitlines()) if "FATAL" in line), str(error))
                raise EmbeddedDatabaseError(f"The embedded PostgreSQL did not start: {reason} (see {log}).") from error
            raise

    def _run_as_owner(self, program: str, *arguments: str, cwd: Path) -> None:
        options = self._account.process_options() if self._account else {}
        self._run(program, *arguments, cwd=cwd, **options)

    def _run(self, program: str, *arguments: str, sent: str = "", cwd: Path | str = "/", **options: Any) -> None:
        # The PG… variables of whoever called would redirect these programs to another server.
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        command = [str(self._binaries.program(program)), *arguments]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, input=sent, cwd=cwd, env=environment, **options
        )
        if done.returncode != 0:
            told = (done.stderr.strip() or done.stdout.strip()).splitlines()
            causes = [line for line in told if "error:" in line or "FATAL:" in line] or told[-1:]
            reason = causes[0] if causes else f"exit code {done.returncode}"
            raise EmbeddedDatabaseError(f"PostgreSQL's {program} failed in {self._home}: {reason}")
