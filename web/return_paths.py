"""Where somebody goes on after signing in: a page of ours, whatever the address bar was made to say.

Pure: no I/O, no clock, no framework.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

HOME = "/"
"""From there everybody goes on to the page that is theirs (`web.desk.Desk.home`)."""

MAX_LENGTH = 1024

_DECODINGS = 3
"""How many layers of percent-encoding are looked through; proxies on the way may take some of them off."""


_PASSED_ONCE = "/callback"
"""How the addresses end to which Microsoft sends people back. Nobody comes there a second time."""


def own_path(asked: str | None) -> str:
    r"""The path asked for, when it can only lead to this site; otherwise `HOME`.

    Browsers read `//host` and `/\host` as another site and drop tabs and line breaks before they look (WHATWG URL
    §4.4), so none of these may stand in it, encoded ones included.
    """
    return asked if asked and _is_own(asked) else HOME


def _is_own(path: str) -> bool:
    if len(path) > MAX_LENGTH or not path.isascii() or not path.isprintable() or " " in path:
        return False
    if not path.startswith("/") or path.startswith("//"):
        return False  # before it is taken apart, which fails of what a host may not be
    layers = [urlsplit(path).path]
    for _ in range(_DECODINGS):
        layers.append(unquote(layers[-1]))
    return not layers[0].endswith(_PASSED_ONCE) and all(map(_is_plain, layers)) and "\\" not in path


def _is_plain(path: str) -> bool:
    return path.startswith("/") and "//" not in path and "\\" not in path and path.isprintable()
