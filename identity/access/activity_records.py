"""Entries of the activity log as the rest of identity sees them, and which of them somebody wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import orjson

from identity.rules.activity import ActivityKind, ActivityOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from orjson import Fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRecord:
    """One request, sign-in or act; see `tables.ActivityEntry` for its fields.

    `explanation` is an object under the names of GraphQL's `Explanation`; `None` where it was not read.
    """

    organisation_id: UUID
    id: UUID
    at: datetime
    kind: ActivityKind
    outcome: ActivityOutcome
    request_id: str
    action: str
    duration_ms: float
    explanation: dict[str, Any] | Fragment | None
    connection_id: UUID | None = None
    actor_kind: str | None = None
    actor_id: str | None = None
    actor_label: str | None = None
    status: int | None = None
    target_type: str | None = None
    target_id: str | None = None
    target_label: str | None = None
    subjects: tuple[str, ...] | list[str] = ()
    message: str | None = None
    advice: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row of `activity_entries`, with its explanation or without."""
        explanation = row.get("explanation")
        return cls(
            **{
                **row,
                "kind": ActivityKind(row["kind"]),
                "outcome": ActivityOutcome(row["outcome"]),
                "explanation": None if explanation is None else orjson.loads(explanation),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """Which entries are wanted: what is given has to hold.

    A person is found among what entries are about, a group as what was acted on; from `since` on, and before `until`.
    """

    kind: ActivityKind | None = None
    outcomes: frozenset[ActivityOutcome] | None = None
    person_id: str | None = None
    group_id: str | None = None
    actor_id: str | None = None
    connection_id: UUID | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def lets(self, entry: ActivityRecord) -> bool:
        """Whether an entry is wanted."""
        return (
            self.kind in {None, entry.kind}
            and (self.outcomes is None or entry.outcome in self.outcomes)
            and (self.person_id is None or self.person_id in entry.subjects)
            and self.group_id in {None, entry.target_id}
            and self.actor_id in {None, entry.actor_id}
            and self.connection_id in {None, entry.connection_id}
            and self.request_id in {None, entry.request_id}
            and (self.since is None or self.since <= entry.at)
            and (self.until is None or entry.at < self.until)
        )


EVERY_ENTRY = ActivityFilter()


@dataclass(frozen=True, slots=True)
class CountRecord:
    """How many entries of a kind ended in one way in the span of time that begins at `begins_at`."""

    begins_at: datetime
    kind: ActivityKind
    outcome: ActivityOutcome
    entries: int
    mean_duration_ms: float


@dataclass(frozen=True, slots=True)
class RefusedCredentialRecord:
    """How often a credential was refused at a connection's endpoint."""

    prefix: str
    reason: str
    uses: int
    first_at: datetime
    last_at: datetime
