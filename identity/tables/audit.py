"""The audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time


class AuditEntry(Base, table=True):
    """Who changed what. No foreign key: it outlives what it speaks of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("audit_entries_target_idx", "organisation_id", "target_id", "id"),
        Index("audit_entries_request_idx", "organisation_id", "request_id", "id"),
        Index("audit_entries_actor_idx", "organisation_id", "actor_id", "id"),
        Index("audit_entries_action_idx", "organisation_id", "action", "id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    at: datetime = a_time()
    actor_kind: str = a_text()
    actor_id: str = a_text()
    actor_label: str = a_text()
    action: str = a_text()
    target_type: str = a_text()
    target_id: str = a_text()
    target_label: str = a_text()
    changes: list[dict[str, Any]] = Field(sa_type=JSONB, nullable=False)
    request_id: str = a_text()
