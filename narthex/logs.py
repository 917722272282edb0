"""The log of a running service: one JSON object a line for machines, text for a terminal; never a secret."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from typing import TextIO

    from narthex.settings import Settings

_SECRETS = re.compile(r"(nx_[a-z]+_[0-9a-f]{8})[0-9a-f]*_[A-Za-z0-9_-]+|(://[^:/@\s]*:)[^@\s]+(?=@)")
# What every record carries. The rest is what the line's author added through `extra`.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every library's and service's lines to standard error, or to a stream, in the form the settings ask for."""
    stream = stream or sys.stderr
    as_text = settings.log_format == "text" or (settings.log_format == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TextFormatter() if as_text else JSONFormatter())
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    # Of their own doings these tell only what a command or a service tells in better words.
    for library in ("uvicorn", "alembic", "httpx2"):
        logging.getLogger(library).setLevel(max(logging.WARNING, logging.getLogger().level))


def without_secrets(text: str) -> str:
    """The text with tokens cut down to their readable beginning, and passwords taken out of addresses."""
    return _SECRETS.sub(lambda found: f"{found[1] or found[2]}…", text)


class JSONFormatter(logging.Formatter):
    """One object a line: `time` (RFC 3339, UTC), `level`, `logger`, `message`, what the author added, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        line: dict[str, Any] = {
            "time": _time(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_added(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return without_secrets(orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode())


class TextFormatter(logging.Formatter):
    """`12:30:01 info    scim_facade  GET /scim/v2/{connection}/Users 200  duration_ms=3.1 …`."""

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        added = " ".join(f"{name}={value}" for name, value in _added(record).items() if value not in (None, [], ""))
        line = _printable(
            f"{_time(record):%H:%M:%S} {record.levelname.lower():7} {record.name}  {record.getMessage()}  {added}"
        )
        exception = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return without_secrets(line.rstrip() + exception)


def _printable(text: str) -> str:
    """The text with control characters spelled out: what a client sent forges no line and steers no terminal."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _added(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _USUAL}
