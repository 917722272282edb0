"""Sign-in with Microsoft: on the way, linked, and refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time, belongs_to, of_organisation


class MicrosoftAccount(Base, table=True):
    """Whose account this is, for ever: a tenant's object id and the one person it stands for (entra.md: tid, oid)."""

    __tablename__ = "microsoft_accounts"
    __table_args__ = (
        belongs_to("users", "user_id"),
        Index("microsoft_accounts_user_key", "organisation_id", "user_id", "tenant_id", unique=True),
        Index("microsoft_accounts_object_id_idx", "organisation_id", "object_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    tenant_id: UUID = Field(primary_key=True)
    object_id: UUID = Field(primary_key=True)
    user_id: UUID
    linked_at: datetime = a_time()
    linked_by: str = a_text()
    last_sign_in_at: datetime = a_time()


class SignInTransaction(Base, table=True):
    """One way through Microsoft's pages and back, before anybody is known.

    It is found by the hash of `state` and bound to a browser by the hash of a secret that only its cookie holds; with
    that secret the web seals what it needs afterwards. Each of the three steps happens once. `claims` are those of the
    verified ID token, kept while an administrator confirms that its tenant is theirs.
    """

    __tablename__ = "sign_in_transactions"
    __table_args__ = (
        Index("sign_in_transactions_state_key", "state_hash", unique=True),
        Index("sign_in_transactions_browser_idx", "browser_hash"),
        Index("sign_in_transactions_expires_at_idx", "expires_at"),
    )

    id: UUID = Field(primary_key=True)
    purpose: str = a_text()
    state_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    browser_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    nonce: str | None = a_text(optional=True)
    sealed: str = a_text()
    expected_tenant_id: UUID | None
    organisation_id: UUID | None
    connection_id: UUID | None
    user_id: UUID | None
    delegated_session_id: UUID | None
    claims: dict[str, Any] | None = Field(sa_type=JSONB, nullable=True)
    created_at: datetime = a_time()
    expires_at: datetime = a_time()
    redeemed_at: datetime | None = a_time(optional=True)
    verified_at: datetime | None = a_time(optional=True)
    finished_at: datetime | None = a_time(optional=True)


class ReviewItem(Base, table=True):
    """Somebody whom Microsoft vouches for, or whom the directory sent, and whom this service could not take in.

    For an admin to decide on: one for each subject and reason as long as it is open. The subject of a refused sign-in
    is the account, of a refused person or group the name it claims. `user_id` is the person it nearly was; `decision`
    is what was decided.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        of_organisation(),
        Index(
            "review_items_open_key",
            "organisation_id",
            "subject",
            "reason",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    reason: str = a_text()
    subject: str = a_text()
    tenant_id: UUID | None
    object_id: UUID | None
    external_id: str | None = a_text(optional=True)
    request_id: str | None = a_text(optional=True)
    user_name: str | None = a_text(optional=True)
    display_name: str | None = a_text(optional=True)
    user_id: UUID | None
    attempts: int
    first_at: datetime = a_time()
    last_at: datetime = a_time()
    closed_at: datetime | None = a_time(optional=True)
    closed_by: str | None = a_text(optional=True)
    decision: str | None = a_text(optional=True)
