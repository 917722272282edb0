"""The options that several commands share, each said once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

import typer

from narthex.durations import parse_duration

AsJSON = Annotated[bool, typer.Option("--json", help="Write one JSON value, for scripts.")]
Slug = Annotated[str, typer.Option("--organisation", metavar="SLUG", help="The organisation's slug.")]
TokenId = Annotated[str, typer.Argument(metavar="ID", help="The token's id, not the token itself.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on; by default NARTHEX_HOST or 127.0.0.1.")]


class Dialect(StrEnum):
    """How Entra words its changes: as it always did, as with `aadOptscim062020`, or both."""

    LEGACY = "legacy"
    FLAG = "flag"
    BOTH = "both"


def web_address(text: str) -> str:
    """An address given as an option; refused as a wrong use of the command when it is none."""
    refusal = typer.BadParameter(f"'{text}' is no address such as https://host/scim/v2/…")
    try:
        address = urlsplit(text)
        _ = address.port  # read for its check: it is made when it is asked for
    except ValueError as error:
        raise refusal from error
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise refusal
    return text


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
