"""Which part of the activity log an address asks for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from web.identity_client.enums import ActivityKind, ActivityOutcome
from web.identity_client.input_types import ActivityFilter
from web.log_query import LogQuery, Unreadable

if TYPE_CHECKING:
    from datetime import datetime

Choice = TypeVar("Choice", ActivityKind, ActivityOutcome)


@dataclass(frozen=True, slots=True)
class ActivityQuery(LogQuery):
    """What was asked for. `person` and `group` are ids, or what somebody typed; `token` is the id of whoever did it."""

    kind: str = ""
    outcome: str = ""
    person: str = ""
    group: str = ""
    token: str = ""

    def filter(self, now: datetime) -> ActivityFilter | None:
        """As identity wants it, or `None` for everything. Raises `Unreadable`."""
        outcome = _one_of(ActivityOutcome, self.outcome, "outcome")
        asked = {
            "kind": _one_of(ActivityKind, self.kind, "kind"),
            "outcomes": [outcome] if outcome else None,
            "personId": _id(self.person, "person"),
            "groupId": _id(self.group, "group"),
            "actorId": self.token or None,
            "requestId": self.request or None,
            **self.times(now),
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return ActivityFilter.model_validate(given) if given else None


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
