"""A PostgreSQL of our own, for whoever has none: real, durable, in the data directory, on a Unix socket only.

All processes that use one data directory share one server. Each holds a shared lock for as long as it lives; whoever
lets go last, in good order, stops the server. The kernel releases the lock of a killed process, so there is no list
of users that could go stale: the next process joins the server that was left running, or starts it again.
"""

from __future__ import annotations

import fcntl
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import IO, TYPE_CHECKING, Self
from urllib.parse import quote

from narthex.embedded.binaries import Binaries
from narthex.embedded.errors import EmbeddedDatabaseError
from narthex.embedded.placement import MACHINE_DIRECTORY, claim_data_directory, place
from narthex.embedded.socket_address import short_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from narthex.embedded.cluster import Cluster

__all__ = ["EmbeddedDatabase", "EmbeddedDatabaseError", "start", "temporary"]


@dataclass(frozen=True)
class EmbeddedDatabase:
    """A running PostgreSQL and our share in it.

    `url` is a `postgresql://` address over a Unix socket, for a role that owns the database `narthex`, may create
    further databases and is no superuser. `home` is the directory that holds the cluster and the server's log.
    """

    url: str
    home: Path
    _share: ExitStack = field(repr=False)

    def stop(self) -> None:
        """Give up our share; whoever does so last stops the server. A second call does nothing."""
        self._share.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    data_dir: Path, *, parameters: Mapping[str, str] | None = None, machine_directory: Path = MACHINE_DIRECTORY
) -> EmbeddedDatabase:
    """Start, or join, the PostgreSQL of a data directory, which is created on first use.

    `parameters` are PostgreSQL settings (`{"fsync": "off"}`), heeded when this call is the one that starts the server.
    `machine_directory` is where root keeps what PostgreSQL's own account could not reach elsewhere.
    Raises `EmbeddedDatabaseError`.
    """
    try:
        return _start(data_dir, parameters or {}, machine_directory)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The embedded database in {data_dir} cannot be used ({error}): run as the user who owns that directory, "
            "or choose another one with NARTHEX_DATA_DIR."
        ) from error


@contextmanager
def temporary(parameters: Mapping[str, str] | None = None) -> Iterator[EmbeddedDatabase]:
    """A server that is gone, with all data, when the block ends: for tests and measurements."""
    with tempfile.TemporaryDirectory(prefix="narthex-") as name:
        directory = Path(name)
        # PostgreSQL's own account has to pass through when we are root.
        directory.chmod(0o711)
        with start(directory / "data", parameters=parameters) as database:
            yield database
        rmtree(database.home)


def _start(data_dir: Path, parameters: Mapping[str, str], machine_directory: Path) -> EmbeddedDatabase:
    binaries = Binaries.installed()
    from narthex.embedded.cluster import DATABASE, ROLE, Cluster  # noqa: PLC0415 - needs what comes with the binaries

    data_dir = claim_data_directory(data_dir)
    # On failure the turn ends before the share is given up, because giving up takes a turn of its own.
    with ExitStack() as share, _turn(data_dir):
        users = share.enter_context(_lock_file(data_dir / "users.lock"))
        fcntl.flock(users, fcntl.LOCK_SH)
        home, account = place(data_dir, machine_directory)
        address = share.enter_context(short_address(home / Cluster.DIRECTORY))
        cluster = Cluster(home, address, binaries.reachable_by(account, machine_directory), account)
        share.callback(_leave, data_dir, users, cluster)
        cluster.ensure_created()
        cluster.ensure_running(parameters)
        cluster.ensure_database()
        url = f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(address), safe='/')}"
        return EmbeddedDatabase(url, home, share.pop_all())


def _leave(data_dir: Path, users: IO[bytes], cluster: Cluster) -> None:
    with _turn(data_dir):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        cluster.stop()


@contextmanager
def _turn(data_dir: Path) -> Iterator[None]:
    """Starting, joining and leaving happen one process at a time."""
    with _lock_file(data_dir / "turn.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock_file(path: Path) -> IO[bytes]:
    return path.open("ab")
