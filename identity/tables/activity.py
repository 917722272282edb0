"""What happened, told for people: requests, sign-ins and acts, and credentials that were refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Double, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time, belongs_to, of_organisation


class ActivityEntry(Base, table=True):
    """One SCIM request, sign-in or act of an administrator, kept for as long as the operator says.

    `action` is the method and the address's template, or the mutation. `subjects` are the ids of the users and groups
    it was about, `target_id` the first of them. `explanation` is a JSON object under GraphQL's names. What it changed
    stands in the audit log, under the same request id.
    """

    __tablename__ = "activity_entries"
    __table_args__ = (
        of_organisation(),
        Index("activity_entries_target_idx", "organisation_id", "target_id", "id"),
        Index("activity_entries_actor_idx", "organisation_id", "actor_id", "id"),
        Index("activity_entries_request_idx", "organisation_id", "request_id"),
        Index("activity_entries_subjects_idx", "subjects", postgresql_using="gin"),
        Index(
            "activity_entries_trouble_idx",
            "organisation_id",
            "id",
            postgresql_where=text("outcome <> 'SUCCEEDED'"),
        ),
        Index(
            "activity_entries_people_idx",
            "organisation_id",
            "kind",
            "id",
            postgresql_where=text("kind <> 'SCIM_REQUEST'"),
        ),
        Index("activity_entries_at_idx", "at", postgresql_using="brin"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    at: datetime = a_time()
    kind: str = a_text()
    outcome: str = a_text()
    request_id: str = a_text()
    connection_id: UUID | None
    actor_kind: str | None = a_text(optional=True)
    actor_id: str | None = a_text(optional=True)
    actor_label: str | None = a_text(optional=True)
    action: str = a_text()
    status: int | None
    target_type: str | None = a_text(optional=True)
    target_id: str | None = a_text(optional=True)
    target_label: str | None = a_text(optional=True)
    subjects: list[str] = Field(sa_type=ARRAY(Text), nullable=False)
    message: str | None = a_text(optional=True)
    advice: str | None = a_text(optional=True)
    duration_ms: float = Field(sa_type=Double)
    explanation: dict[str, Any] = Field(sa_type=JSONB, nullable=False)


class ActivityCount(Base, table=True):
    """How many entries of a kind ended in one way within one hour, which begins at `hour`."""

    __tablename__ = "activity_counts"
    __table_args__ = (of_organisation(),)

    organisation_id: UUID = Field(primary_key=True)
    hour: datetime = Field(sa_type=a_time().sa_type, primary_key=True)
    kind: str = a_text(key=True)
    outcome: str = a_text(key=True)
    entries: int = Field(sa_type=BigInteger)
    duration_ms: float = Field(sa_type=Double)


class RefusedCredential(Base, table=True):
    """How often a credential was refused at a connection's endpoint, by the readable beginning of it and by why."""

    __tablename__ = "refused_credentials"
    __table_args__ = (belongs_to("connections", "connection_id"),)

    organisation_id: UUID = Field(primary_key=True)
    connection_id: UUID = Field(primary_key=True)
    prefix: str = a_text(key=True)
    reason: str = a_text(key=True)
    uses: int = Field(sa_type=BigInteger)
    first_at: datetime = a_time()
    last_at: datetime = a_time()
