"""Which part of the activity log an address asks for. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from web.identity_client.enums import ActivityKind, ActivityOutcome
from web.identity_client.input_types import ActivityFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

SPANS: Final = {
    "hour": ("Last hour", timedelta(hours=1)),
    "day": ("Last 24 hours", timedelta(days=1)),
    "week": ("Last 7 days", timedelta(days=7)),
}
_LONGEST: Final = 320

Choice = TypeVar("Choice", ActivityKind, ActivityOutcome)


class Unreadable(ValueError):
    """Something in the address means nothing; the message says what, and what would."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, in the words of the form. `person` and `group` are ids, or what somebody typed."""

    kind: str = ""
    outcome: str = ""
    person: str = ""
    group: str = ""
    token: str = ""
    request: str = ""
    within: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """What an address asks for; what no form of ours sends is passed over."""
        return cls(**{each.name: query.get(each.name, "").strip()[:_LONGEST] for each in fields(cls)})

    def without(self, *names: str) -> Asked:
        """The same, but for some of it."""
        return replace(self, **dict.fromkeys(names, ""))

    @property
    def given(self) -> dict[str, str]:
        """What is asked for at all, by its name in the form."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    def address(self, path: str, **more: str) -> str:
        """The address of the same at another path, with something more."""
        query = urlencode({**self.given, **more})
        return f"{path}?{query}" if query else path

    def filter(self, now: datetime) -> ActivityFilter | None:
        """As identity wants it, or `None` for everything. Raises `Unreadable`."""
        asked = {
            "kind": _one_of(ActivityKind, self.kind, "kind"),
            "outcomes": [outcome] if (outcome := _one_of(ActivityOutcome, self.outcome, "outcome")) else None,
            "personId": _id(self.person, "person"),
            "groupId": _id(self.group, "group"),
            "actorId": self.token or None,
            "requestId": self.request or None,
            **self._times(now),
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return ActivityFilter.model_validate(given) if given else None

    def _times(self, now: datetime) -> dict[str, str]:
        since, until = moment(self.since, "From"), moment(self.until, "Until")
        if self.within in SPANS:
            since = now - SPANS[self.within][1]
        elif self.within not in {"", "custom"}:
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


def is_id(text: str) -> bool:
    """Whether it is the id of somebody or something, and no name."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _id(text: str, label: str) -> str | None:
    if text and not is_id(text):
        raise Unreadable(f"Nobody knows yet which {label} “{text}” is.")
    return text or None


def _one_of(kind: type[Choice], text: str, label: str) -> Choice | None:
    if not text:
        return None
    try:
        return kind(text)
    except ValueError as error:
        raise Unreadable(f"The {label} has to be one of those to choose from.") from error
