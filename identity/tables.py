"""The tables. Storage only: never an input type, never exposed (SQLModel does not validate table models).

`organisation_id` leads every key, so that the data can be distributed by tenant without a rewrite. Times are UTC.
A user is one row: key columns for what is looked up, and a JSON document for the rest of the profile.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB, TIMESTAMP
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
METADATA = MetaData(naming_convention=NAMING)

_TIME: Any = TIMESTAMP(timezone=True)


def _time(*, optional: bool = False) -> Any:
    return Field(sa_type=_TIME, nullable=optional)


def _text(*, optional: bool = False, key: bool = False) -> Any:
    return Field(sa_type=Text, nullable=optional, primary_key=key)


def _belongs_to(parent: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organisation_id", column], [f"{parent}.organisation_id", f"{parent}.id"], ondelete="CASCADE"
    )


def _of_organisation() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation_id"], ["organisations.id"], ondelete="CASCADE")


class _Base(SQLModel):
    metadata: ClassVar[MetaData] = METADATA


class Organisation(_Base, table=True):
    """A customer of the SaaS product."""

    __tablename__ = "organisations"
    __table_args__ = (Index("organisations_slug_key", "slug", unique=True),)

    id: UUID = Field(primary_key=True)
    slug: str = _text()
    name: str = _text()
    created_at: datetime = _time()


class Connection(_Base, table=True):
    """An organisation's link to one Entra tenant.

    `version` moves whenever something changes by which its requests are read: how strictly,
    and with which schemas.
    """

    __tablename__ = "connections"
    __table_args__ = (_of_organisation(), Index("connections_id_idx", "id"))

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    name: str = _text()
    conformance: str = _text()
    version: int
    created_at: datetime = _time()


class RuleUse(_Base, table=True):
    """How often the requests of a connection needed one rule of leniency."""

    __tablename__ = "rule_uses"
    __table_args__ = (_belongs_to("connections", "connection_id"),)

    organisation_id: UUID = Field(primary_key=True)
    connection_id: UUID = Field(primary_key=True)
    rule: str = _text(key=True)
    uses: int = Field(sa_type=BigInteger)
    first_used_at: datetime = _time()
    last_used_at: datetime = _time()


class ExtensionSchema(_Base, table=True):
    """A schema by which an organisation extends users or groups (RFC 7643 §3.3).

    `key` is the URN in lower case; `attributes` are JSON objects as in RFC 7643 §7.
    """

    __tablename__ = "extension_schemas"
    __table_args__ = (_of_organisation(),)

    organisation_id: UUID = Field(primary_key=True)
    key: str = _text(key=True)
    urn: str = _text()
    resource_type: str = _text()
    name: str = _text()
    description: str = _text()
    attributes: list[dict[str, Any]] = Field(sa_type=JSONB, nullable=False)
    version: int
    created_at: datetime = _time()
    updated_at: datetime = _time()


class User(_Base, table=True):
    """A person of an organisation. `profile` is a JSON object whose names are GraphQL's."""

    __tablename__ = "users"
    __table_args__ = (
        _of_organisation(),
        Index("users_user_name_key", "organisation_id", "user_name_key", unique=True),
        Index("users_external_id_idx", "organisation_id", "external_id"),
        Index("users_manager_idx", "organisation_id", "manager"),
        Index("users_email_keys_idx", "email_keys", postgresql_using="gin"),
        # Of texts that may be longer than an index entry, the beginning.
        Index("users_display_name_idx", "organisation_id", text("left(lower(profile ->> 'displayName'), 512)")),
        Index(
            "users_employee_number_idx",
            "organisation_id",
            text("left(lower((profile -> 'enterprise') ->> 'employeeNumber'), 512)"),
        ),
        # With the id, which breaks ties in a sorted list: one index answers the filter, the order and the count.
        Index("users_active_idx", "organisation_id", "active", "id"),
        Index("users_created_at_idx", "organisation_id", "created_at", "id"),
        Index("users_updated_at_idx", "organisation_id", "updated_at", "id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_name: str = _text()
    user_name_key: str = _text()
    external_id: str | None = _text(optional=True)
    active: bool
    manager: str | None = _text(optional=True)
    email_keys: list[str] = Field(sa_type=ARRAY(Text), nullable=False)
    profile: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    version: int
    created_at: datetime = _time()
    updated_at: datetime = _time()


class Membership(_Base, table=True):
    """A person's role in the organisation; without a row the person is a member."""

    __tablename__ = "memberships"
    __table_args__ = (_belongs_to("users", "user_id"),)

    organisation_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    role: str = _text()


class Group(_Base, table=True):
    """A group of users."""

    __tablename__ = "groups"
    __table_args__ = (
        _of_organisation(),
        Index("groups_display_name_key", "organisation_id", "display_name_key", unique=True),
        Index("groups_external_id_idx", "organisation_id", "external_id"),
        Index("groups_created_at_idx", "organisation_id", "created_at", "id"),
        Index("groups_updated_at_idx", "organisation_id", "updated_at", "id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    display_name: str = _text()
    display_name_key: str = _text()
    external_id: str | None = _text(optional=True)
    extensions: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    version: int
    created_at: datetime = _time()
    updated_at: datetime = _time()


class GroupMember(_Base, table=True):
    """One user in one group, found from either side."""

    __tablename__ = "group_members"
    __table_args__ = (
        _belongs_to("groups", "group_id"),
        _belongs_to("users", "user_id"),
        Index("group_members_user_idx", "organisation_id", "user_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    group_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)


class Subgroup(_Base, table=True):
    """One group as a member of another, found from either side. Groups never contain themselves."""

    __tablename__ = "subgroups"
    __table_args__ = (
        _belongs_to("groups", "group_id"),
        _belongs_to("groups", "subgroup_id"),
        Index("subgroups_subgroup_idx", "organisation_id", "subgroup_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    group_id: UUID = Field(primary_key=True)
    subgroup_id: UUID = Field(primary_key=True)


class UniqueValue(_Base, table=True):
    """A value that one user or one group holds, of an extension attribute that must be unique.

    `schema_key` is the schema's URN in lower case, `value` the text by which two values are equal.
    """

    __tablename__ = "unique_values"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "schema_key"],
            ["extension_schemas.organisation_id", "extension_schemas.key"],
            ondelete="CASCADE",
        ),
        _belongs_to("users", "user_id"),
        _belongs_to("groups", "group_id"),
        Index("unique_values_user_idx", "organisation_id", "user_id"),
        Index("unique_values_group_idx", "organisation_id", "group_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    schema_key: str = _text(key=True)
    attribute: str = _text(key=True)
    value: str = _text(key=True)
    user_id: UUID | None
    group_id: UUID | None


class PendingMember(_Base, table=True):
    """A member id that named nobody when it was sent; it attaches when that user appears."""

    __tablename__ = "pending_members"
    __table_args__ = (
        _belongs_to("groups", "group_id"),
        Index("pending_members_value_idx", "organisation_id", "value"),
    )

    organisation_id: UUID = Field(primary_key=True)
    group_id: UUID = Field(primary_key=True)
    value: str = _text(key=True)


class AccessToken(_Base, table=True):
    """A SCIM bearer token of a connection. Revoked ones stay for the record."""

    __tablename__ = "access_tokens"
    __table_args__ = (_belongs_to("connections", "connection_id"), Index("access_tokens_id_idx", "id"))

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    connection_id: UUID
    name: str = _text()
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    created_at: datetime = _time()
    expires_at: datetime | None = _time(optional=True)
    revoked_at: datetime | None = _time(optional=True)
    last_used_at: datetime | None = _time(optional=True)


class OperatorToken(_Base, table=True):
    """A credential of whoever runs the service; it belongs to no organisation."""

    __tablename__ = "operator_tokens"

    id: UUID = Field(primary_key=True)
    name: str = _text()
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    created_at: datetime = _time()
    expires_at: datetime | None = _time(optional=True)
    revoked_at: datetime | None = _time(optional=True)
    last_used_at: datetime | None = _time(optional=True)


class Session(_Base, table=True):
    """A person signed in. Ended sessions stay for the record."""

    __tablename__ = "sessions"
    __table_args__ = (
        _belongs_to("users", "user_id"),
        Index("sessions_id_idx", "id"),
        Index("sessions_user_idx", "organisation_id", "user_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_id: UUID
    secret_hash: bytes = Field(sa_type=BYTEA, nullable=False)
    created_at: datetime = _time()
    expires_at: datetime = _time()
    ended_at: datetime | None = _time(optional=True)


class AuditEntry(_Base, table=True):
    """Who changed what. No foreign key: it outlives what it speaks of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("audit_entries_target_idx", "organisation_id", "target_id", "id"),
        Index("audit_entries_request_idx", "organisation_id", "request_id", "id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    at: datetime = _time()
    actor_kind: str = _text()
    actor_id: str = _text()
    actor_label: str = _text()
    action: str = _text()
    target_type: str = _text()
    target_id: str = _text()
    target_label: str = _text()
    changes: list[dict[str, Any]] = Field(sa_type=JSONB, nullable=False)
    request_id: str = _text()


def _table(model: type[SQLModel]) -> Table:
    table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it at class creation
    assert isinstance(table, Table)
    return table


ORGANISATIONS = _table(Organisation)
CONNECTIONS = _table(Connection)
RULE_USES = _table(RuleUse)
EXTENSION_SCHEMAS = _table(ExtensionSchema)
USERS = _table(User)
MEMBERSHIPS = _table(Membership)
GROUPS = _table(Group)
GROUP_MEMBERS = _table(GroupMember)
SUBGROUPS = _table(Subgroup)
PENDING_MEMBERS = _table(PendingMember)
UNIQUE_VALUES = _table(UniqueValue)
ACCESS_TOKENS = _table(AccessToken)
OPERATOR_TOKENS = _table(OperatorToken)
SESSIONS = _table(Session)
AUDIT_ENTRIES = _table(AuditEntry)
