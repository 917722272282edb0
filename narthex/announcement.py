"""Where the server of a data directory listens, for commands that tell somebody its address.

The file counts only while a server holds its lock, so one that was killed leaves nothing behind that misleads.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narthex.settings import Settings

FILE = "serving"


@contextmanager
def announced(settings: Settings, base_url: str) -> Iterator[None]:
    """Announce an address while the block lasts.

    The first of several servers on one directory is the one announced. A server on a named database is not: it and
    the data directory have nothing to do with each other.
    """
    if settings.database_url is not None:
        yield
        return
    with (settings.data_dir.expanduser() / FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield
            return
        file.truncate(0)
        file.write(base_url)
        file.flush()
        yield


def base_url(settings: Settings) -> str:
    """The address to tell clients: the public one if it is set, else a running server's, else the configured one."""
    if settings.public_url is not None or settings.database_url is not None:
        return settings.base_url()
    return _announced_in(settings.data_dir.expanduser()) or settings.base_url()


def browser_url(settings: Settings) -> str:
    """The same for people's browsers, which know this machine as `localhost`."""
    at = urlsplit(base_url(settings))
    return settings.browser_url(at.hostname, at.port)


def _announced_in(data_dir: Path) -> str | None:
    try:
        with (data_dir / FILE).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read() or None
    except OSError:
        return None
    return None
