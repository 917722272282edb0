"""The operating-system account PostgreSQL runs as when we are root; it refuses to run as root itself."""

from __future__ import annotations

import os
import pwd
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narthex.embedded.errors import EmbeddedDatabaseError

if TYPE_CHECKING:
    from pathlib import Path

SERVICE_ACCOUNT = "narthex-postgres"
LOOK_UPS = 20


@dataclass(frozen=True)
class Account:
    """A user and its primary group."""

    uid: int
    gid: int

    def process_options(self) -> dict[str, Any]:
        """The arguments that make `subprocess.run` run as this account and nothing more."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, *command: str) -> bool:
        """Whether this account, asked to run a command, succeeds."""
        try:
            done = subprocess.run(command, check=False, capture_output=True, cwd="/", **self.process_options())
        except PermissionError:
            return False
        return done.returncode == 0

    def may_enter(self, directory: Path) -> bool:
        """Whether every directory on the way there lets this account through."""
        return self.can("test", "-x", str(directory))


def owner_of(path: Path) -> Account:
    """The account that owns a directory. Raises `EmbeddedDatabaseError` when that is root."""
    status = path.stat()
    if status.st_uid == 0:
        raise EmbeddedDatabaseError(
            f"The database in {path} belongs to root, under whom PostgreSQL refuses to run: give the directory back to "
            f"its user with `chown -R {SERVICE_ACCOUNT} {path}`."
        )
    return Account(status.st_uid, status.st_gid)


def service_account() -> Account:
    """The account made for the embedded database; created on first use, which takes root.

    An account of its own, and not `nobody` or `postgres`: others may run under those and could then read the data.
    """
    if (found := _find_service_account()) is not None:
        return found
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT]
    try:
        # Administrators' programs may be off the path: cron's, or that of a bare environment.
        searched = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin{os.pathsep}/sbin"
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env={**os.environ, "PATH": searched}
        )
        reason = done.stderr.strip()
    except FileNotFoundError:
        reason = "there is no `useradd` here"
    # Another process may be creating the same account: then ours fails, and the account appears.
    for _ in range(LOOK_UPS):
        if (found := _find_service_account()) is not None:
            return found
        time.sleep(0.1)
    raise EmbeddedDatabaseError(
        f"PostgreSQL refuses to run as root, and an account for it could not be created ({reason}): run Narthex as an "
        "ordinary user, or name a database server in NARTHEX_DATABASE_URL."
    )


def running_as_root() -> bool:
    """Whether we hold root's powers."""
    return os.geteuid() == 0


def _find_service_account() -> Account | None:
    try:
        entry = pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)
