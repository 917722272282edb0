from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOCKET = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS and the BSDs, the closing NUL included.
LONGEST_ADDRESS = 103


def fits(directory: Path) -> bool:
    """Whether the socket in a directory can be addressed by its path."""
    return len(os.fsencode(directory / SOCKET)) <= LONGEST_ADDRESS


@contextmanager
def short_address(directory: Path) -> Iterator[Path]:
    """A path by which clients can reach the socket in a directory: its own, or while the block lasts a short alias.

    The server is not concerned: it binds its socket by a path relative to its working directory.
    """
    if fits(directory):
        yield directory
        return
    with tempfile.TemporaryDirectory(prefix="narthex-", dir=_short_temporary_directory()) as private:
        alias = Path(private) / "pg"
        alias.symlink_to(directory)
        yield alias


def _short_temporary_directory() -> str:
    usual = tempfile.gettempdir()
    return usual if fits(Path(usual) / "narthex-12345678" / "pg") else "/tmp"  # noqa: S108 - a private directory in it
