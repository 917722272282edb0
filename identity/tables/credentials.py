"""What lets somebody in: tokens, sessions, passwords, passkeys. Secrets are kept as hashes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import BYTEA
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time, belongs_to


class AccessToken(Base, table=True):
    """A SCIM bearer token of a connection. Revoked ones stay for the record.

    `replaces_id` is the token in whose place it was made, which goes on for a while.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (belongs_to("connections", "connection_id"), Index("access_tokens_id_idx", "id"))

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    connection_id: UUID
    name: str = a_text()
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    created_at: datetime = a_time()
    expires_at: datetime | None = a_time(optional=True)
    revoked_at: datetime | None = a_time(optional=True)
    last_used_at: datetime | None = a_time(optional=True)
    replaces_id: UUID | None


class OperatorToken(Base, table=True):
    """A credential of whoever runs the service; it belongs to no organisation."""

    __tablename__ = "operator_tokens"

    id: UUID = Field(primary_key=True)
    name: str = a_text()
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    created_at: datetime = a_time()
    expires_at: datetime | None = a_time(optional=True)
    revoked_at: datetime | None = a_time(optional=True)
    last_used_at: datetime | None = a_time(optional=True)


class PersonalToken(Base, table=True):
    """A person's own credential for GraphQL, which may do what they may. Revoked ones stay for the record.

    `tenant_id` is that of the session it was created in, if Microsoft opened it: it ends with that way in.
    """

    __tablename__ = "personal_tokens"
    __table_args__ = (
        belongs_to("users", "user_id"),
        Index("personal_tokens_id_idx", "id"),
        Index("personal_tokens_user_idx", "organisation_id", "user_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_id: UUID
    name: str = a_text()
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    tenant_id: UUID | None
    created_at: datetime = a_time()
    expires_at: datetime | None = a_time(optional=True)
    revoked_at: datetime | None = a_time(optional=True)
    last_used_at: datetime | None = a_time(optional=True)


class Session(Base, table=True):
    """A person signed in. Ended sessions stay for the record.

    `method` is how they proved who they are. `idle_seconds` is how long the session lives without being used.
    `microsoft_sid` is Microsoft's name for its own session (the ID token's `sid`), by which it signs people out.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        belongs_to("users", "user_id"),
        Index("sessions_id_idx", "id"),
        Index("sessions_user_idx", "organisation_id", "user_id"),
        Index("sessions_microsoft_sid_idx", "microsoft_sid", postgresql_where=text("microsoft_sid IS NOT NULL")),
        Index("sessions_tenant_idx", "organisation_id", "tenant_id", postgresql_where=text("ended_at IS NULL")),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_id: UUID
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    method: str = a_text()
    tenant_id: UUID | None
    microsoft_sid: str | None = a_text(optional=True)
    user_agent: str | None = a_text(optional=True)
    created_at: datetime = a_time()
    expires_at: datetime = a_time()
    idle_seconds: int
    last_used_at: datetime | None = a_time(optional=True)
    ended_at: datetime | None = a_time(optional=True)


class SetupLink(Base, table=True):
    """A one-time link by which a person sets their password or passkey. Used ones stay for the record."""

    __tablename__ = "setup_links"
    __table_args__ = (belongs_to("users", "user_id"), Index("setup_links_id_idx", "id"))

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_id: UUID
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    created_at: datetime = a_time()
    expires_at: datetime = a_time()
    used_at: datetime | None = a_time(optional=True)


class Password(Base, table=True):
    """A person's local password, as an argon2id hash in its own notation."""

    __tablename__ = "passwords"
    __table_args__ = (belongs_to("users", "user_id"),)

    organisation_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    hash: str = a_text()
    changed_at: datetime = a_time()


class PasswordThrottle(Base, table=True):
    """Wrong passwords in a row for one name at one organisation, whether or not there is such a person.

    `key` is a hash of both names, so that the table tells nobody who was tried.
    """

    __tablename__ = "password_throttles"
    __table_args__ = (Index("password_throttles_last_failed_at_idx", "last_failed_at"),)

    key: bytes = Field(sa_type=BYTEA, primary_key=True)
    failures: int
    last_failed_at: datetime = a_time()


class Passkey(Base, table=True):
    """A person's passkey (WebAuthn Level 3): the credential's id, its public key (COSE), and its signature counter."""

    __tablename__ = "passkeys"
    __table_args__ = (
        belongs_to("users", "user_id"),
        Index("passkeys_credential_key", "credential_id", unique=True),
        Index("passkeys_user_idx", "organisation_id", "user_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_id: UUID
    name: str = a_text()
    credential_id: bytes = Field(sa_type=BYTEA, nullable=False)
    public_key: bytes = Field(sa_type=BYTEA, nullable=False)
    sign_count: int = Field(sa_type=BigInteger)
    created_at: datetime = a_time()
    last_used_at: datetime | None = a_time(optional=True)


class PasskeyChallenge(Base, table=True):
    """A challenge (WebAuthn) that one browser may answer once. `user_id` is whose passkey is being added."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (Index("passkey_challenges_expires_at_idx", "expires_at"),)

    challenge_hash: bytes = Field(sa_type=BYTEA, primary_key=True)
    organisation_id: UUID | None
    user_id: UUID | None
    expires_at: datetime = a_time()
