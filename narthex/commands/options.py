"""The options that several commands share, each said once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from narthex.durations import parse_duration

AsJSON = Annotated[bool, typer.Option("--json", help="Write one JSON value, for scripts.")]
Slug = Annotated[str, typer.Option("--organisation", metavar="SLUG", help="The organisation's slug.")]
TokenId = Annotated[str, typer.Argument(metavar="ID", help="The token's id, not the token itself.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on; by default NARTHEX_HOST or 127.0.0.1.")]


def duration(text: str) -> timedelta:
    """A duration given as an option; refused as a wrong use of the command, in its own sentence."""
    try:
        return parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


ExpiresIn = Annotated[
    timedelta | None,
    typer.Option(parser=duration, metavar="DURATION", help="Such as 12h, 90d or 1y; without it, never."),
]


def moment_after(expires_in: timedelta | None, now: datetime | None = None) -> datetime | None:
    """When something that begins now is over; `None` is never."""
    return None if expires_in is None else (now or datetime.now(UTC)) + expires_in
