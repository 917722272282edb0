"""Where the cluster lives, and who owns it.

Always `<data directory>/postgres`. When root's data directory lies below one that PostgreSQL's account may not enter,
that name is a symbolic link into a directory of the machine; no permission of an existing directory is ever widened.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from narthex.embedded.account import Account, owner_of, running_as_root, service_account
from narthex.embedded.errors import EmbeddedDatabaseError

MACHINE_DIRECTORY = Path("/var/lib/narthex")


def claim_data_directory(data_dir: Path) -> Path:
    """Create the data directory where it is missing, and return its real path."""
    data_dir = data_dir.expanduser()
    if not data_dir.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        # Root lets PostgreSQL's account pass through, though not look around.
        data_dir.chmod(0o711 if running_as_root() else 0o700)
    return data_dir.resolve(strict=True)


def place(data_dir: Path, machine_directory: Path) -> tuple[Path, Account | None]:
    """The existing directory the cluster is kept in, and the account PostgreSQL has to run as if not our own."""
    home = data_dir / "postgres"
    if home.is_symlink() and not home.exists():
        raise EmbeddedDatabaseError(
            f"The database of {data_dir} was kept in {home.readlink()}, which is gone: bring it back, or remove {home} "
            "to begin with an empty database."
        )
    if not running_as_root():
        home.mkdir(mode=0o700, exist_ok=True)
        return home, None
    if not home.exists():
        account = service_account()
        if account.may_enter(data_dir):
            _create_private_directory(home, account)
        else:
            elsewhere = machine_directory / "clusters" / secrets.token_hex(8)
            create_open_directory(elsewhere.parent)
            _create_private_directory(elsewhere, account)
            home.symlink_to(elsewhere)
    home = home.resolve()
    return home, owner_of(home)


def create_open_directory(path: Path) -> None:
    """Create a directory, and those above it that are missing, so that everybody may enter them whatever the umask."""
    if not path.exists():
        create_open_directory(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(0o755)


def _create_private_directory(path: Path, account: Account) -> None:
    path.mkdir(mode=0o700)
    os.chown(path, account.uid, account.gid)
