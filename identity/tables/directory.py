"""The directory: users, groups, and who is in which."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from identity.tables.declaration import Base, a_text, a_time, belongs_to, of_organisation


class User(Base, table=True):
    """A person of an organisation. `profile` is a JSON object whose names are GraphQL's.

    `source` is who keeps the person: the directory, once it has written to them, or nobody but this service.
    `search_keys` are the words by which people look for them. Somebody who is locked is out, whatever `active` says.
    """

    __tablename__ = "users"
    __table_args__ = (
        of_organisation(),
        Index("users_user_name_key", "organisation_id", "user_name_key", unique=True),
        Index("users_external_id_idx", "organisation_id", "external_id"),
        Index("users_manager_idx", "organisation_id", "manager"),
        Index("users_email_keys_idx", "email_keys", postgresql_using="gin"),
        # Of texts that may be longer than an index entry, the beginning.
        Index("users_display_name_idx", "organisation_id", text("left(lower(profile ->> 'displayName'), 512)")),
        # As lists are sorted by it: who has none comes last.
        Index(
            "users_display_name_order_idx",
            "organisation_id",
            text("(left(lower(profile ->> 'displayName'), 512) IS NULL)"),
            text("COALESCE(left(lower(profile ->> 'displayName'), 512), '')"),
            "id",
        ),
        Index(
            "users_employee_number_idx",
            "organisation_id",
            text("left(lower((profile -> 'enterprise') ->> 'employeeNumber'), 512)"),
        ),
        # With the id, which breaks ties in a sorted list: one index answers the filter, the order and the count.
        Index("users_active_idx", "organisation_id", "active", "id"),
        Index("users_created_at_idx", "organisation_id", "created_at", "id"),
        Index("users_updated_at_idx", "organisation_id", "updated_at", "id"),
        Index("users_search_idx", text("array_to_tsvector(search_keys)"), postgresql_using="gin"),
        Index("users_source_idx", "organisation_id", "source", "active", "id"),
        Index("users_locked_idx", "organisation_id", "id", postgresql_where=text("locked_at IS NOT NULL")),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_name: str = a_text()
    user_name_key: str = a_text()
    external_id: str | None = a_text(optional=True)
    active: bool
    manager: str | None = a_text(optional=True)
    email_keys: list[str] = Field(sa_type=ARRAY(Text), nullable=False)
    profile: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    version: int
    created_at: datetime = a_time()
    updated_at: datetime = a_time()
    source: str = a_text()
    search_keys: list[str] = Field(sa_type=ARRAY(Text), nullable=False)
    locked_at: datetime | None = a_time(optional=True)
    locked_by: str | None = a_text(optional=True)
    lock_reason: str | None = a_text(optional=True)


class KeptLock(Base, table=True):
    """The lock of somebody, `user_id`, who was deleted or given other names while they were locked.

    Whoever has the userName or the externalId next is locked, too.
    """

    __tablename__ = "kept_locks"
    __table_args__ = (
        of_organisation(),
        Index("kept_locks_user_name_idx", "organisation_id", "user_name_key"),
        Index("kept_locks_external_id_idx", "organisation_id", "external_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    user_id: UUID
    user_name_key: str = a_text()
    external_id: str | None = a_text(optional=True)
    locked_at: datetime = a_time()
    locked_by: str = a_text()
    lock_reason: str = a_text()


class Membership(Base, table=True):
    """A person's role in the organisation; without a row the person is a member."""

    __tablename__ = "memberships"
    __table_args__ = (belongs_to("users", "user_id"),)

    organisation_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    role: str = a_text()


class Group(Base, table=True):
    """A group of users. `source` and `search_keys` are as for users."""

    __tablename__ = "groups"
    __table_args__ = (
        of_organisation(),
        Index("groups_display_name_key", "organisation_id", "display_name_key", unique=True),
        Index("groups_external_id_idx", "organisation_id", "external_id"),
        Index("groups_created_at_idx", "organisation_id", "created_at", "id"),
        Index("groups_updated_at_idx", "organisation_id", "updated_at", "id"),
        Index("groups_search_idx", text("array_to_tsvector(search_keys)"), postgresql_using="gin"),
    )

    organisation_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    display_name: str = a_text()
    display_name_key: str = a_text()
    external_id: str | None = a_text(optional=True)
    extensions: dict[str, Any] = Field(sa_type=JSONB, nullable=False)
    version: int
    created_at: datetime = a_time()
    updated_at: datetime = a_time()
    source: str = a_text()
    search_keys: list[str] = Field(sa_type=ARRAY(Text), nullable=False)


class GroupMember(Base, table=True):
    """One user in one group, found from either side."""

    __tablename__ = "group_members"
    __table_args__ = (
        belongs_to("groups", "group_id"),
        belongs_to("users", "user_id"),
        Index("group_members_user_idx", "organisation_id", "user_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    group_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)


class Subgroup(Base, table=True):
    """One group as a member of another, found from either side. Groups never contain themselves."""

    __tablename__ = "subgroups"
    __table_args__ = (
        belongs_to("groups", "group_id"),
        belongs_to("groups", "subgroup_id"),
        Index("subgroups_subgroup_idx", "organisation_id", "subgroup_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    group_id: UUID = Field(primary_key=True)
    subgroup_id: UUID = Field(primary_key=True)


class UniqueValue(Base, table=True):
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
        belongs_to("users", "user_id"),
        belongs_to("groups", "group_id"),
        Index("unique_values_user_idx", "organisation_id", "user_id"),
        Index("unique_values_group_idx", "organisation_id", "group_id"),
    )

    organisation_id: UUID = Field(primary_key=True)
    schema_key: str = a_text(key=True)
    attribute: str = a_text(key=True)
    value: str = a_text(key=True)
    user_id: UUID | None
    group_id: UUID | None


class PendingMember(Base, table=True):
    """A member id that named nobody when it was sent; it attaches when that user appears."""

    __tablename__ = "pending_members"
    __table_args__ = (
        belongs_to("groups", "group_id"),
        Index("pending_members_value_idx", "organisation_id", "value"),
    )

    organisation_id: UUID = Field(primary_key=True)
    group_id: UUID = Field(primary_key=True)
    value: str = a_text(key=True)
