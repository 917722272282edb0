"""A browser's name for people, out of its User-Agent. Only fit to be shown: anybody can send any."""

from __future__ import annotations

# The order matters: Edge and Opera say they are Chrome, too, and Chrome says it is Safari.
_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
# Likewise: Android says it is Linux, and an iPhone that it is like Mac OS X.
_SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def browser_name(user_agent: str | None) -> str:
    """`Chrome on Linux`; for one we do not know, the beginning of what it sent."""
    if not user_agent:
        return "Unknown browser"
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if browser is None:
        return user_agent[:60]
    return browser if system is None else f"{browser} on {system}"


def _first(names: list[tuple[str, str]], user_agent: str) -> str | None:
    return next((name for mark, name in names if mark in user_agent), None)
