"""What lets somebody act in an organisation who is none of its people: links for its IT, and the support desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import BYTEA
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time, belongs_to, of_organisation


class ConnectionSetupLink(Base, table=True):
    """A link by which somebody sets up a connection, sign-in and provisioning, and does nothing else.

    `label` says whom it was made for. It can be followed again until it expires or is revoked.
    """

    __tablename__ = "connection_setup_links"
    __table_args__ = (belongs_to("connections", "connection_id"), Index("connection_setup_links_id_idx", "id"))

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    connection_id: UUID
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    label: str = a_text()
    created_by: str = a_text()
    created_at: datetime = a_time()
    expires_at: datetime = a_time()
    revoked_at: datetime | None = a_time(optional=True)
    last_used_at: datetime | None = a_time(optional=True)


class DelegatedSession(Base, table=True):
    """A session in an organisation of somebody who is none of its people. Ended ones stay for the record.

    `kind` is what they are: who followed a connection's set-up link, or the operator's support desk, with its reason.
    The support desk's ends with the operator token it was opened with.
    """

    __tablename__ = "delegated_sessions"
    __table_args__ = (
        of_organisation(),
        Index("delegated_sessions_id_idx", "id"),
        Index("delegated_sessions_link_idx", "organisation_id", "link_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: str = a_text()
    link_id: UUID | None
    connection_id: UUID | None
    operator_token_id: UUID | None
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    label: str = a_text()
    reason: str | None = a_text(optional=True)
    created_at: datetime = a_time()
    expires_at: datetime = a_time()
    idle_seconds: int
    last_used_at: datetime | None = a_time(optional=True)
    ended_at: datetime | None = a_time(optional=True)
