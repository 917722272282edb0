"""Organisations, their links to Entra, and what they declare."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time, belongs_to, of_organisation


class Organisation(Base, table=True):
    """A customer of the SaaS product.

    How long its people's sessions live, at most and without being used, is the operator's setting where it is null.
    """

    __tablename__ = "organisations"
    __table_args__ = (Index("organisations_slug_key", "slug", unique=True),)

    id: UUID = Field(primary_key=True)
    slug: str = a_text()
    name: str = a_text()
    created_at: datetime = a_time()
    session_lifetime_seconds: int | None
    session_idle_seconds: int | None


class Connection(Base, table=True):
    """An organisation's link to one Entra tenant.

    `version` moves whenever something changes by which its requests are read: how strictly,
    and with which schemas. A tenant belongs to one connection at most, whoever's it is; the `tenant_*` columns are set
    together. `just_in_time_since` is when sign-in was last allowed to create people.
    """

    __tablename__ = "connections"
    __table_args__ = (
        of_organisation(),
        Index("connections_id_idx", "id"),
        Index("connections_tenant_key", "tenant_id", unique=True),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    name: str = a_text()
    conformance: str = a_text()
    version: int
    created_at: datetime = a_time()
    microsoft_sign_in: bool
    tenant_id: UUID | None
    tenant_domain: str | None = a_text(optional=True)
    tenant_connected_at: datetime | None = a_time(optional=True)
    tenant_connected_by: str | None = a_text(optional=True)
    admin_consented_at: datetime | None = a_time(optional=True)
    just_in_time_since: datetime | None = a_time(optional=True)


class RuleUse(Base, table=True):
    """How often the requests of a connection needed one rule of leniency."""

    __tablename__ = "rule_uses"
    __table_args__ = (belongs_to("connections", "connection_id"),)

    organisation_id: UUID = Field(primary_key=True)
    connection_id: UUID = Field(primary_key=True)
    rule: str = a_text(key=True)
    uses: int = Field(sa_type=BigInteger)
    first_used_at: datetime = a_time()
    last_used_at: datetime = a_time()


class ExtensionSchema(Base, table=True):
    """A schema by which an organisation extends users or groups (RFC 7643 §3.3).

    `key` is the URN in lower case; `attributes` are JSON objects as in RFC 7643 §7.
    """

    __tablename__ = "extension_schemas"
    __table_args__ = (of_organisation(),)

    organisation_id: UUID = Field(primary_key=True)
    key: str = a_text(key=True)
    urn: str = a_text()
    resource_type: str = a_text()
    name: str = a_text()
    description: str = a_text()
    attributes: list[dict[str, Any]] = Field(sa_type=JSONB, nullable=False)
    version: int
    created_at: datetime = a_time()
    updated_at: datetime = a_time()
