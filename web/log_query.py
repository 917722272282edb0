"""What an address asks of a log: everything stands in it, so that it can be kept and sent to a colleague. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

SPANS: Final = {
    "hour": ("Last hour", timedelta(hours=1)),
    "day": ("Last 24 hours", timedelta(days=1)),
    "week": ("Last 7 days", timedelta(days=7)),
}
CUSTOM: Final = "custom"
_LONGEST: Final = 320


class Unreadable(ValueError):
    """Something in the address means nothing; the message says what, and what would."""


@dataclass(frozen=True, slots=True)
class LogQuery:
    """What was asked for, in the words of a form; empty where nothing was. A log adds the fields it has more.

    `within` is the name of a span, or `custom`; `since` and `until` are times as forms have them.
    """

    request: str = ""
    within: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """What an address asks for; what no form of ours sends is passed over."""
        return cls(**{each.name: query.get(each.name, "").strip()[:_LONGEST] for each in fields(cls)})

    @property
    def given(self) -> dict[str, str]:
        """What is asked for at all, by its name in the form."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    @property
    def narrowed_by(self) -> list[str]:
        """The names of what makes the list shorter; that times are to be chosen freely does not."""
        return [name for name, value in self.given.items() if (name, value) != ("within", CUSTOM)]

    def without(self, name: str) -> Self:
        """The same, but for one thing."""
        return replace(self, **{name: ""})

    def address(self, path: str, **more: str) -> str:
        """The address of the same at a path, with something more or otherwise."""
        query = urlencode({**self.given, **more})
        return f"{path}?{query}" if query else path

    def times(self, now: datetime) -> dict[str, str]:
        """`since` and `until` as GraphQL has times, where they are given. Raises `Unreadable`."""
        since, until = moment(self.since, "From"), moment(self.until, "Until")
        if self.within in SPANS:
            since = now - SPANS[self.within][1]
        elif self.within not in {"", CUSTOM}:
            raise Unreadable("The time has to be one of those to choose from.")
        return {name: then.isoformat() for name, then in (("since", since), ("until", until)) if then is not None}


def moment(text: str, label: str) -> datetime | None:
    """A time as a form sends it, which is UTC where it does not say. Raises `Unreadable`."""
    if not text:
        return None
    try:
        then = datetime.fromisoformat(text)
        return (then if then.tzinfo else then.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{label} has to be a date and a time, such as 2026-01-31T09:00.") from error
